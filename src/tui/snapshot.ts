// A snapshot put on the screen, and where the selection goes when the list under it changes.
import type { Incident } from "../contract/incidents.ts";
import type { Status } from "../contract/status.ts";
import { MAX_PAGE_SIZE } from "../contract/vocabulary.ts";
import { isActive } from "../domain/incident.ts";
import { rankOfSeverity } from "../domain/level.ts";
import { boardOrder } from "./board.ts";
import type { State } from "./state.ts";

export interface Selected {
  incident: number | null;
  component: string | null;
}

export const applySnapshot = (state: State, status: Status): State => {
  const incidents = new Map(status.incidents.filter((one) => isActive(one.state)).map((one) => [one.id, one]));
  const components = new Map(status.components.map((one) => [one.id, one]));
  return reselected(state, {
    ...state,
    seq: status.seq,
    incidents,
    order: orderOf(incidents),
    isCut: status.incidents.length >= MAX_PAGE_SIZE,
    components,
    maintenances: new Map(status.maintenances.map((one) => [one.id, one])),
    degraded: status.degraded,
    isStale: false,
    commands: state.commands.filter((command) => command.phase === "sent"),
  });
};

/** Worst first, then oldest. The times are read once, not once a comparison. */
export const orderOf = (incidents: ReadonlyMap<number, Incident>): number[] =>
  [...incidents.values()]
    .map(({ id, severity, openedAt }) => ({ id, rank: rankOfSeverity(severity), at: Date.parse(openedAt) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at || a.id - b.id)
    .map(({ id }) => id);

/** The selection stays on its thing; if that has left, it goes to the neighbour. A question about what left is over. */
export const reselected = (before: State, after: State): State => ({
  ...after,
  selected: {
    incident: stay(before.selected.incident, before.order, after.order, (id) => after.incidents.has(id)),
    component: stay(before.selected.component, boardOrder(before.components), boardOrder(after.components), (id) =>
      after.components.has(id),
    ),
  },
  confirm: after.confirm && after.incidents.has(after.confirm.id) ? after.confirm : null,
});

const stay = <T>(
  selected: T | null,
  old: readonly T[],
  present: readonly T[],
  isThere: (id: T) => boolean,
): T | null => {
  const first = present[0] ?? null;
  if (selected === null) return first;
  if (isThere(selected)) return selected;
  const at = old.indexOf(selected);
  return old.slice(at + 1).find(isThere) ?? old.slice(0, at).findLast(isThere) ?? first;
};
