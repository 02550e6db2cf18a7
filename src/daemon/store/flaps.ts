// Components that change too often to be told each time.
import type { Db } from "./database.ts";

export interface Flap {
  componentId: string;
  causeSeq: number;
  since: number;
}

export const createFlaps = (db: Db) => {
  const one = db.prepare(
    "SELECT component_id AS componentId, cause_seq AS causeSeq, since FROM flaps WHERE component_id = ?",
  );
  const begin = db.prepare(
    "INSERT INTO flaps (component_id, cause_seq, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const end = db.prepare("DELETE FROM flaps WHERE component_id = ?");

  return {
    get: (componentId: string): Flap | undefined => one.get(componentId) as Flap | undefined,
    begin: ({ componentId, causeSeq, since }: Flap): void => {
      begin.run(componentId, causeSeq, since);
    },
    end: (componentId: string): void => {
      end.run(componentId);
    },
  };
};
