// What is to be told, once for all targets: each cause has its notices, and each notice is planned for everybody it is for.
import type { LevelChange } from "../../domain/telling.ts";
import type { Db } from "./database.ts";

export type WindowNoticeKind =
  | "maintenance:announced"
  | "maintenance:reminded"
  | "maintenance:moved"
  | "maintenance:updated"
  | "maintenance:started"
  | "maintenance:completed"
  | "maintenance:cancelled";
/** What is told: a level that got worse, levels that have lasted, one that keeps changing, and what nobody is to be told; windows; posts; pages and their end. */
export type NoticeKind =
  | "status"
  | "settled"
  | "unstable"
  | "silent"
  | WindowNoticeKind
  | "post"
  | "page"
  | "page:ended"
  | "confirm"
  | "test"
  | "quarantined";
/** What these say is compared with the present when they come due; all others tell of what happened. */
export const ABOUT_LEVELS: ReadonlySet<NoticeKind> = new Set(["status", "settled", "unstable"]);
export interface Notice {
  id: number;
  kind: NoticeKind;
  causeSeq: number;
  at: number;
  /** Which of several notices of one cause. */
  part: number;
  /** Empty where levels are read when it is sent: of windows and posts. */
  changes: LevelChange[];
  maintenanceId: number | null;
  incidentId: number | null;
  postId: number | null;
  /** It is for this target alone. */
  subscriberId: number | null;
  /** What its kind says besides: why it pages, how it ended. */
  detail: Record<string, unknown>;
  /** Id of the last subscriber it was planned for; null once it was planned for all. */
  fannedOutTo: number | null;
}
interface NoticeRow {
  id: number;
  kind: NoticeKind;
  cause_seq: number;
  part: number;
  at: number;
  changes: string;
  maintenance_id: number | null;
  incident_id: number | null;
  post_id: number | null;
  subscriber_id: number | null;
  detail: string | null;
  fanned_out_to: number | null;
}

/** Whoever is paged or asked waits for no crowd of subscribers. */
export const UNPLANNED = `SELECT * FROM notices WHERE id = (
  SELECT id FROM notices INDEXED BY notices_unplanned
  WHERE fanned_out_to IS NOT NULL AND id NOT IN (SELECT value FROM json_each(?))
  ORDER BY kind NOT IN ('page', 'page:ended', 'confirm', 'test', 'quarantined'), id LIMIT 1)`;
const MAX_REMEMBERED = 500;

type NewNotice = Pick<Notice, "kind" | "causeSeq" | "at"> & {
  [F in "part" | "changes" | "maintenanceId" | "incidentId" | "postId" | "subscriberId" | "detail"]?: NonNullable<
    Notice[F]
  >;
};

export const createNotices = (db: Db) => {
  const insert = db.prepare(
    `INSERT INTO notices (kind, cause_seq, part, at, changes, maintenance_id, incident_id, post_id, subscriber_id, detail, fanned_out_to)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`,
  );
  const one = db.prepare("SELECT * FROM notices WHERE id = ?");
  const unplanned = db.prepare(UNPLANNED);
  const ofWindow = db.prepare("SELECT 1 FROM notices WHERE maintenance_id = ? LIMIT 1");
  const quarantines = db.prepare("SELECT count(*) FROM notices WHERE kind = 'quarantined' AND cause_seq > ?").pluck();
  const progress = db.prepare("UPDATE notices SET fanned_out_to = ? WHERE id = ?");
  /** A notice that is planned for all was committed long ago and never changes; it is read for each of its messages. */
  const planned = new Map<number, Notice>();

  return {
    /** false when this cause has its notice already. */
    add: (added: NewNotice): boolean => {
      const { kind, causeSeq, part = 0, at, changes = [], maintenanceId, incidentId, postId, subscriberId } = added;
      const about = [maintenanceId ?? null, incidentId ?? null, postId ?? null, subscriberId ?? null];
      const detail = added.detail ? JSON.stringify(added.detail) : null;
      return insert.run(kind, causeSeq, part, at, JSON.stringify(changes), ...about, detail).changes === 1;
    },
    get: (id: number): Notice | undefined => {
      const known = planned.get(id);
      if (known) return known;
      const found = fromRow(one.get(id));
      if (found?.fannedOutTo === null) {
        if (planned.size >= MAX_REMEMBERED) planned.clear();
        planned.set(id, found);
      }
      return found;
    },
    /** What is to be planned next: the team's first, then the oldest. `except` are passed over. */
    unplanned: (except: readonly number[] = []): Notice | undefined => fromRow(unplanned.get(JSON.stringify(except))),
    /** Is or was anybody to be told of this window? */
    isAnyOfWindow: (maintenanceId: number): boolean => ofWindow.get(maintenanceId) !== undefined,
    /** How many more targets were put away since then. */
    quarantinesSince: (causeSeq: number): number => quarantines.get(causeSeq) as number,
    saveProgress: (id: number, fannedOutTo: number | null): void => {
      progress.run(fannedOutTo, id);
    },
  };
};

const fromRow = (found: unknown): Notice | undefined => {
  const row = found as NoticeRow | undefined;
  return (
    row && {
      id: row.id,
      kind: row.kind,
      causeSeq: row.cause_seq,
      part: row.part,
      at: row.at,
      changes: JSON.parse(row.changes),
      maintenanceId: row.maintenance_id,
      incidentId: row.incident_id,
      postId: row.post_id,
      subscriberId: row.subscriber_id,
      detail: row.detail === null ? {} : JSON.parse(row.detail),
      fannedOutTo: row.fanned_out_to,
    }
  );
};
