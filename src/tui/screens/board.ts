// Components by group, in the order of the config: what the board shows and the keys walk.
import type { Component } from "../../contract/status.ts";

export type BoardRow = { kind: "group"; name: string } | { kind: "component"; component: Component };

/** A heading before each group; components without a group come first and have none. */
export const boardRows = (components: ReadonlyMap<string, Component>): BoardRow[] => {
  const groups = Map.groupBy(components.values(), (component) => component.group ?? "");
  const named = [...groups].filter(([name]) => name !== "");
  return [
    ...(groups.get("") ?? []).map(rowOf),
    ...named.flatMap(([name, members]) => [{ kind: "group", name } as const, ...members.map(rowOf)]),
  ];
};

export const boardOrder = (components: ReadonlyMap<string, Component>): string[] =>
  boardRows(components).flatMap((row) => (row.kind === "component" ? [row.component.id] : []));

const rowOf = (component: Component): BoardRow => ({ kind: "component", component });
