// What must be true of a store, and of the targets, whenever a daemon was killed. Each claim reads the database itself.
import type Database from "better-sqlite3";
import { expect } from "vitest";
import type { LiveEvent } from "../../src/contract/live.ts";
import { presentEvent } from "../../src/daemon/gate/present.ts";
import { createEventLog } from "../../src/daemon/store/event-log.ts";
import type { StoredEvent } from "../../src/domain/events.ts";
import { isWorse, isWorseSeverity } from "../../src/domain/level.ts";
import { type LevelMove, replay } from "./replay.ts";
import type { Received } from "./sink.ts";

type Db = Database.Database;
const ALL = 1_000_000;

export const eventsOf = (db: Db): readonly StoredEvent[] => createEventLog(db).after(0, ALL);

/** Incidents, windows and pins as the log tells them are the rows. */
export const claimRowsAreTheLog = (db: Db): void => {
  const story = replay(eventsOf(db), componentIdsOf(db));
  const incidents = db.prepare(
    `SELECT id, title, state, severity, owner, opened_at AS openedAt, acknowledged_at AS acknowledgedAt,
       first_acked_at AS firstAckedAt, acked_until AS ackedUntil, snoozed_until AS snoozedUntil, resolved_at AS resolvedAt,
       closed_at AS closedAt, merged_into AS mergedInto, reopen_count AS reopenCount, alert_count AS alertCount, version,
       public_title AS publicTitle, public_status AS publicStatus
     FROM incidents ORDER BY id`,
  );
  const overrides = db.prepare(
    "SELECT id, component_id AS componentId, level, ends_at AS endsAt FROM overrides WHERE ended_at IS NULL ORDER BY id",
  );
  const windows = db.prepare(
    "SELECT id, state, started_at AS startedAt, ended_at AS endedAt FROM maintenances ORDER BY id",
  );
  const posts = db.prepare(
    "SELECT id, incident_id AS incidentId, status, body, at, author, levels, edited_at AS editedAt FROM posts ORDER BY id",
  );
  const inOrder = (told: Map<number, object>): object[] =>
    [...told].sort(([a], [b]) => a - b).map(([id, is]) => ({ id, ...is }));
  expect(incidents.all()).toEqual(inOrder(story.incidents));
  const said = (posts.all() as { levels: string }[]).map((post) => ({ ...post, levels: JSON.parse(post.levels) }));
  expect(said).toEqual(inOrder(story.posts));
  expect(windows.all()).toEqual(inOrder(story.windows));
  expect(overrides.all()).toEqual(inOrder(story.overrides));
  expect(story.illegal).toEqual([]);
};

/**
 * One status:changed for each level difference between consecutive transactions, and the components end where those lead.
 * `handledTo`: of what the engine had handled when it was killed, since a step of it is whole or absent as well.
 */
export const claimLevelsFollow = (db: Db, handledTo = Number.POSITIVE_INFINITY): void => {
  const events = eventsOf(db);
  const ids = componentIdsOf(db);
  const story = replay(
    events.filter((event) => event.txSeq <= handledTo),
    ids,
  );
  const told = events.flatMap((event): Partial<LevelMove>[] =>
    event.type === "status:changed"
      ? [{ componentId: event.componentId!, ...event.data, causeSeq: event.causeSeq!, at: event.at }]
      : [],
  );
  for (const id of ids) {
    const of = (moves: readonly Partial<LevelMove>[]): unknown[] => moves.filter((move) => move.componentId === id);
    expect(of(told), `status:changed of ${id}`).toEqual(of(story.moves));
  }
  const rows = db.prepare("SELECT id, level, cause_kind, cause_id FROM components").all() as ComponentRow[];
  for (const row of rows) {
    const cause = row.cause_kind === "none" ? { kind: "none" } : { kind: row.cause_kind, id: row.cause_id };
    expect({ level: row.level, cause }, `the row of ${row.id}`).toEqual(story.levels.get(row.id));
  }
};

interface ComponentRow {
  id: string;
  level: string;
  cause_kind: string;
  cause_id: number | null;
}

/** How far a reader of the log says that it is. */
export const cursorOf = (db: Db, reader: "status" | "delivery"): number =>
  (db.prepare<[string]>("SELECT seq FROM cursors WHERE reader = ?").pluck().get(reader) as number | undefined) ?? 0;

/**
 * A notice is there if and only if the planner's cursor has passed what it tells of: at once for what got worse, for windows,
 * posts and pages too. What an incident that the public knows moves may be left to its posts.
 */
