// How many acks a second a daemon takes, and how many one-row commits bare SQLite takes on the same disk.

import { join } from "node:path";
import Database from "better-sqlite3";
import type { AckAnswer, AckQuestion } from "./ack-load.ts";
import type { BenchDaemon } from "./daemon.ts";
import { atEnd, startHelper, tempDir } from "./processes.ts";

export type Entrance = "tcp" | "unix";
export interface Acker {
  /** Acks the next `count` open incidents from `clients` connections; acks per second. */
  run: (entrance: Entrance, clients: number, count: number) => Promise<number>;
}

/** A bare Node server that commits one row per request, asked as the daemon is. */
export const createBareAcker = async (): Promise<Acker> => {
  const server = await startHelper(join(import.meta.dirname, "bare-server.ts"), [tempDir()]);
  const { port } = await server.ask<{ port: number }>({});
  return createAcker({ url: `http://127.0.0.1:${port}`, socketPath: "", token: "none", firstOpenId: 1 });
};

export const createAcker = async (
  daemon: Pick<BenchDaemon, "url" | "socketPath" | "token" | "firstOpenId">,
): Promise<Acker> => {
  const load = await startHelper(join(import.meta.dirname, "ack-load.ts"));
  const { port, hostname } = new URL(daemon.url);
  const places = { tcp: { port: Number(port), host: hostname }, unix: { path: daemon.socketPath } };
  let firstId = daemon.firstOpenId;
  return {
    run: async (entrance, clients, count) => {
      const question: AckQuestion = { at: places[entrance], token: daemon.token, clients, firstId, count };
      firstId += count;
      return (await load.ask<AckAnswer>(question)).perSecond;
    },
  };
};

/** One row, one commit, at the daemon's durability, as fast as one caller can. */
export const bareCommits = (): ((count: number) => number) => {
  const db = new Database(join(tempDir(), "bare.db"));
  atEnd(() => {
    db.close();
  });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(
    "CREATE TABLE acks (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, state TEXT NOT NULL) STRICT",
  );
  const insert = db.prepare("INSERT INTO acks (at, who, state) VALUES (?, ?, ?)");
  return (count) => {
    const startedAt = performance.now();
    for (let index = 0; index < count; index++) insert.run(Date.now(), "ann", "acknowledged");
    return (count / (performance.now() - startedAt)) * 1000;
  };
};
