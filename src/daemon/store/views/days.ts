// The bars of a page: what each component was, day by day. Days that are over come from their rows and stay in memory; what has no
// row yet, and today, is told by the log, or by the present level alone where that is older.
import { type Day, type DayCell, dayAfter, dayAt, daysBetween, daysFrom, spentByDay } from "../../../domain/days.ts";
import type { Level } from "../../../domain/level.ts";
import { noneSpent, type Spent } from "../../../domain/uptime.ts";
import type { Amendments } from "../amendments.ts";
import type { Db } from "../database.ts";
import type { Past } from "./past.ts";

export interface ShownComponent {
  id: string;
  level: Level;
  since: number;
  createdAt: number;
}
/** What is known of a component without a look at the database, as long as it does not move. */
interface Told {
  closed: readonly DayCell[];
  /** Absent: since before the open days it has been what it is now. */
  moved?: { level: Level; since: number; upTo: number; open: readonly DayCell[] };
}
/** One zone and number of days, until the day or what is rolled up changes. */
interface Remembered {
  today: string;
  nextDay: string | null;
  closed: readonly Day[];
  /** Not rolled up yet; the last is today. */
  open: readonly Day[];
  components: Map<string, Told>;
}

/** More zones and numbers of days than pages have; then all is forgotten. */
const MAX_REMEMBERED = 100;

/** Exported for the tests that read EXPLAIN. */
export const CLOSED_DAYS = `
  SELECT component_id, day, major_outage, partial_outage, degraded_performance, under_maintenance, operational
  FROM json_each(?) AS asked CROSS JOIN component_days ON component_id = asked.value
  WHERE zone = ? AND day >= ? AND day < ?`;
type DayRow = [id: string, day: string, ...spent: [number, number, number, number, number]];

export const createDays = (db: Db, past: Past, amendments: Amendments) => {
  const closedDays = db.prepare(CLOSED_DAYS).raw();
  const nextDayOf = db.prepare("SELECT next_day FROM day_zones WHERE zone = ? AND is_leaving = 0").pluck();
  const remembered = new Map<string, Remembered>();

  const recall = (zone: string, now: number, count: number): Remembered => {
    const [today, nextDay] = [dayAt(now, zone), (nextDayOf.get(zone) as string | undefined) ?? null];
    // What is read inside a transaction may still be rolled back.
    const known = db.inTransaction ? undefined : remembered.get(`${zone} ${count}`);
    if (known?.today === today && known.nextDay === nextDay) return known;
    const days = daysFrom(dayAfter(today, 1 - count), count, zone);
    const over = nextDay === null ? 0 : Math.min(Math.max(daysBetween(days[0]!.day, nextDay), 0), count - 1);
    return { today, nextDay, closed: days.slice(0, over), open: days.slice(over), components: new Map() };
  };
  const remember = (zone: string, count: number, one: Remembered): void => {
    if (db.inTransaction) return;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(`${zone} ${count}`, one);
  };

  /** All that are asked for, in one question. Most days of most components are the same, and one cell does for them. */
  const readClosed = (ids: readonly string[], zone: string, days: readonly Day[]): Map<string, DayCell[]> => {
    const places = new Map(days.map(({ day }, at) => [day, at]));
    const nothing = days.map(({ day }) => ({ day, spent: noneSpent() }));
    const alike = new Map<string, DayCell>();
    const found = new Map(ids.map((id) => [id, [...nothing]]));
    if (days.length === 0 || ids.length === 0) return found;
    const rows = closedDays.all(JSON.stringify(ids), zone, days[0]!.day, dayAfter(days.at(-1)!.day)) as DayRow[];
    for (const [id, day, major, partial, degraded, maintenance, operational] of rows) {
      const isWhole = major + partial + degraded + maintenance === 0;
      const cell = isWhole ? alike.get(`${day} ${operational}`) : undefined;
      const made = cell ?? {
        day,
        spent: {
          ...{ major_outage: major, partial_outage: partial, degraded_performance: degraded },
          ...{ under_maintenance: maintenance, operational },
        },
      };
      if (isWhole && !cell) alike.set(`${day} ${operational}`, made);
      found.get(id)![places.get(day)!] = made;
    }
    return found;
  };

  return {
    /**
     * Oldest first, `count` days (1 or more) that end with today in that zone, for each of the components asked for. Days of which
     * nothing is known are there with zeros; so are those that are over and older than what was rolled up when its zone came.
     */
    read: (components: readonly ShownComponent[], zone: string, now: number, count: number): Map<string, DayCell[]> => {
      const state = recall(zone, now, count);
      const { closed, open, components: known } = state;
      const openFrom = open[0]!.from;
      const [amended, came] = [amendments.since(openFrom), past.cameSince(openFrom)];
      const isStill = ({ id, since, createdAt }: ShownComponent): boolean =>
        Math.max(since, createdAt) <= openFrom && !amended.has(id) && !came.has(id);

      const unread = components.filter(({ id }) => !known.has(id));
      for (const [id, cells] of readClosed(
        unread.map(({ id }) => id),
        zone,
        closed,
      ))
        known.set(id, { closed: cells });

      const told = components.filter((one) => !isStill(one) && !isToldUpTo(known.get(one.id)!, one, now));
      const stories = past.storiesOf(told, { from: openFrom, to: now });
      for (const [at, { id, level, since }] of told.entries()) {
        const cells = cellsOf(open, spentByDay(stories[at]!, open));
        known.set(id, { closed: known.get(id)!.closed, moved: { level, since, upTo: now, open: cells } });
      }
      remember(zone, count, state);

      const still = stillCells(open, now);
      return new Map(
        components.map((one) => {
          const { closed, moved } = known.get(one.id)!;
          const ending = moved && !isStill(one) ? goOn(moved, now) : still(one.level);
          return [one.id, [...closed, ...ending]];
        }),
      );
    },
    /** Its past is another one now. */
    forget: (componentId: string): void => {
      for (const { components } of remembered.values()) components.delete(componentId);
    },
  };
};
export type Days = ReturnType<typeof createDays>;

const isToldUpTo = ({ moved }: Told, { level, since }: ShownComponent, now: number): boolean =>
  moved !== undefined && moved.level === level && moved.since === since && moved.upTo <= now;

const cellsOf = (days: readonly Day[], spent: readonly Spent[]): DayCell[] =>
  days.map(({ day }, at) => ({ day, spent: spent[at]! }));

/** Since it was told it has been what it is. */
const goOn = ({ level, upTo, open }: NonNullable<Told["moved"]>, now: number): readonly DayCell[] => {
  const today = open.at(-1)!;
  const spent = { ...today.spent, [level]: today.spent[level] + now - upTo };
  return [...open.slice(0, -1), { day: today.day, spent }];
};

/** Open days of components that have been at one level all the time: the same for all of them. */
const stillCells = (open: readonly Day[], now: number): ((level: Level) => readonly DayCell[]) => {
  const made = new Map<Level, readonly DayCell[]>();
  return (level) => {
    const cells =
      made.get(level) ??
      open.map(({ day, from, to }) => ({
        day,
        spent: { ...noneSpent(), [level]: Math.max(0, Math.min(to, now) - from) },
      }));
    made.set(level, cells);
    return cells;
  };
};