export const claimNoticesFollow = (db: Db): void => {
  const planned = db
    .prepare(
      "SELECT kind, cause_seq, coalesce(post_id, incident_id) FROM notices WHERE kind NOT IN ('settled', 'status')",
    )
    .raw()
    .all();
  const status = db.prepare("SELECT cause_seq FROM notices WHERE kind = 'status'").pluck().all() as number[];
  const cursor = cursorOf(db, "delivery");
  const byWindow = new Set<number>();
  const knownWindows = new Set<number>();
  const expected: string[] = [];
  const moved = new Set<number>();
  const events = eventsOf(db);
  const told = new Set(events.flatMap((event) => (event.type === "incident:posted" ? event.incidentId! : [])));
  // What was posted of one that was put into another is known of that.
  for (const event of events)
    if (event.type === "incident:merged" && told.has(event.incidentId!)) told.add(event.data.into);
  const leftToPosts = new Set(
    events.flatMap(({ incidentId, txSeq }) => (incidentId !== undefined && told.has(incidentId) ? txSeq : [])),
  );
  for (const event of events) {
    if (event.maintenanceId !== undefined) byWindow.add(event.txSeq);
    const notice = ofWindow(event, knownWindows);
    if (notice !== null && event.seq <= cursor && !isAllHidden(db, event)) {
      knownWindows.add(event.maintenanceId!);
      expected.push(JSON.stringify([notice, event.txSeq, null]));
    }
    if (event.seq <= cursor) expected.push(...ofIncident(event).map((notice) => JSON.stringify(notice)));
    if (event.type !== "status:changed" || event.seq > cursor || isHidden(db, event.componentId!)) continue;
    const isOfWindow = byWindow.has(event.causeSeq!) || event.data.cause.kind === "maintenance";
    const isTold = isWorse(event.data.to, isOfWindow ? "under_maintenance" : "operational");
    if (isTold) moved.add(event.causeSeq!);
  }
  expect(planned.map((notice) => JSON.stringify(notice)).sort()).toEqual(expected.sort());
  expect(status.filter((seq) => !moved.has(seq))).toEqual([]);
  const known = new Set(status);
  expect([...moved].filter((seq) => !known.has(seq) && !leftToPosts.has(seq))).toEqual([]);
};

/** What of a window is told where its switches are as they are by default; of its end and moves only where it is known. */
const ofWindow = ({ type, data, maintenanceId }: StoredEvent, known: ReadonlySet<number>): string | null => {
  if ("isSilent" in data && data.isSilent) return null;
  if (type === "maintenance:cancelled") return known.has(maintenanceId!) ? type : null;
  if (type === "maintenance:edited") return data.moved && known.has(maintenanceId!) ? "maintenance:moved" : null;
  return ALWAYS_TOLD.has(type) ? type : null;
};
const ALWAYS_TOLD: ReadonlySet<string> = new Set(
  ["announced", "reminded", "updated", "started", "completed"].map((what) => `maintenance:${what}`),
);

/** What the team is told of, and what is said in public. */
const ofIncident = (event: StoredEvent): [kind: string, cause: number, id: number][] => {
  const { type, data, txSeq, incidentId } = event;
  if (type === "incident:posted") return [["post", txSeq, data.postId]];
  // What maintenance holds pages nobody; its release does, or where that made it worse.
  const isHeld = "held" in data && data.held === true;
  const isPage =
    (type === "incident:opened" && !isHeld) ||
    (type === "incident:reopened" && !isHeld) ||
    (type === "incident:released" &&
      (data.wasWhole || (!!data.severity && isWorseSeverity(data.severity.to, data.severity.from)))) ||
    (type === "incident:absorbed" && data.raisedFrom !== undefined) ||
    (type === "incident:unacknowledged" && data.reason === "expired") ||
    (type === "incident:edited" && !isHeld && !!data.severity && isWorseSeverity(data.severity.to, data.severity.from));
  if (isPage) return [["page", txSeq, incidentId!]];
  const isEnd = type === "incident:acknowledged" || type === "incident:resolved" || type === "incident:merged";
  return isEnd ? [["page:ended", txSeq, incidentId!]] : [];
};

const isHidden = (db: Db, id: string): boolean =>
  db.prepare<[string]>("SELECT is_hidden FROM components WHERE id = ?").pluck().get(id) === 1;
const isAllHidden = (db: Db, event: StoredEvent): boolean =>
  "components" in event.data && (event.data.components as string[]).every((id) => isHidden(db, id));

