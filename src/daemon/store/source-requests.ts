// What each source sent and what was made of it, the newest of each; secrets were taken out before.
import type { Db } from "./database.ts";

/** Newest requests that are kept of a source: a day of a sender that speaks every three minutes, 1.5 MB at the most. */
export const KEPT_PER_SOURCE = 500;
/** So many over are borne before they are pruned, all in one go. */
const PRUNE_EVERY = 50;
/** A request may be cut into many parts, each with remarks of its own. */
export const MAX_DETAIL = 1000;

export interface Counts {
  fired: number;
  repeated: number;
  recovered: number;
  ignored: number;
  shed: number;
}
export interface NewSourceRequest extends Counts {
  source: string;
  at: number;
  /** `accepted`, or the code of the refusal. */
  outcome: string;
  shape: string | null;
  bytes: number;
  detail: string | null;
  excerpt: string | null;
  origin: string;
  agent: string | null;
  requestId: string;
}
export interface SourceRequest extends NewSourceRequest {
  id: number;
}
interface SourceRequestRow extends Omit<SourceRequest, "requestId"> {
  request_id: string;
}

export const createSourceRequests = (db: Db) => {
  const insert = db.prepare(
    `INSERT INTO source_requests (source, at, outcome, shape, bytes, fired, repeated, recovered, ignored, shed, detail, excerpt,
       origin, agent, request_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const count = db.prepare(
    `UPDATE source_requests SET fired = fired + ?, repeated = repeated + ?, recovered = recovered + ?, ignored = ignored + ?,
       shed = shed + ?, detail = nullif(substr(concat_ws(' ', detail, ?), 1, ${MAX_DETAIL}), '') WHERE id = ?`,
  );
  const prune = db.prepare(
    `DELETE FROM source_requests WHERE source = ? AND id <=
       (SELECT id FROM source_requests WHERE source = ? ORDER BY id DESC LIMIT 1 OFFSET ${KEPT_PER_SOURCE})`,
  );
  const list = db.prepare("SELECT * FROM source_requests WHERE source = ? AND id < ? ORDER BY id DESC LIMIT ? + 0");
  const last = db.prepare("SELECT at, outcome FROM source_requests WHERE source = ? ORDER BY id DESC LIMIT 1");
  /** Since a source was pruned last; a number that a rollback left too high prunes a little early. */
  const added = new Map<string, number>();

  return {
    add: (one: NewSourceRequest): number => {
      const { lastInsertRowid } = insert.run(
        ...[one.source, one.at, one.outcome, one.shape, one.bytes],
        ...[one.fired, one.repeated, one.recovered, one.ignored, one.shed],
        ...[one.detail, one.excerpt, one.origin, one.agent, one.requestId],
      );
      // The first of a start prunes too: nobody knows how many there were.
      const since = added.get(one.source) ?? PRUNE_EVERY;
      if (since >= PRUNE_EVERY) prune.run(one.source, one.source);
      added.set(one.source, since >= PRUNE_EVERY ? 1 : since + 1);
      return Number(lastInsertRowid);
    },
    /** More of a request whose first part has its row already. */
    count: (id: number, more: Counts, detail: string | null): void => {
      count.run(more.fired, more.repeated, more.recovered, more.ignored, more.shed, detail, id);
    },
    /** Newest first, those with an id below `before`. */
    list: (source: string, before: number, limit: number): SourceRequest[] =>
      (list.all(source, before, limit) as SourceRequestRow[]).map(fromRow),
    last: (source: string): { at: number; outcome: string } | undefined =>
      last.get(source) as { at: number; outcome: string } | undefined,
  };
};

const fromRow = ({ request_id: requestId, ...row }: SourceRequestRow): SourceRequest => ({ ...row, requestId });
