// The one log that everything is read from. Appending is only possible inside a transaction.
import type { Actor } from "../../domain/actor.ts";
import type { NewEvent, StoredEvent } from "../../domain/events.ts";
import type { Db } from "./database.ts";

interface EventRow {
  seq: number;
  at: number;
  type: string;
  actor_kind: string;
  actor_name: string;
  tx_seq: number | null;
  cause_seq: number | null;
  incident_id: number | null;
  component_id: string | null;
  maintenance_id: number | null;
  data: string;
}

/** Exported for the test that reads EXPLAIN. */
export const REVISIONS = `
  SELECT maintenance_id AS id, sum(type IN ('maintenance:edited', 'maintenance:started', 'maintenance:completed', 'maintenance:cancelled')) AS revision, max(at) AS at
  FROM events WHERE maintenance_id IN (SELECT value FROM json_each(?)) GROUP BY maintenance_id`;

export const createEventLog = (db: Db) => {
  const insert = db.prepare(
    `INSERT INTO events (at, type, actor_kind, actor_name, tx_seq, cause_seq, incident_id, component_id, maintenance_id, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // A bare `LIMIT ?` is planned anew on each run, since SQLite looks at its value; this runs for every reader after each commit.
  const after = db.prepare<[number, number]>("SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ? + 0");
  const ofIncident = db.prepare<[number, number, number]>(
    "SELECT * FROM events WHERE incident_id = ? AND seq > ? ORDER BY seq LIMIT ?",
  );
  const ofIncidentBefore = db.prepare<[number, number, number]>(
    "SELECT * FROM events WHERE incident_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
  );
  const ofMaintenance = db.prepare<[number, number, number]>(
    "SELECT * FROM events WHERE maintenance_id = ? AND seq > ? ORDER BY seq LIMIT ?",
  );
  const revisions = db.prepare(REVISIONS);
  const newestOfIncident = db.prepare<[number, number]>(
    `SELECT * FROM events WHERE incident_id = ? AND type LIKE 'incident:%' AND type NOT IN ('incident:noted', 'incident:held')
     ORDER BY seq DESC LIMIT ?`,
  );
  const lastBegun = db.prepare<[number]>(
    `SELECT * FROM events INDEXED BY events_begun
     WHERE incident_id = ? AND type IN ('incident:opened', 'incident:reopened', 'incident:released') ORDER BY seq DESC LIMIT 1`,
  );
  const toldBy = db.prepare<[number, number, number]>(
    `SELECT * FROM events WHERE incident_id = ? AND at <= ? AND type NOT IN ('incident:noted', 'delivery:failed')
     ORDER BY seq LIMIT ?`,
  );
  const notes = db.prepare("SELECT count(*) FROM events WHERE incident_id = ? AND type = 'incident:noted'").pluck();
  const one = db.prepare<[number]>("SELECT * FROM events WHERE seq = ?");
  const from = db.prepare<[number]>("SELECT * FROM events WHERE seq >= ? ORDER BY seq");
  const levelMoves = db.prepare(
    "SELECT * FROM events WHERE component_id = ? AND type = 'status:changed' AND at > ? ORDER BY at, seq LIMIT ?",
  );
  const newest = db.prepare("SELECT max(seq) FROM events").pluck();
  const oldest = db.prepare("SELECT min(seq) FROM events").pluck();
  /** First seq of the transaction that is being written; null before its first event. */
  let txSeq: number | null = null;
  let hasAppended = false;
  /** While a group is being written, what is read may still be rolled back. */
  let isInGroup = false;
  /** What was read last, until somebody appends: after each commit several readers ask for the same. */
  let lastRead: { seq: number; limit: number; events: StoredEvent[] } | undefined;
  const read = (seq: number, limit: number): StoredEvent[] => (after.all(seq, limit) as EventRow[]).map(fromRow);

  return {
    /** Appends in order and returns the seqs. `at` and `actor` are the transaction's. */
    append: (events: readonly NewEvent[], at: number, actor: Actor): number[] =>
      events.map((event) => {
        if (!isInGroup) throw new Error("events are only appended inside a transaction");
        const seq = Number(
          insert.run(
            at,
            event.type,
            actor.kind,
            actor.name,
            txSeq,
            event.causeSeq ?? null,
            event.incidentId ?? null,
            event.componentId ?? null,
            event.maintenanceId ?? null,
            JSON.stringify(event.data),
          ).lastInsertRowid,
        );
        txSeq ??= seq;
        hasAppended = true;
        lastRead = undefined;
        return seq;
      }),
    /** The list may be shared with other readers: it is not to be changed. */
    after: (seq: number, limit: number): readonly StoredEvent[] => {
      if (isInGroup) return read(seq, limit);
      if (lastRead?.seq !== seq || lastRead.limit !== limit) lastRead = { seq, limit, events: read(seq, limit) };
      return lastRead.events;
    },
    ofIncident: (id: number, afterSeq: number, limit: number): StoredEvent[] =>
      (ofIncident.all(id, afterSeq, limit) as EventRow[]).map(fromRow),
    /** The timeline of an incident and of those that were merged into it. */
    ofIncidents: (ids: readonly number[], afterSeq: number, limit: number): StoredEvent[] =>
      // A page of each: asked for at once, SQLite would sort the whole of a long story for every page of it.
      ids
        .flatMap((id) => ofIncident.all(id, afterSeq, limit) as EventRow[])
        .sort((a, b) => a.seq - b.seq)
        .slice(0, limit)
        .map(fromRow),
    /** The same from its other end: the newest before a seq, oldest first. */
    ofIncidentsBefore: (ids: readonly number[], beforeSeq: number, limit: number): StoredEvent[] =>
      ids
        .flatMap((id) => ofIncidentBefore.all(id, beforeSeq, limit) as EventRow[])
        .sort((a, b) => a.seq - b.seq)
        .slice(-limit)
        .map(fromRow),
    /** What became of a window, oldest first. */
    ofMaintenance: (id: number, afterSeq: number, limit: number): StoredEvent[] =>
      (ofMaintenance.all(id, afterSeq, limit) as EventRow[]).map(fromRow),
    /** How often the times of each window became others, and when anything last happened to it. */
    revisionsOf: (maintenanceIds: readonly number[]): Map<number, { revision: number; at: number }> => {
      const rows = revisions.all(JSON.stringify(maintenanceIds)) as { id: number; revision: number; at: number }[];
      return new Map(rows.map(({ id, revision, at }) => [id, { revision, at }]));
    },
    /** What was last done to an incident, newest first; notes, alerts and what is held of them change no version. */
    newestOfIncident: (id: number, limit: number): StoredEvent[] =>
      (newestOfIncident.all(id, limit) as EventRow[]).map(fromRow),
    /** What an incident last began with: opened, reopened, or released by maintenance. */
    lastBegun: (incidentId: number): StoredEvent | undefined => {
      const row = lastBegun.get(incidentId) as EventRow | undefined;
      return row && fromRow(row);
    },
    /** What made an incident what it was at a moment, oldest first. */
    toldBy: (id: number, at: number, limit: number): StoredEvent[] =>
      (toldBy.all(id, at, limit) as EventRow[]).map(fromRow),
    countNotes: (incidentId: number): number => notes.get(incidentId) as number,
    get: (seq: number): StoredEvent | undefined => {
      const row = one.get(seq) as EventRow | undefined;
      return row && fromRow(row);
    },
    /** All events of the transaction that began with this seq; they stand together. */
    ofTransaction: (seq: number): StoredEvent[] => {
      const found: StoredEvent[] = [];
      for (const row of from.iterate(seq) as IterableIterator<EventRow>) {
        if (row.seq !== seq && row.tx_seq !== seq) break;
        found.push(fromRow(row));
      }
      return found;
    },
    /** How the level of a component moved since then, oldest first. */
    levelMoves: (componentId: string, since: number, limit: number): StoredEvent[] =>
      (levelMoves.all(componentId, since, limit) as EventRow[]).map(fromRow),
    head: (): number => (newest.get() as number | null) ?? 0,
    /** Oldest seq still kept; 0 for an empty log. */
    tail: (): number => (oldest.get() as number | null) ?? 0,
    /** For the shared commit alone: a group of transactions is written between the two. */
    beginGroup: (): void => {
      isInGroup = true;
    },
    endGroup: (): void => {
      isInGroup = false;
    },
    /** For the shared commit alone: a new transaction begins. */
    beginTransaction: (): void => {
      txSeq = null;
    },
    /** For savepoints: what was appended since is gone. */
    mark: (): (() => void) => {
      const before = txSeq;
      return () => {
        txSeq = before;
      };
    },
    /** For the shared commit alone: was anything appended since the last time it asked? */
    takeAppended: (): boolean => {
      const was = hasAppended;
      hasAppended = false;
      return was;
    },
  };
};
export type EventLog = ReturnType<typeof createEventLog>;

/** The cast is safe: only `append` writes rows, and it takes typed events. */
const fromRow = (row: EventRow): StoredEvent =>
  ({
    seq: row.seq,
    at: row.at,
    type: row.type,
    actor: { kind: row.actor_kind, name: row.actor_name },
    txSeq: row.tx_seq ?? row.seq,
    ...(row.cause_seq === null ? {} : { causeSeq: row.cause_seq }),
    ...(row.incident_id === null ? {} : { incidentId: row.incident_id }),
    ...(row.component_id === null ? {} : { componentId: row.component_id }),
    ...(row.maintenance_id === null ? {} : { maintenanceId: row.maintenance_id }),
    data: parseData(row.data),
  }) as StoredEvent;

/** A damaged row reads as null: who needs its data throws and passes over that one, instead of nobody reading on. */
const parseData = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null; // said above
  }
};
