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
    ...checkPages(document, components),
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

const checkPages = (document: unknown, components: readonly (string | undefined)[]): CrossFault[] => {
  const pages = listIn(document, "pages");
  const groups = listIn(document, "components").map((one) => textIn(one, "group")?.trim());
  const each = (name: "slug" | "domain"): (string | undefined)[] => pages.map((page) => textIn(page, name));
  return [
    ...usedTwice(each("slug"), (at) => ["pages", at, "slug"], "is the slug of another page too; each needs its own"),
    ...usedTwice(each("domain"), (at) => ["pages", at, "domain"], "is the domain of another page too"),
    ...unnamed(pages),
    ...showNothing(pages),
    ...unknownOnPages(pages, "components", components, "a component"),
    ...unknownOnPages(pages, "groups", groups, "the group of any component"),
    ...clashOfPaths(document),
    ...ownPaths(document),
  ];
};

/** One page needs no slug; several would share the default. */
const unnamed = (pages: readonly unknown[]): CrossFault[] =>
  pages.length < 2
    ? []
    : pages.flatMap((page, at) =>
        fieldOf(page, "slug") === undefined
          ? [{ path: ["pages", at], message: "needs a `slug`, since there are several pages" }]
          : [],
      );

const showNothing = (pages: readonly unknown[]): CrossFault[] =>
  pages.flatMap((page, at) => {
    const [components, groups] = [fieldOf(page, "components"), listIn(page, "groups")];
    const isEmpty = Array.isArray(components) && components.length === 0 && groups.length === 0;
    const message = "names none, so that the page would show nothing; without it, it shows all";
    return isEmpty ? [{ path: ["pages", at, "components"], message }] : [];
  });

const unknownOnPages = (
  pages: readonly unknown[],
  list: "components" | "groups",
  known: readonly (string | undefined)[],
  what: string,
): CrossFault[] =>
  pages.flatMap((page, at) =>
    listIn(page, list).flatMap((name, index) => {
      if (typeof name !== "string" || known.includes(name)) return [];
      const meant = nearest(
        name,
        known.filter((one) => one !== undefined),
      );
      const message = `\`${name}\` is not ${what}${meant ? `; did you mean \`${meant}\`?` : ""}`;
      return [{ path: ["pages", at, list, index], message }];
    }),
  );

const clashOfPaths = (document: unknown): CrossFault[] => {
  const server = fieldOf(document, "server");
  const [url, base] = [textIn(server, "public_url"), textIn(server, "base_path")];
  if (url === undefined || base === undefined || !URL.canParse(url)) return [];
  const path = new URL(url).pathname.replace(/\/+$/, "");
  if (path === "" || path === base) return [];
  const message = `is not the path of \`public_url\`, which is ${path}; leave one of them out`;
  return [{ path: ["server", "base_path"], message }];
};

/** First parts of paths that the daemon answers itself: cut off as a base, the rest of them would be somewhere else. */
const OWN: ReadonlySet<string> = new Set([
  ...["api", "assets", "ack", "confirm", "healthz", "history", "incidents", "ingest", "maintenance", "metrics", "p"],
  ...["ping", "readyz", "socket.io", "subscribe", "subscription", "unsubscribe", "v2", "components", "embed"],
]);
const ownPaths = (document: unknown): CrossFault[] => {
  const server = fieldOf(document, "server");
  const url = textIn(server, "public_url");
  const paths = {
    base_path: textIn(server, "base_path"),
    public_url: url !== undefined && URL.canParse(url) ? new URL(url).pathname : undefined,
  };
  return Object.entries(paths).flatMap(([key, path]) => {
    const first = path?.split("/")[1] ?? "";
    const message = `begins with /${first}, which is a path of Tocsin's own; choose another, like /status`;
    return OWN.has(first) ? [{ path: ["server", key], message }] : [];
  });
};

export const listIn = (value: unknown, name: string): unknown[] => {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
};
export const textIn = (value: unknown, name: string): string | undefined => {
  const text = fieldOf(value, name);
  return typeof text === "string" ? text : undefined;
};
export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
