// Public words about incidents, in the order in which readers are told that they were said.
import type { Post, PostedLevel, PostStatus } from "../../domain/post.ts";
import type { Db } from "./database.ts";

/** Far more than people write; one that comes and goes may post more by itself, and the oldest are left out then. */
const MAX_POSTS = 500;

interface PostRow {
  id: number;
  incident_id: number;
  status: string;
  body: string;
  at: number;
  created_at: number;
  author: string;
  levels: string;
  is_auto: number;
  is_silent: number;
  edited_at: number | null;
  edited_by: string | null;
}

export const createPosts = (db: Db) => {
  const insert = db.prepare(
    `INSERT INTO posts (incident_id, status, body, at, created_at, author, levels, is_auto, is_silent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = db.prepare("UPDATE posts SET status = ?, body = ?, at = ?, edited_at = ?, edited_by = ? WHERE id = ?");
  const one = db.prepare("SELECT * FROM posts WHERE id = ?");
  const ofIncidents = db.prepare(
    `SELECT posts.* FROM json_each(?) AS wanted JOIN posts ON posts.id IN (
       SELECT id FROM posts WHERE incident_id = wanted.value ORDER BY at DESC, id DESC LIMIT ${MAX_POSTS})
     ORDER BY posts.incident_id, posts.at, posts.id`,
  );
  const ofIncident = db.prepare(
    `SELECT * FROM posts WHERE incident_id = ? ORDER BY at DESC, id DESC LIMIT ${MAX_POSTS}`,
  );
  const newest = db.prepare("SELECT * FROM posts WHERE incident_id = ? ORDER BY id DESC LIMIT 1");
  const move = db.prepare("UPDATE posts SET incident_id = ? WHERE incident_id = ?");

  return {
    insert: (post: Omit<Post, "id" | "editedAt" | "editedBy">): Post => {
      const p = post;
      const flags = [p.isAuto ? 1 : 0, p.isSilent ? 1 : 0];
      const row = [p.incidentId, p.status, p.body, p.at, p.createdAt, p.author, JSON.stringify(p.levels), ...flags];
      return fromRow(one.get(insert.run(...row).lastInsertRowid) as PostRow);
    },
    save: (post: Post): void => {
      update.run(post.status, post.body, post.at, post.editedAt, post.editedBy, post.id);
    },
    get: (id: number): Post | undefined => maybe(one.get(id)),
    /** Oldest first. */
    ofIncident: (incidentId: number): Post[] => (ofIncident.all(incidentId) as PostRow[]).map(fromRow).reverse(),
    /** The last that was written, whenever readers are told that it was said. */
    lastWritten: (incidentId: number): Post | undefined => maybe(newest.get(incidentId)),
    /** Of many incidents at once, by incident, oldest first. */
    ofIncidents: (incidentIds: readonly number[]): Map<number, Post[]> => {
      const found = new Map<number, Post[]>(incidentIds.map((id) => [id, []]));
      for (const row of ofIncidents.all(JSON.stringify(incidentIds)) as PostRow[])
        found.get(row.incident_id)?.push(fromRow(row));
      return found;
    },
    /** They are about the other one from now on; how many. */
    move: (from: number, into: number): number => move.run(into, from).changes,
  };
};

const maybe = (row: unknown): Post | undefined => (row ? fromRow(row as PostRow) : undefined);

const fromRow = (row: PostRow): Post => ({
  id: row.id,
  incidentId: row.incident_id,
  status: row.status as PostStatus,
  body: row.body,
  at: row.at,
  createdAt: row.created_at,
  author: row.author,
  levels: JSON.parse(row.levels) as PostedLevel[],
  isAuto: row.is_auto === 1,
  isSilent: row.is_silent === 1,
  editedAt: row.edited_at,
  editedBy: row.edited_by,
});