/** Somebody who watched across the kill has seen each event once, in order, as it stands in the log. */
export const claimSeenIsTheLog = (db: Db, seen: readonly LiveEvent[]): void => {
  const log = eventsOf(db).map(presentEvent);
  expect(seen.map((event) => event.seq)).toEqual(log.map((event) => event.seq));
  expect(seen).toEqual(log);
};

export interface Targets {
  received: readonly Received[];
  /** Path at the sink -> the components that its target asked for and may know of. */
  wants: ReadonlyMap<string, readonly string[]>;
  /** Message ids that were being sent at each of the kills. */
  underWay: readonly (readonly string[])[];
}

/**
 * What the rows say was sent arrived, once; only what was being sent at a kill may have come again, as it was. A page that was
 * under way then and that nobody wanted any more may have arrived, and does not go out again.
 */
export const claimToldOnce = (db: Db, { received, underWay }: Targets): void => {
  const rows = db
    .prepare("SELECT message_id, state, reason, may_have_arrived AS mayHaveArrived FROM deliveries")
    .all() as DeliveryRow[];
  const copies = Map.groupBy(received, (one) => one.id);
  for (const { message_id: id, state, reason, mayHaveArrived } of rows) {
    const came = copies.get(id) ?? [];
    const atMost = 1 + underWay.filter((ids) => ids.includes(id)).length;
    if (state === "suppressed" && mayHaveArrived === 1)
      expect(atMost, `${id} was under way at a kill`).toBeGreaterThan(1);
    else if (state !== "sent") expect(came, `${id} is ${state} (${reason}) and was received`).toEqual([]);
    else expect(came.length, `${id} is sent; copies received`).toBeGreaterThan(0);
    expect(came.length, `copies of ${id}, at most ${atMost}`).toBeLessThanOrEqual(atMost);
    expect(new Set(came.map((one) => one.raw)).size, `different texts under ${id}`).toBeLessThanOrEqual(1);
    copies.delete(id);
  }
  expect([...copies.keys()], "messages that no row knows").toEqual([]);
};

interface DeliveryRow {
  message_id: string;
  state: string;
  reason: string | null;
  mayHaveArrived: number;
}

/** Each message was news to its target, and in the end every target believes what is. */
export const claimBeliefIsTruth = (db: Db, { received, wants }: Targets): void => {
  const levels = new Map(db.prepare<[], [string, string]>("SELECT id, level FROM components").raw().all());
  const told = db.prepare(
    "SELECT component_id, level FROM told JOIN subscribers ON id = subscriber_id WHERE target LIKE ? ORDER BY component_id",
  );
  for (const [path, wanted] of wants) {
    const belief = new Map(wanted.map((id) => [id, "operational"]));
    const known = new Set<string>();
    for (const message of received.filter((one) => one.path === path)) {
      if (known.has(message.id)) continue;
      known.add(message.id);
      for (const { id, from, to } of newsIn(message)) {
        if (from !== undefined)
          expect(from, `${message.id} says from what ${path} believes of ${id}`).toBe(belief.get(id));
        // A post says how all of its components are.
        if (from !== undefined && !("post" in (message.body.data as object)))
          expect(to, `${message.id} tells ${path} what it knows of ${id}`).not.toBe(from);
        belief.set(id, to);
      }
    }
    expect(Object.fromEntries(belief), `what ${path} believes`).toEqual(
      Object.fromEntries(wanted.map((id) => [id, levels.get(id)])),
    );
    const sparse = [...belief].filter(([, level]) => level !== "operational").sort(([a], [b]) => (a < b ? -1 : 1));
    expect(told.raw().all(`%${path}`), `what the rows say that ${path} believes`).toEqual(sparse);
  }
};

interface News {
  id: string;
  /** A window's message says how things are and not what changed. */
  from: string | undefined;
  to: string;
}
const newsIn = ({ body }: Received): News[] => {
  const data = body.data as {
    changes?: { component: { id: string }; from: string; to: string }[];
    maintenance?: { components: { id: string; level?: string }[] };
  };
  return [
    ...(data.changes ?? []).map(({ component, from, to }) => ({ id: component.id, from, to })),
    // What is only named is told no level.
    ...(data.maintenance?.components ?? []).flatMap(({ id, level }) =>
      level ? [{ id, from: undefined, to: level }] : [],
    ),
  ];
};

const componentIdsOf = (db: Db): string[] =>
  db.prepare("SELECT id FROM components ORDER BY id").pluck().all() as string[];
