// Windows as these tests plan them, and rows of a series.
import { scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { newWindow } from "../support/windows.ts";
import { MINUTE, SECOND, type Telling } from "./deliver-support.ts";

export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A daemon whose clock the test winds, whatever it sends with. */
export type Wound = Pick<Telling, "daemon" | "now" | "wind" | "quiet">;

export const isoIn = (t: Wound, ms: number): string => new Date(t.now() + ms).toISOString();

export const schedule = async (
  t: Wound,
  startsIn: number,
  endsIn: number,
  given: Record<string, unknown> = {},
): Promise<number> => {
  const window = { title: "Upgrade", components: ["api"], startsAt: isoIn(t, startsIn), endsAt: isoIn(t, endsIn) };
  const { id } = await t.daemon.client.call(scheduleMaintenance, { ...window, ...given });
  await settle(t);
  return id;
};

/** A message that says levels waits until the status engine has seen what led to them, at most a second. */
export const settle = async (t: Wound): Promise<void> => {
  await t.quiet();
  await t.wind(SECOND);
};

/** That much on, with what comes due there. */
export const go = async (t: Wound, ms: number): Promise<void> => {
  await t.wind(ms);
  await settle(t);
};

/** Type and window of each message, in the order in which they went out. */
export const news = ({ recorder }: Pick<Telling, "recorder">): [type: string, id: number | undefined][] =>
  recorder.told.map(({ type, data }) => [type, data.maintenance?.id]);

/** A series of as many days, the first in two, each announced as soon as it is planned; ids of its windows. */
export const makeSeries = async (t: Wound, days: number): Promise<number[]> => {
  const { store } = t.daemon;
  const first = t.now() + 2 * DAY;
  const wallOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
  const walls = Array.from({ length: days }, (_, at) => first + at * DAY);
  const plan = newWindow({ title: "Nightly", components: ["api"], startsAt: 0, endsAt: 0 });
  const ids = await store.transact((tx) => {
    const series = tx.maintenanceSeries.insert({
      ...{ rrule: `FREQ=DAILY;COUNT=${days}`, timeZone: "UTC", startsAt: wallOf(first), durationMs: HOUR },
      ...{ plan, createdAt: t.now() },
    });
    return walls.map((startsAt) => {
      const times = { startsAt, endsAt: startsAt + HOUR };
      return tx.maintenances.insert({ ...plan, ...times, seriesId: series.id, occurrence: wallOf(startsAt) }).id;
    });
  });
  await go(t, SECOND);
  return ids;
};
