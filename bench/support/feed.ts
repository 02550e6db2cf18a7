// From an ack's commit to the arrival of its event at every socket; and the same payload sent by a bare socket.io server.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { bundling } from "../../scripts/bundle.ts";
import type { LiveEvent } from "../../src/contract/live.ts";
import { writeConfig } from "./config.ts";
import { pause, ROOT, sharedNow, startHelper, tempDir } from "./processes.ts";
import { type Seed, seed } from "./seed.ts";
import { quantile } from "./stats.ts";

export interface Broadcaster {
  /** Sends once; how long it took to reach each socket, in ms. */
  send: () => Promise<number[]>;
}

const here = (file: string): string => join(import.meta.dirname, file);
/** Between two, so that what one left to do is not the next one's. */
const GAP_MS = 20;

export const createOurs = async (
  past: Seed,
  sockets: number,
): Promise<Broadcaster & { url: string; token: string; lastEvent: () => Promise<LiveEvent> }> => {
  const places = writeConfig(tempDir());
  const { token, firstOpenId } = await seed(places.dataDir, past);
  const daemon = await startHelper(await bundleDaemon(), [places.configFile]);
  const url = await daemon.ask<string>({ kind: "where" });
  const clients = await startHelper(here("sockets.ts"));
  await clients.ask({ kind: "connect", url, token, count: sockets });
  let id = firstOpenId;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return {
    ...{ url, token },
    send: async () => {
      await pause(GAP_MS);
      const arrived = clients.ask<number[]>({ kind: "arrivals" });
      const askedAt = sharedNow();
      const reply = await fetch(`${url}/api/v1/incidents/${id++}/ack`, {
        ...{ method: "POST", body: "{}" },
        headers: { ...headers, "idempotency-key": crypto.randomUUID() },
      });
      if (reply.headers.get("tocsin-result") !== "changed") throw new Error(`not acked: ${await reply.text()}`);
      await reply.text();
      const times = await arrived;
      // The ack is the first commit after it was asked for: nothing else happens in this store at that moment.
      const commits = await daemon.ask<number[]>({ kind: "commits" });
      const commitAt = commits.find((at) => at > askedAt);
      if (commitAt === undefined) throw new Error("the commit of an ack was not seen");
      return times.map((at) => at - commitAt);
    },
    lastEvent: async () => {
      const reply = await fetch(`${url}/api/v1/incidents/${id - 1}/events`, { headers });
      const { items } = (await reply.json()) as { items: LiveEvent[] };
      return items.at(-1)!;
    },
  };
};

/** p99 over all sockets of `count` sends. */
export const p99Of = async ({ send }: Broadcaster, count: number): Promise<number> => {
  const all: number[] = [];
  for (let sent = 0; sent < count; sent++) all.push(...(await send()));
  return quantile(all, 0.99);
};

export const createBare = async (event: LiveEvent, sockets: number): Promise<Broadcaster> => {
  const server = await startHelper(here("bare-sockets.ts"));
  const url = await server.ask<string>({ kind: "where" });
  const clients = await startHelper(here("sockets.ts"));
  await clients.ask({ kind: "connect", url, token: "", count: sockets });
  return {
    send: async () => {
      await pause(GAP_MS);
      const arrived = clients.ask<number[]>({ kind: "arrivals" });
      const startedAt = await server.ask<number>({ kind: "send", type: event.type, payload: event });
      return (await arrived).map((at) => at - startedAt);
    },
  };
};

/** Where Node finds its native package from, and nobody looks for a program. */
const bundleDaemon = async (): Promise<string> => {
  const dir = join(ROOT, "node_modules/.cache/tocsin-bench");
  mkdirSync(dir, { recursive: true });
  const outfile = join(dir, "timed-daemon.mjs");
  await esbuild.build({
    ...bundling,
    ...{ entryPoints: [here("timed-daemon.ts")], outfile, external: ["better-sqlite3", "msgpackr-extract"] },
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
};
