// What opens the private pages: one token each, of which only the hash is kept.
import { timingSafeEqual } from "node:crypto";
import type { Db } from "./database.ts";
import { hashToken } from "./token-hash.ts";

interface PageTokenRow {
  slug: string;
  token_hash: string;
  rotated_at: number;
}

export const createPageTokens = (db: Db) => {
  const one = db.prepare("SELECT * FROM page_tokens WHERE slug = ?");
  const save = db.prepare(
    `INSERT INTO page_tokens (slug, token_hash, rotated_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET token_hash = excluded.token_hash, rotated_at = excluded.rotated_at`,
  );
  const get = (slug: string): PageTokenRow | undefined => one.get(slug) as PageTokenRow | undefined;

  return {
    /** The one before is worth nothing from the commit on. */
    save: (slug: string, hash: string, at: number): void => {
      save.run(slug, hash, at);
    },
    /** When its token was made; null: it never had one. */
    rotatedAt: (slug: string): number | null => get(slug)?.rotated_at ?? null,
    /** Does this text open that page? It takes the same time for each text, and where there is no token. */
    admits: (slug: string, token: string): boolean => {
      const kept = get(slug)?.token_hash;
      const isEqual = timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(kept ?? NO_HASH));
      return isEqual && kept !== undefined;
    },
  };
};

/** As long as a hash, and of no text. */
const NO_HASH = "-".repeat(hashToken("").length);
