// What people and programs look at, with a year of 100,000 incidents and 60,000 alerts in the store: pages of `list` by every
// filter, `show` and its parts, the situation of half a year ago, a component with its uptime, the report of a month. Each over
// HTTP, one request at a time, in pages of 200, beside the same daemon with an empty past. What is said is the time that nine of ten
// requests keep; the aim is that of `list` and `show`.
import { listIncidents } from "../src/contract/incidents.ts";
import { API } from "../src/contract/route.ts";
import { toCursor } from "../src/daemon/gate/cursor.ts";
import { type BenchDaemon, startDaemon } from "./support/daemon.ts";
import { type Benchmark, compared, type Result } from "./support/result.ts";
import { PEOPLE, YEAR_MS } from "./support/seed-lists.ts";
import { inTurns, quantile } from "./support/stats.ts";

const ROUNDS = 3;
const ASKED = 40;
const WARM_UP = 5;
const AT_MOST_MS = 50;
const ACTIVE = 500;
const OLD = { closed: 0, open: 0, varied: { ended: 100_000, active: ACTIVE, alertsOfOne: 10_000, overMs: YEAR_MS } };
const FRESH = { closed: 0, open: 0, varied: { ended: 20, active: ACTIVE, alertsOfOne: 100, overMs: YEAR_MS } };
const MAX_PAGE = 200;

const LIST = API + listIncidents.path;
const FILTERS = [
  "",
  "state=all",
  "state=closed",
  "state=resolved",
  "state=all&severity=critical",
  "state=active&severity=low",
  "state=all&component=service-3",
  "state=closed&component=service-3&severity=high",
  `state=all&owner=${PEOPLE[1]}`,
  `state=active&owner=${PEOPLE[1]}`,
  `state=all&owner=${PEOPLE[1]}&severity=high&component=service-1`,
  "state=all&owner=nobody",
  "state=all&key=disk-2-2",
  "state=all&key=no-such-key",
  "state=all&source=am",
  "state=all&source=no-such-source",
  "state=closed&source=am&severity=info&component=service-7",
];

export const lists: Benchmark = {
  name: "lists",
  run: async (note) => {
    note("a year is being lived through");
    const old = await startDaemon(OLD);
    const fresh = await startDaemon(FRESH);
    const results: Result[] = [];
    for (const { name, path } of await questions(old)) {
      note(name);
      const own = (await questions(fresh)).find((one) => one.name === name)!;
      await p90Of(old, path, WARM_UP);
      await p90Of(fresh, own.path, WARM_UP);
      const rounds = await inTurns(ROUNDS, {
        baseline: () => p90Of(fresh, own.path, ASKED),
        ours: () => p90Of(old, path, ASKED),
      });
      const aim = /^(list|show)/.test(name) ? ({ of: "ours", atMost: AT_MOST_MS } as const) : null;
      results.push(compared(name, "ms", rounds, aim));
    }
    return results;
  },
};

interface Question {
  name: string;
  path: string;
}

/** The pages that are asked for; which incidents there are differs between the two daemons. */
const questions = async (daemon: BenchDaemon): Promise<Question[]> => {
  const newest = await idOf(daemon, "state=closed&limit=1");
  const stormy = await idOf(daemon, "state=active&key=storm&limit=1");
  const middle = toCursor({ rank: 0, openedAt: 0, id: Math.round(newest / 2) });
  const then = new Date(Date.now() - YEAR_MS / 2).toISOString();
  return [
    ...FILTERS.map((filter) => ({ name: `list ${filter || "(active)"}`, path: `${LIST}?limit=${MAX_PAGE}&${filter}` })),
    { name: "list, a page in the middle", path: `${LIST}?state=all&limit=${MAX_PAGE}&cursor=${middle}` },
    { name: "show", path: `${LIST}/${newest}` },
    { name: "show, 10,000 alerts", path: `${LIST}/${stormy}` },
    { name: "its alerts", path: `${LIST}/${stormy}/alerts?limit=${MAX_PAGE}` },
    { name: "its log", path: `${LIST}/${stormy}/events?limit=${MAX_PAGE}` },
    { name: "status", path: `${API}/status` },
    { name: "status --at", path: `${API}/status?at=${then}` },
    { name: "status --at, now", path: `${API}/status?at=${new Date(Date.now() - 100).toISOString()}` },
    { name: "component show", path: `${API}/components/service-3` },
    { name: "component show --days 366", path: `${API}/components/service-3?days=366` },
    { name: "report", path: `${API}/report?month=${then.slice(0, 7)}` },
  ];
};

const idOf = async (daemon: BenchDaemon, query: string): Promise<number> => {
  const { items } = JSON.parse(await get(daemon, `${LIST}?${query}`)) as { items: { id: number }[] };
  return items[0]!.id;
};

const p90Of = async (daemon: BenchDaemon, path: string, times: number): Promise<number> => {
  const tookMs: number[] = [];
  for (let asked = 0; asked < times; asked++) {
    const startedAt = performance.now();
    await get(daemon, path);
    tookMs.push(performance.now() - startedAt);
  }
  return quantile(tookMs, 0.9);
};

const get = async ({ url, token }: BenchDaemon, path: string): Promise<string> => {
  const reply = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${path} was answered with ${reply.status}: ${text}`);
  return text;
};
