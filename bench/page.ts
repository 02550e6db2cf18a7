// Requests per second of the public page, as a browser asks for it (gzip), and of its 304, beside a bare Node http server that sends
// the same headers and bytes. Autocannon with 32 connections, in this process.
import { get } from "node:http";
import { join } from "node:path";
import autocannon from "autocannon";
import { startDaemon } from "./support/daemon.ts";
import { pause, startHelper } from "./support/processes.ts";
import { type Benchmark, compared, type Result } from "./support/result.ts";
import { inTurns } from "./support/stats.ts";

const CONNECTIONS = 32;
const ROUNDS = 5;
const SECONDS = 2;
/** The page compresses its bytes better a moment after it was rendered. */
const SETTLE_MS = 1000;

export const page: Benchmark = {
  name: "page",
  run: async (note) => {
    const { url } = await startDaemon();
    await ask(url, {});
    await pause(SETTLE_MS);
    const bare = await startHelper(join(import.meta.dirname, "support/bare-page.ts"));
    const etag = (await ask(url, {})).headers.etag ?? "";
    const results: Result[] = [];
    for (const [name, headers] of [
      ["page, 200 in gzip", {}],
      ["page, 304", { "if-none-match": etag }],
    ] as const) {
      note(name);
      const { status, rawHeaders, body } = await ask(url, headers);
      const bareUrl = await bare.ask<string>({
        kind: "answer",
        status,
        headers: rawHeaders,
        body: status === 200 ? body : null,
      });
      const rounds = await inTurns(ROUNDS, { baseline: () => load(bareUrl, headers), ours: () => load(url, headers) });
      results.push(compared(name, "1/s", rounds, { of: "ratio", atLeast: 0.8 }));
    }
    return results;
  },
};

const GZIP = { "accept-encoding": "gzip", accept: "text/html" };
/** Node adds these by itself. */
const OWN = new Set(["date", "connection", "keep-alive"]);

const ask = (url: string, headers: Record<string, string>) =>
  new Promise<{ status: number; headers: Record<string, string | undefined>; rawHeaders: string[]; body: Buffer }>(
    (resolve, reject) => {
      get(`${url}/`, { headers: { ...GZIP, ...headers } }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on("data", (chunk: Buffer) => chunks.push(chunk));
        reply.on("end", () => {
          const pairs = Array.from({ length: reply.rawHeaders.length / 2 }, (_, index) =>
            reply.rawHeaders.slice(index * 2, index * 2 + 2),
          );
          const rawHeaders = pairs.filter(([name]) => !OWN.has(name!.toLowerCase())).flat();
          const status = reply.statusCode ?? 0;
          resolve({ status, headers: { etag: reply.headers.etag }, rawHeaders, body: Buffer.concat(chunks) });
        });
      }).on("error", reject);
    },
  );

const load = async (url: string, headers: Record<string, string>): Promise<number> => {
  const { requests, errors, non2xx } = await autocannon({
    ...{ url: `${url}/`, connections: CONNECTIONS, duration: SECONDS, headers: { ...GZIP, ...headers } },
  });
  if (errors > 0 || (non2xx > 0 && !("if-none-match" in headers)))
    throw new Error(`${errors + non2xx} requests of the page failed`);
  return requests.total / SECONDS;
};
