// The past of components that are looked at: their days, uptime and changes.
import type { LiveEvent } from "../../contract/live.ts";
import type { ComponentDetail } from "../../contract/status.ts";

export interface History {
  detail: ComponentDetail;
  /** Epoch milliseconds. */
  readAt: number;
  /** Something happened to it since. */
  isStale: boolean;
}
export type Histories = ReadonlyMap<string, History>;

/** Today goes on without an event. */
const FRESH_MS = 10 * 60_000;
export const BAR_DAYS = 90;

export const isWanted = (history: History | undefined, now: number): boolean =>
  !history || history.isStale || now - history.readAt > FRESH_MS;

/** `moves`: events after which the past of their component is another. */
export const withMoved = (histories: Histories, moves: readonly LiveEvent[]): Histories => {
  const moved = new Set(moves.flatMap(({ componentId }) => componentId ?? []));
  if (![...moved].some((id) => histories.has(id))) return histories;
  return new Map([...histories].map(([id, history]) => [id, moved.has(id) ? { ...history, isStale: true } : history]));
};
