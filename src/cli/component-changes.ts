// `-c api`, `-c +api=degraded_performance`, `-c -web`: what an incident is to touch, whole or as changes of it.
import { InvalidArgumentError } from "commander";
import type { Incident } from "../contract/incidents.ts";
import { type ComponentLink, componentLink } from "./options.ts";

export type ComponentChange = ComponentLink & { kind: "set" | "add" | "remove" };

export const componentChange = (text: string, before: ComponentChange[] = []): ComponentChange[] => {
  const kind = text.startsWith("+") ? "add" : text.startsWith("-") ? "remove" : "set";
  const [link] = componentLink(kind === "set" ? text : text.slice(1));
  if (kind === "remove" && link!.level) throw new InvalidArgumentError(`To take it away, write -c -${link!.id}.`);
  return [...before, { ...link!, kind }];
};

/** The whole list as PATCH takes it: what is there already keeps its level unless another is given. */
export const changedComponents = (
  seen: Incident["components"],
  changes: readonly ComponentChange[],
): ComponentLink[] => {
  const isWhole = changes.every(({ kind }) => kind === "set");
  const links = new Map<string, ComponentLink>(isWhole ? [] : seen.map(({ id }) => [id, { id }]));
  for (const { kind, id, level } of changes)
    if (kind === "remove") links.delete(id);
    else links.set(id, { id, ...(level ? { level } : {}) });
  return [...links.values()];
};
