// Messages that wait or were given up. They append no event while they go, so the screen asks again while it is looked at.
import type { Delivery, Notify } from "../../contract/subscribers.ts";

export interface Deliveries {
  byId: ReadonlyMap<number, Delivery>;
  /** Given up first, then what is tried again, then what waits; each the newest first. */
  order: readonly number[];
  /** Epoch milliseconds; null: never. */
  readAt: number | null;
  error: string | null;
}
export const NO_DELIVERIES: Deliveries = { byId: new Map(), order: [], readAt: null, error: null };

export const SHOWN_STATES = ["dead", "retrying", "sending", "queued"] as const satisfies readonly Delivery["state"][];
/** Of each state, as many as anybody looks at in a terminal; `tocsin delivery list` has all. */
export const SHOWN_OF_STATE = 50;
const REFRESH_MS = 2_000;

export const isStale = ({ readAt }: Deliveries, now: number): boolean => readAt === null || now - readAt >= REFRESH_MS;

/** `pages`: a page of each of the shown states, in their order. */
export const deliveriesOf = (pages: readonly (readonly Delivery[])[], readAt: number): Deliveries => {
  const byId = new Map(pages.flat().map((one) => [one.id, one]));
  return { byId, order: [...byId.keys()], readAt, error: null };
};

/** The pause that lasts now: its end is no event. */
export const pauseOf = ({ notify: { paused }, now }: { notify: Notify; now: number }): Notify["paused"] =>
  paused?.until !== undefined && Date.parse(paused.until) <= now ? undefined : paused;
