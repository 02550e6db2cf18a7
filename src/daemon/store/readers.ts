// How far each durable reader of the log has come, and what it had to pass over.
import type { Db } from "./database.ts";

/** The status engine's name: whoever needs to know how far levels are told asks for its cursor. */
export const STATUS_READER = "status";

export interface ReaderFault {
  reader: string;
  /** First seq of the transaction that could not be handled. */
  seq: number;
  error: string;
  at: number;
}

export const createReaders = (db: Db) => {
  const cursor = db.prepare("SELECT seq FROM cursors WHERE reader = ?").pluck();
  const saveCursor = db.prepare(
    "INSERT INTO cursors (reader, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq",
  );
  const addFault = db.prepare(
    "INSERT INTO reader_faults (reader, seq, error, at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET error = excluded.error, at = excluded.at",
  );
  const faults = db.prepare("SELECT * FROM reader_faults ORDER BY reader, seq LIMIT 1000");
  const dropFault = db.prepare("DELETE FROM reader_faults WHERE reader = ? AND seq = ?");

  return {
    cursor: (reader: string): number => (cursor.get(reader) as number | undefined) ?? 0,
    saveCursor: (reader: string, seq: number): void => {
      saveCursor.run(reader, seq);
    },
    addFault: ({ reader, seq, error, at }: ReaderFault): void => {
      addFault.run(reader, seq, error, at);
    },
    faults: (): ReaderFault[] => faults.all() as ReaderFault[],
    dropFault: (reader: string, seq: number): void => {
      dropFault.run(reader, seq);
    },
  };
};
