// Run in a child process: brings a database to a schema that was made up for the test, and kills itself at the nth pass of a seam.
import Database from "better-sqlite3";
import { migrate } from "../../src/daemon/store/migrate.ts";
import { MIGRATIONS, type Migration } from "../../src/daemon/store/migrations/index.ts";
import type { Kill } from "./crash.ts";

export interface MigrationOrders {
  path: string;
  now: number;
  migrations: readonly Migration[];
  kill?: Kill;
}

/** The cast is safe: only the test of migrations starts this script. */
const { path, now, migrations, kill } = JSON.parse(process.env.CRASH ?? "") as MigrationOrders;
let passes = 0;
const seam = (name: string): void => {
  if (name !== kill?.seam) return;
  passes += 1;
  if (passes === kill.pass) process.kill(process.pid, "SIGKILL");
};
const db = new Database(path);
db.pragma("journal_mode = wal");
db.pragma("synchronous = FULL");
migrate(db, { path, now, seam }, [...MIGRATIONS, ...migrations]);
db.close();
process.disconnect?.(); // or the channel to the parent would keep it alive
