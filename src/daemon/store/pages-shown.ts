// What the pages showed the last time: whether they show something else now is otherwise not known after a restart.
import type { Db } from "./database.ts";

export const createPagesShown = (db: Db) => {
  const read = db.prepare("SELECT pages FROM pages_shown WHERE id = 1").pluck();
  const write = db.prepare(
    "INSERT INTO pages_shown (id, pages) VALUES (1, ?) ON CONFLICT DO UPDATE SET pages = excluded.pages",
  );
  return {
    /** null: nobody has ever written it down. */
    get: (): string | null => (read.get() as string | undefined) ?? null,
    save: (pages: string): void => {
      write.run(pages);
    },
  };
};
