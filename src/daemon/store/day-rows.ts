// The days of components that are over, by time zone, and how far each zone is. Derived from the log: whatever changes what the
// past was tells the days that it touches again, in its own transaction. Rows are small (some 60 bytes) and stay: old ones cost
// nothing, and a month of long ago can still be shown.
import {
  type Day,
  dayAfter,
  dayAt,
  daysBetween,
  daysFrom,
  isKnown,
  spentByDay,
  startOfDay,
} from "../../domain/days.ts";
import type { Spent } from "../../domain/uptime.ts";
import type { Db } from "./database.ts";
import type { Past, Storied } from "./views/past.ts";

export interface DayZone {
  zone: string;
  /** The first day that is not there for every component. */
  nextDay: string;
  /** While a run goes on: it tells the days before this one, and the components up to `afterId` are done. */
  untilDay: string | null;
  afterId: string;
  dueAt: number;
  /** No page has it any more; its rows are taken away. */
  isLeaving: boolean;
}
interface DayZoneRow {
  zone: string;
  next_day: string;
  until_day: string | null;
  after_id: string;
  due_at: number;
  is_leaving: number;
}

/** Days that one run or one change tells at most: the longest amendment, which may begin and end within a day, over a day of 23 hours. */
export const MAX_DAYS_AT_ONCE = 402;
/** Components whose stories are read at once: about a millisecond, with the rows of ninety days of each. */
const BITE = 4;

/** Exported for the test that reads EXPLAIN. */
export const TO_ROLL = "SELECT id, level, created_at AS createdAt FROM components WHERE id > ? ORDER BY id LIMIT ? + 0";
export const FORGET_DAYS = `
  DELETE FROM component_days WHERE zone = :zone AND (component_id, day) <=
    (SELECT component_id, day FROM component_days WHERE zone = :zone ORDER BY component_id, day LIMIT 1 OFFSET :limit - 1)`;

export const createDayRows = (db: Db, past: Past, onRetold: (componentId: string) => void) => {
  const zones = db.prepare("SELECT * FROM day_zones ORDER BY zone");
  const one = db.prepare("SELECT * FROM day_zones WHERE zone = ?");
  const due = db.prepare("SELECT zone FROM day_zones WHERE due_at <= ? ORDER BY due_at LIMIT ? + 0").pluck();
  const nextDue = db.prepare("SELECT min(due_at) FROM day_zones").pluck();
  const insertZone = db.prepare("INSERT INTO day_zones (zone, next_day, due_at) VALUES (?, ?, ?)");
  const saveZone = db.prepare(
    "UPDATE day_zones SET next_day = ?, until_day = ?, after_id = ?, due_at = ?, is_leaving = ? WHERE zone = ?",
  );
  const dropZone = db.prepare("DELETE FROM day_zones WHERE zone = ?");
  const forget = db.prepare(FORGET_DAYS);
  const forgetRest = db.prepare("DELETE FROM component_days WHERE zone = ?");
  const toRoll = db.prepare(TO_ROLL);
  const component = db.prepare("SELECT id, level, created_at AS createdAt FROM components WHERE id = ?");
  const write = db.prepare(
    `INSERT INTO component_days
       (zone, component_id, day, major_outage, partial_outage, degraded_performance, under_maintenance, operational)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET major_outage = excluded.major_outage, partial_outage = excluded.partial_outage,
       degraded_performance = excluded.degraded_performance, under_maintenance = excluded.under_maintenance,
       operational = excluded.operational`,
  );

  const all = (): DayZone[] => (zones.all() as DayZoneRow[]).map(fromRow);
  const zone = (name: string): DayZone | undefined => maybeZone(one.get(name));

  const writeDays = (zone: string, id: string, days: readonly Day[], spent: readonly Spent[]): void => {
    for (const [at, { day }] of days.entries()) {
      const one = spent[at]!;
      // Nothing that is said later makes a day unknown: what a row knows of it, the log may not tell any more.
      if (!isKnown(one)) continue;
      write.run(
        ...[zone, id, day, one.major_outage, one.partial_outage, one.degraded_performance],
        ...[one.under_maintenance, one.operational],
      );
    }
  };

  return {
    zones: all,
    zone,
    due: (now: number, limit: number): string[] => due.all(now, limit) as string[],
    nextDue: (): number | null => nextDue.get() as number | null,
    addZone: (name: string, nextDay: string, dueAt: number): void => {
      insertZone.run(name, nextDay, dueAt);
    },
    saveZone: ({ zone: name, nextDay, untilDay, afterId, dueAt, isLeaving }: DayZone): void => {
      saveZone.run(nextDay, untilDay, afterId, dueAt, isLeaving ? 1 : 0, name);
    },
    /** Takes away so many rows of a zone, and in the end the zone itself; true then. */
    forgetZone: (name: string, limit: number): boolean => {
      if (forget.run({ zone: name, limit }).changes === limit) return false;
      forgetRest.run(name);
      dropZone.run(name);
      return true;
    },
    /**
     * Tells the days of the next components after `afterId` until `isEnough`; the last of them that is done, null where all are.
     * The days lie end to end.
     */
    roll: (name: string, days: readonly Day[], afterId: string, isEnough: () => boolean): string | null => {
      const span = spanOf(days);
      const tell = past.teller();
      for (let after = afterId; ; ) {
        const bite = toRoll.all(after, BITE) as Storied[];
        const stories = tell(bite, span);
        for (const [at, { id }] of bite.entries()) writeDays(name, id, days, spentByDay(stories[at]!, days));
        if (bite.length < BITE) return null;
        after = bite.at(-1)!.id;
        if (isEnough()) return after;
      }
    },
    /** What a component was since `from` (to `to`) is another now: the days of that which have been told are told again. */
    retell: (id: string, { from, to = Number.MAX_SAFE_INTEGER }: { from: number; to?: number }): void => {
      let hasTold = false;
      for (const { zone: name, nextDay, untilDay, afterId, isLeaving } of all()) {
        if (isLeaving) continue;
        const endDay = untilDay !== null && id <= afterId ? untilDay : nextDay;
        const end = startOfDay(endDay, name);
        if (from >= end) continue;
        const last = to >= end ? dayAfter(endDay, -1) : dayAt(to - 1, name);
        const count = Math.min(daysBetween(dayAt(from, name), last) + 1, MAX_DAYS_AT_ONCE);
        const days = daysFrom(dayAfter(last, 1 - count), count, name);
        const told = component.get(id) as Storied | undefined;
        if (!told || days.length === 0) continue;
        writeDays(name, id, days, spentByDay(past.storiesOf([told], spanOf(days))[0]!, days));
        hasTold = true;
      }
      if (hasTold) onRetold(id);
    },
  };
};

const spanOf = (days: readonly Day[]): { from: number; to: number } => ({ from: days[0]!.from, to: days.at(-1)!.to });

const maybeZone = (row: unknown): DayZone | undefined => (row ? fromRow(row as DayZoneRow) : undefined);
const fromRow = (row: DayZoneRow): DayZone => ({
  zone: row.zone,
  nextDay: row.next_day,
  untilDay: row.until_day,
  afterId: row.after_id,
  dueAt: row.due_at,
  isLeaving: row.is_leaving === 1,
});
