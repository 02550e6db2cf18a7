// When a series takes place next: what has been planned already, and what its rule gives beyond.
import type { Occurrence as OccurrenceReply } from "../../contract/maintenances.ts";
import { isRunning, type Maintenance } from "../../domain/maintenance.ts";
import { type Occurrence, occurrencesOf } from "../../domain/recurrence.ts";
import type { Tables } from "../store/store.ts";
import { iso, maybe } from "./fields.ts";

/** `wall` is null of a window that no rule gave. */
type Foreseen = Omit<Occurrence, "wall"> & { wall: string | null };
export const presentOccurrence = ({ wall, startsAt, endsAt, dst }: Foreseen): OccurrenceReply => ({
  ...{ startsAt: iso(startsAt), endsAt: iso(endsAt) },
  ...maybe("occurrence", wall),
  ...maybe("dst", dst),
});

/** By their start, also those that somebody moved away from where the rule has them. */
export const presentOccurrences = (
  tables: Tables,
  window: Maintenance,
  { now, limit }: { now: number; limit: number },
): OccurrenceReply[] => {
  const series = window.seriesId === null ? undefined : tables.maintenanceSeries.get(window.seriesId);
  if (!series) return [presentRow(window)];
  const asked = { afterWall: null, notEndedBefore: now, limit };
  const found = series.endedAt === null ? occurrencesOf(series, asked) : [];
  const rows = new Map(
    [...found.flatMap(({ wall }) => tables.maintenances.ofOccurrence(series.id, wall) ?? []), window]
      .concat(tables.maintenances.scheduledOf(series.id, limit))
      .map((row) => [row.id, row]),
  );
  const byWall = new Map([...rows.values()].map((row) => [row.occurrence, row]));
  const ofRule = found.map((occurrence) => {
    const row = byWall.get(occurrence.wall);
    if (!row) return presentOccurrence(occurrence);
    const isMoved = row.startsAt !== occurrence.startsAt || row.endsAt !== occurrence.endsAt;
    return { ...presentRow(row), ...(isMoved ? {} : maybe("dst", occurrence.dst)) };
  });
  const listed = new Set(ofRule.map(({ id }) => id));
  const isOn = ({ state }: Maintenance): boolean => state === "scheduled" || isRunning(state);
  const others = [...rows.values()].filter((row) => !listed.has(row.id) && isOn(row)).map(presentRow);
  return [...ofRule, ...others].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt)).slice(0, limit);
};

const presentRow = ({ id, state, startsAt, endsAt, occurrence }: Maintenance): OccurrenceReply => ({
  ...{ id, state, startsAt: iso(startsAt), endsAt: iso(endsAt) },
  ...maybe("occurrence", occurrence),
});
