// What the schema cannot see: ids used twice, one key for two sources, names of components that do not exist. It reads the raw
// document, so that these faults are told together with the schema's.
import { nearest } from "../domain/nearest.ts";

export interface CrossFault {
  path: readonly PropertyKey[];
  message: string;
}

export const crossCheck = (document: unknown): CrossFault[] => {
  const components = listIn(document, "components").map((one) => textIn(one, "id"));
  const sources = listIn(document, "sources");
  return [
    ...usedTwice(components, (index) => ["components", index, "id"], "is used twice; every component needs its own"),
    ...usedTwice(
      sources.map((one) => textIn(one, "id")),
      (index) => ["sources", index, "id"],
      "is used twice",
    ),
    ...usedTwice(
      sources.map((one) => textIn(one, "key")),
      (index) => ["sources", index, "key"],
      "is the key of another source too; each needs its own",
    ),
    ...unknownOnPages(document, components),
  ];
};

const usedTwice = (
  values: readonly (string | undefined)[],
  path: (index: number) => PropertyKey[],
  message: string,
): CrossFault[] =>
  values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index ? [{ path: path(index), message }] : [],
  );

const unknownOnPages = (document: unknown, components: readonly (string | undefined)[]): CrossFault[] =>
  listIn(document, "pages").flatMap((page, at) =>
    listIn(page, "components").flatMap((id, index) => {
      if (typeof id !== "string" || components.includes(id)) return [];
      const meant = nearest(
        id,
        components.filter((one) => one !== undefined),
      );
      const message = `\`${id}\` is not a component${meant ? `; did you mean \`${meant}\`?` : ""}`;
      return [{ path: ["pages", at, "components", index], message }];
    }),
  );

const listIn = (value: unknown, name: string): unknown[] => {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
};
const textIn = (value: unknown, name: string): string | undefined => {
  const text = fieldOf(value, name);
  return typeof text === "string" ? text : undefined;
};
const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
