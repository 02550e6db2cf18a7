// The page with two years of 100,000 incidents behind it, 5,000 of them told in public, beside the same daemon with an empty past:
// requests per second, and the first page after a change. Then what is made when it is asked for, months of the archive and incidents:
// first answers, and how both of them and the page bear a burst of acks, each of which may have changed what they show.
import { createAcker } from "./support/acks.ts";
import { COMPONENTS, componentsOf } from "./support/config.ts";
import { type BenchDaemon, startDaemon } from "./support/daemon.ts";
import { type FirstPage, firstPageAfter } from "./support/first-page.ts";
import { askPage, createCrowd } from "./support/pages.ts";
import { pause } from "./support/processes.ts";
import { alone, type Benchmark, compared, type Result } from "./support/result.ts";
import { YEAR_MS } from "./support/seed-lists.ts";
import { inTurns, median } from "./support/stats.ts";

const ENDED = 100_000;
const ROUNDS = 15;
const CHANGES = 20;
const WARM_UP = 3;
const SETTLE_MS = 1500;
const ACKERS = 16;
const BURST = 6000;
const BURST_ROUNDS = 4;
const LIVED = { active: 0, alertsOfOne: 0, overMs: 2 * YEAR_MS, postedEach: 20 };
const OPEN = BURST * BURST_ROUNDS * 3;
const OLD = { closed: 0, open: OPEN, varied: { ...LIVED, ended: ENDED } };
/** A page that is dear to read at each of the commits. */
const WIDE = { closed: 0, open: BURST * BURST_ROUNDS, bars: 500 };
const FRESH = { closed: 0, open: 0 };
const BEHIND = `${ENDED.toLocaleString("en")} incidents behind it`;

export const pageHistory: Benchmark = {
  name: "page-history",
  run: async (note) => {
    note(`${ENDED} incidents are being lived through`);
    const old = await startDaemon(OLD);
    const fresh = await startDaemon(FRESH);
    const loads = await loadResults(old, fresh, note);
    note("the first page after a change");
    const changes = await changeResults(old, fresh);
    note("months of the archive");
    const months = await monthResults(old);
    const bursts = await burstResults(old, await asksOf(old), note);
    const wide = await startDaemon(WIDE, { components: componentsOf(WIDE.bars) });
    const wideBursts = await burstResults(wide, [[`page of ${WIDE.bars} components`, "/"]], note);
    return [...loads, ...changes, ...months, ...bursts, ...wideBursts];
  },
};

const loadResults = async (old: BenchDaemon, fresh: BenchDaemon, note: (text: string) => void): Promise<Result[]> => {
  const crowd = await createCrowd();
  for (const { url } of [old, fresh]) await askPage(`${url}/`);
  await pause(SETTLE_MS);
  const sizes = await Promise.all([old, fresh].map(async ({ url }) => (await askPage(`${url}/`)).body.length));
  note(`requests per second, of ${sizes[0]} bytes with what the last two weeks left on it, beside ${sizes[1]}`);
  const ask = ({ url, pid }: BenchDaemon) => crowd({ url: `${url}/`, pid });
  const rounds = await inTurns(ROUNDS, { baseline: () => ask(fresh), ours: () => ask(old) });
  const of = (name: "perSecond" | "processorUs") =>
    rounds.map(({ ours, baseline }) => ({ ours: ours[name], baseline: baseline[name] }));
  return [
    compared(`page, ${BEHIND}`, "1/s", of("perSecond"), { of: "ratio", atLeast: 0.9 }),
    compared(`page, ${BEHIND}, processor time of one`, "µs", of("processorUs"), null),
  ];
};

const changeResults = async (old: BenchDaemon, fresh: BenchDaemon): Promise<Result[]> => {
  let change = 0;
  const next = (daemon: BenchDaemon): Promise<FirstPage> =>
    firstPageAfter(daemon, COMPONENTS[Math.floor(change++ / 2) % COMPONENTS.length]!.id);
  const sides = { baseline: () => next(fresh), ours: () => next(old) };
  await inTurns(WARM_UP, sides);
  const seen = await inTurns(CHANGES, sides);
  const of = (name: "tookMs" | "ranMs") =>
    seen.map(({ ours, baseline }) => ({ ours: ours[name], baseline: baseline[name] }));
  return [
    compared(`first page after a change, ${BEHIND}`, "ms", of("tookMs"), null),
    compared(`first page after a change, ${BEHIND}, of it the daemon ran`, "ms", of("ranMs"), null),
  ];
};

/** Every one that the archive has, each for the first time; the newest is where readers begin. */
const monthResults = async (daemon: BenchDaemon): Promise<Result[]> => {
  const tookMs: number[] = [];
  for (let path: string | undefined = "/history"; path; ) {
    const answer = await askPage(daemon.url + path, { "accept-encoding": "identity" });
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    tookMs.push(answer.tookMs);
    path = /<a href="([^"]+)" rel="prev"/.exec(answer.body.toString())?.[1];
  }
  return [
    alone(`month page nobody asked for, of ${tookMs.length} the median`, "ms", median(tookMs), null),
    alone("month page nobody asked for, worst", "ms", Math.max(...tookMs), null),
  ];
};

type Asked = readonly [name: string, path: string];
const asksOf = async (old: BenchDaemon): Promise<Asked[]> => [
  ["page", "/"],
  ["month page", `/history/${new Date(Date.now() - YEAR_MS).toISOString().slice(0, 7)}`],
  ["page of an incident", await pathOfIncident(old)],
];

/** Each in turns: in peace, and while sixteen clients ack as fast as they are answered. */
const burstResults = async (
  daemon: BenchDaemon,
  asks: readonly Asked[],
  note: (text: string) => void,
): Promise<Result[]> => {
  const crowd = await createCrowd();
  const acker = await createAcker(daemon);
  const results: Result[] = [];
  for (const [name, path] of asks) {
    note(`a burst of acks while the ${name} is asked for`);
    const ask = () => crowd({ url: daemon.url + path, pid: daemon.pid });
    await askPage(daemon.url + path);
    const acks: number[] = [];
    const rounds = await inTurns(BURST_ROUNDS, {
      baseline: ask,
      ours: async () => {
        const burst = acker.run("unix", ACKERS, BURST);
        const seen = await ask();
        acks.push(await burst);
        return seen;
      },
    });
    const perSecond = rounds.map(({ ours, baseline }) => ({ ours: ours.perSecond, baseline: baseline.perSecond }));
    const p99Ms = rounds.map(({ ours, baseline }) => ({ ours: ours.p99Ms, baseline: baseline.p99Ms }));
    results.push(
      compared(`${name} under a burst of acks, beside in peace`, "1/s", perSecond, null),
      compared(`${name} under a burst of acks, p99`, "ms", p99Ms, null),
      alone(`  acks meanwhile, ${ACKERS} clients`, "1/s", median(acks), null),
    );
  }
  return results;
};

const pathOfIncident = async ({ url }: BenchDaemon): Promise<string> => {
  const { body } = await askPage(`${url}/history`, { "accept-encoding": "identity" });
  const path = /href="(\/incidents\/\d+)"/.exec(body.toString())?.[1];
  if (!path) throw new Error("the archive names no incident");
  return path;
};
