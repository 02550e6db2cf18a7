// The switch that stops sending: at most one row, since when it is off.
import type { PauseScope } from "../../domain/events.ts";
import type { Db } from "./database.ts";

export interface Pause {
  scope: PauseScope;
  /** Epoch ms; null: until somebody ends it. */
  until: number | null;
  reason: string | null;
  author: string;
  at: number;
}

export const createPauses = (db: Db) => {
  const get = db.prepare("SELECT scope, until, reason, author, at FROM pause");
  const set = db.prepare(
    `INSERT INTO pause (id, scope, until, reason, author, at) VALUES (1, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET scope = excluded.scope, until = excluded.until, reason = excluded.reason, author = excluded.author, at = excluded.at`,
  );
  const end = db.prepare("DELETE FROM pause");

  return {
    /** What is in force now; one whose time is over counts as ended. */
    inForce: (now: number): Pause | undefined => {
      const pause = get.get() as Pause | undefined;
      return pause && (pause.until === null || pause.until > now) ? pause : undefined;
    },
    set: ({ scope, until, reason, author, at }: Pause): void => {
      set.run(scope, until, reason, author, at);
    },
    end: (): void => {
      end.run();
    },
  };
};
