// When all was well inside last. It is written before every call of the outbound heartbeat, which so proves that the store can.
import type { Db } from "./database.ts";

export const createPulse = (db: Db) => {
  const beat = db.prepare("INSERT INTO pulse (id, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at");
  return {
    beat: (at: number): void => {
      beat.run(at);
    },
  };
};
