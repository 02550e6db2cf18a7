// Requests that their target has to confirm: by the hash of the link's token, with an end, used once.
import type { Scope } from "../../domain/channel.ts";
import type { Db } from "./database.ts";

export interface Confirmation {
  id: number;
  subscriberId: number;
  wanted: Scope;
  createdAt: number;
  expiresAt: number;
  usedAt: number | null;
}
interface ConfirmationRow {
  id: number;
  subscriber_id: number;
  wanted: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export const createConfirmations = (db: Db) => {
  const insert = db.prepare(
    "INSERT INTO confirmations (id, subscriber_id, hash, wanted, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const lastId = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'confirmations'").pluck();
  const one = db.prepare("SELECT * FROM confirmations WHERE id = ?");
  const byHash = db.prepare("SELECT * FROM confirmations WHERE hash = ?");
  const use = db.prepare("UPDATE confirmations SET used_at = ? WHERE id = ?");
  const newestOf = db.prepare("SELECT * FROM confirmations WHERE subscriber_id = ? ORDER BY id DESC LIMIT 1");
  const countSince = db
    .prepare("SELECT count(*) FROM confirmations WHERE subscriber_id = ? AND created_at >= ?")
    .pluck();
  const forget = db.prepare(
    "DELETE FROM confirmations WHERE id IN (SELECT id FROM confirmations WHERE expires_at < ? ORDER BY expires_at LIMIT ?)",
  );

  return {
    /** `hashOf` makes the hash of the token that this id leads to. */
    insert: (
      added: { subscriberId: number; wanted: Scope; createdAt: number; expiresAt: number },
      hashOf: (id: number) => string,
    ): Confirmation => {
      const { subscriberId, wanted, createdAt, expiresAt } = added;
      const id = ((lastId.get() as number | undefined) ?? 0) + 1; // nobody else writes
      insert.run(id, subscriberId, hashOf(id), JSON.stringify(wanted), createdAt, expiresAt);
      return fromRow(one.get(id) as ConfirmationRow);
    },
    get: (id: number): Confirmation | undefined => maybe(one.get(id)),
    byHash: (hash: string): Confirmation | undefined => maybe(byHash.get(hash)),
    newestOf: (subscriberId: number): Confirmation | undefined => maybe(newestOf.get(subscriberId)),
    countSince: (subscriberId: number, since: number): number => countSince.get(subscriberId, since) as number,
    use: (id: number, now: number): void => {
      use.run(now, id);
    },
    /** Drops what ran out before then; how many rows. */
    forgetExpired: (before: number, limit: number): number => forget.run(before, limit).changes,
  };
};

const maybe = (row: unknown): Confirmation | undefined => (row ? fromRow(row as ConfirmationRow) : undefined);

const fromRow = (row: ConfirmationRow): Confirmation => ({
  id: row.id,
  subscriberId: row.subscriber_id,
  wanted: JSON.parse(row.wanted) as Scope,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  usedAt: row.used_at,
});
