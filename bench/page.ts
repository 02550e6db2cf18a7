// The public page as a browser asks for it (gzip), and its 304: requests per second, the time that 99 of 100 of them keep, and the
// processor time of one, beside a bare Node http server that sends the same headers and bytes, and beside nginx, which sends them
// from a file that is compressed already. 32 connections, from a process of its own.
import { join } from "node:path";
import { startDaemon } from "./support/daemon.ts";
import { startNginx } from "./support/nginx.ts";
import { type Answer, type Asked, askPage, type Crowd, createCrowd } from "./support/pages.ts";
import { pause, startHelper } from "./support/processes.ts";
import { type Aim, type Benchmark, compared, type Result } from "./support/result.ts";
import { inTurns } from "./support/stats.ts";

const ROUNDS = 15;
/** The page compresses its bytes better a moment after it was rendered. */
const SETTLE_MS = 1000;

export const page: Benchmark = {
  name: "page",
  run: async (note) => {
    const daemon = await startDaemon();
    const url = `${daemon.url}/`;
    await askPage(url);
    await pause(SETTLE_MS);
    const crowd = await createCrowd();
    const bare = await startBare();
    const full = await askPage(url);
    const nginx = await startNginx({ body: full.body, headers: full.rawHeaders });
    if (nginx && !(await askPage(nginx.url)).body.equals(full.body)) throw new Error("nginx sends other bytes");
    if (!nginx) note("NGINX IS NOT INSTALLED: THE PAGE IS NOT MEASURED BESIDE IT");
    const known = { "if-none-match": full.etag };
    const ours = { url, pid: daemon.pid };

    note("200 in gzip");
    const sides = { bare: await bare(full), ...(nginx ? { nginx } : {}), ours };
    const rounds = await inTurns(ROUNDS, askEach(sides, crowd));
    note("304");
    const unchanged = { headers: known, status: 304 } as const;
    const same = {
      bare: { ...(await bare(await askPage(url, known))), ...unchanged },
      ours: { ...ours, ...unchanged },
    };
    const sameRounds = await inTurns(ROUNDS, askEach(same, crowd));
    return [
      ...beside("page, 200 in gzip", rounds, "bare", { of: "ratio", atLeast: 0.8 }),
      ...beside("page, 304", sameRounds, "bare", { of: "ratio", atLeast: 0.8 }),
      ...(nginx ? beside("page, 200 in gzip, beside nginx", rounds, "nginx", { of: "ratio", atLeast: 0.5 }) : []),
    ];
  },
};

/** A bare server with the answer of ours. */
const startBare = async (): Promise<(answer: Answer) => Promise<Asked>> => {
  const server = await startHelper(join(import.meta.dirname, "support/bare-page.ts"));
  return async ({ status, rawHeaders, body }) => {
    const answer = { kind: "answer", status, headers: rawHeaders, body: status === 200 ? body : null };
    return { url: `${await server.ask<string>(answer)}/`, pid: server.pid };
  };
};

type Sides = Record<string, Asked>;
const askEach = (sides: Sides, crowd: (asked: Asked) => Promise<Crowd>): Record<string, () => Promise<Crowd>> =>
  Object.fromEntries(Object.entries(sides).map(([name, asked]) => [name, () => crowd(asked)]));

const beside = (name: string, rounds: Record<string, Crowd>[], other: string, aim: Aim): Result[] => {
  const compare = (title: string, unit: string, of: keyof Crowd, aim: Aim | null): Result => {
    const pairs = rounds.map((round) => ({ ours: round.ours![of], baseline: round[other]![of] }));
    return compared(title, unit, pairs, aim);
  };
  return [
    compare(name, "1/s", "perSecond", aim),
    compare(`${name}, p99`, "ms", "p99Ms", null),
    compare(`${name}, processor time of one`, "µs", "processorUs", null),
  ];
};
