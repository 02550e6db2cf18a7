import type { Role } from "../../domain/actor.ts";
import type { Db } from "./database.ts";

export interface TokenRow {
  id: number;
  name: string;
  role: Role;
  person: string | null;
  hash: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}

export const createTokens = (db: Db) => {
  const insert = db.prepare(
    "INSERT INTO tokens (name, role, person, hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const one = db.prepare("SELECT * FROM tokens WHERE id = ?");
  const byHash = db.prepare("SELECT * FROM tokens WHERE hash = ?");
  const after = db.prepare("SELECT * FROM tokens WHERE id > ? ORDER BY id LIMIT ?");
  const revoke = db.prepare("UPDATE tokens SET revoked_at = ? WHERE id = ?");
  const get = (id: number): TokenRow | undefined => one.get(id) as TokenRow | undefined;

  return {
    get,
    insert: (token: Omit<TokenRow, "id" | "revoked_at">): TokenRow => {
      const { name, role, person, hash, created_at, expires_at } = token;
      return get(Number(insert.run(name, role, person, hash, created_at, expires_at).lastInsertRowid))!;
    },
    byHash: (hash: string): TokenRow | undefined => byHash.get(hash) as TokenRow | undefined,
    list: (afterId: number, limit: number): TokenRow[] => after.all(afterId, limit) as TokenRow[],
    revoke: (id: number, at: number): void => {
      revoke.run(at, id);
    },
  };
};
