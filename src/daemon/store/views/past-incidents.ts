// Which incidents and windows were there at a moment. Rows only say which to look at; what they were then, their events tell.
import { isActive } from "../../../domain/incident.ts";
import { type Story, tellStory } from "../../../domain/incident-story.ts";
import { rankOfSeverity } from "../../../domain/level.ts";
import { MAX_WINDOW_MS } from "../../../domain/maintenance-plan.ts";
import type { Db } from "../database.ts";
import type { EventLog } from "../event-log.ts";
import { MAX_MERGED } from "../incidents.ts";

/** As in the index incidents_long, which holds what lasted longer. */
const LONG_MS = 604_800_000;
/** How many are looked at, the worst of now first, since how bad each was then is only known afterwards. */
const MAX_CANDIDATES = 1000;
/** A tenth of a second of reading: what is left out then is said. */
const MAX_EVENTS = 20_000;

export interface PastStories {
  /** Active then, worst first, then oldest. */
  stories: Story[];
  /** There were more than were looked at. */
  isCut: boolean;
}

/** Exported for the test that reads EXPLAIN: ended ones of a week, the few that lasted longer, and those that still run. */
export const CANDIDATES = `
  SELECT id FROM (
    SELECT id, severity_rank, opened_at FROM incidents INDEXED BY incidents_past
      WHERE state IN ('resolved', 'closed') AND opened_at > :at - ${LONG_MS} AND opened_at <= :at
        AND coalesce(resolved_at, closed_at) > :at
    UNION ALL SELECT id, severity_rank, opened_at FROM incidents INDEXED BY incidents_long
      WHERE state IN ('resolved', 'closed') AND coalesce(resolved_at, closed_at) - opened_at > ${LONG_MS}
        AND opened_at <= :at - ${LONG_MS} AND coalesce(resolved_at, closed_at) > :at
    UNION ALL SELECT id, severity_rank, opened_at FROM incidents INDEXED BY incidents_active
      WHERE state IN ('open', 'acknowledged') AND opened_at <= :at)
  ORDER BY severity_rank, opened_at, id LIMIT :limit`;

export const WINDOWS = `
  SELECT id FROM maintenances
  WHERE started_at > :at - ${MAX_WINDOW_MS} AND started_at <= :at AND (ended_at IS NULL OR ended_at > :at)
  ORDER BY started_at, id LIMIT :limit`;

export const createPastIncidents = (db: Db) => {
  const candidates = db.prepare(CANDIDATES).pluck();
  const windows = db.prepare(WINDOWS).pluck();

  return {
    /** Incidents that were active, as they were then. */
    activeAt: (events: EventLog, at: number, limit: number): PastStories => {
      const ids = candidates.all({ at, limit: MAX_CANDIDATES + 1 }) as number[];
      const stories: Story[] = [];
      let left = MAX_EVENTS;
      let looked = 0;
      for (const id of ids.slice(0, MAX_CANDIDATES)) {
        const told = storyAt(events, id, at, left);
        left -= told.read;
        if (left <= 0) break;
        looked += 1;
        if (told.story && isActive(told.story.incident.state)) stories.push(told.story);
      }
      stories.sort(worstFirst);
      return { stories: stories.slice(0, limit), isCut: looked < ids.length || stories.length > limit };
    },
    /** Windows that ran, the one that began first first. */
    runningAt: (at: number, limit: number): number[] => windows.all({ at, limit }) as number[],
  };
};

/** One incident at a moment, and how many events that took; undefined before it was opened. */
export const storyAt = (
  events: EventLog,
  id: number,
  at: number,
  limit = MAX_EVENTS,
): { story: Story | undefined; read: number } => {
  let read = 0;
  const seen = new Set<number>();
  const tell = (one: number): Story | undefined => {
    if (seen.has(one) || seen.size > MAX_MERGED || read >= limit) return undefined;
    seen.add(one);
    const told = events.toldBy(one, at, limit - read);
    read += told.length;
    return tellStory(told, tell);
  };
  return { story: tell(id), read };
};

const worstFirst = ({ incident: a }: Story, { incident: b }: Story): number =>
  rankOfSeverity(a.severity) - rankOfSeverity(b.severity) || a.openedAt - b.openedAt || a.id - b.id;
