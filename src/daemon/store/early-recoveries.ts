import type { EarlyRecovery } from "../../domain/alert.ts";
import type { Db } from "./database.ts";

export const createEarlyRecoveries = (db: Db) => {
  const one = db.prepare("SELECT ended_at, at FROM early_recoveries WHERE source = ? AND fingerprint = ?");
  // The first one's time stays: a sender that says "all is well" every minute would otherwise be remembered for ever.
  const remember = db.prepare(
    `INSERT INTO early_recoveries (source, fingerprint, ended_at, at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET ended_at = max(ended_at, excluded.ended_at)`,
  );
  const forget = db.prepare("DELETE FROM early_recoveries WHERE source = ? AND fingerprint = ?");
  const forgetOld = db.prepare(
    `DELETE FROM early_recoveries WHERE (source, fingerprint) IN
       (SELECT source, fingerprint FROM early_recoveries WHERE at < ? ORDER BY at LIMIT ?)`,
  );

  return {
    get: (source: string, fingerprint: string): EarlyRecovery | undefined => {
      const row = one.get(source, fingerprint) as { ended_at: number; at: number } | undefined;
      return row && { endedAt: row.ended_at, at: row.at };
    },
    remember: (source: string, fingerprint: string, recovery: EarlyRecovery): void => {
      remember.run(source, fingerprint, recovery.endedAt, recovery.at);
    },
    forget: (source: string, fingerprint: string): void => {
      forget.run(source, fingerprint);
    },
    /** Prunes in small bites; returns how many went. */
    forgetOld: (before: number, limit: number): number => forgetOld.run(before, limit).changes,
  };
};
