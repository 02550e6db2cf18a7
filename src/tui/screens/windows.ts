// Maintenance windows in the order in which they matter: those that run, the first to end first, then those to come.
import { isRunning } from "../../domain/maintenance.ts";
import type { Window } from "../state.ts";

export const windowsOf = (maintenances: ReadonlyMap<number, Window>): { running: Window[]; coming: Window[] } => {
  const all = [...maintenances.values()];
  return {
    running: all.filter(({ state }) => isRunning(state)).sort(by((one) => one.endsAt)),
    coming: all.filter(({ state }) => state === "scheduled").sort(by((one) => one.startsAt)),
  };
};
export const windowOrder = (maintenances: ReadonlyMap<number, Window>): number[] => {
  const { running, coming } = windowsOf(maintenances);
  return [...running, ...coming].map(({ id }) => id);
};

const by =
  (moment: (one: Window) => string) =>
  (a: Window, b: Window): number =>
    Date.parse(moment(a)) - Date.parse(moment(b)) || a.id - b.id;
