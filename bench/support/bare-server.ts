// What HTTP and one durable row cost without Tocsin: a bare Node server that commits one row per request and answers. In its own process.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import Database from "better-sqlite3";
import { serve } from "./processes.ts";

const db = new Database(join(process.argv[2]!, "bare-server.db"));
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec("CREATE TABLE acks (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL) STRICT");
const insert = db.prepare("INSERT INTO acks (at, who) VALUES (?, ?)");
const BODY = JSON.stringify({ state: "acknowledged" });

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    insert.run(Date.now(), "ann");
    response.writeHead(200, { "content-length": BODY.length, "tocsin-result": "changed" }).end(BODY);
  });
});

serve(
  (): Promise<{ port: number }> =>
    new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve({ port: (server.address() as AddressInfo).port }));
    }),
);
