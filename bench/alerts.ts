// Alerts per second that a webhook takes durably, beside Alertmanager's own API, which keeps the same alerts in memory. Each side is
// asked by the same loader over four connections, in turns; every body is answered before its connection sends the next. Ours
// commits the alert, its incident, the event, the audit row and the line in the source's log before it answers.
import { join } from "node:path";
import { startAlertmanager } from "./support/alertmanager.ts";
import { type BenchAlert, forAlertmanager, forTocsin, inBatches } from "./support/alerts.ts";
import { SOURCE } from "./support/config.ts";
import { startDaemon } from "./support/daemon.ts";
import type { PostAnswer, PostQuestion } from "./support/post-load.ts";
import { startHelper } from "./support/processes.ts";
import { alone, type Benchmark, compared, type Result } from "./support/result.ts";
import { inTurns, median } from "./support/stats.ts";

const ROUNDS = 5;
const CLIENTS = 4;
const GROUPS = 50;
const PER_ROUND = { 64: 6400, 1: 1500 } as const;

export const alerts: Benchmark = {
  name: "alerts",
  run: async (note) => {
    const daemon = await startDaemon();
    const alertmanager = await startAlertmanager();
    if (alertmanager === null) note("Alertmanager is not installed: no baseline");
    const load = await startHelper(join(import.meta.dirname, "support/post-load.ts"));
    const perSecond = async (question: Omit<PostQuestion, "clients">, count: number): Promise<number> => {
      const { tookMs } = await load.ask<PostAnswer>({ ...question, clients: CLIENTS });
      return (count / tookMs) * 1000;
    };
    const ours = {
      url: `${daemon.url}/ingest/${SOURCE.id}`,
      headers: { authorization: `Bearer ${SOURCE.key}` },
    };
    const measure = async (what: string, batch: 1 | 64, make: () => BenchAlert[], aim: number | null) => {
      note(what);
      const toUs = (): Promise<number> => {
        const all = make();
        return perSecond({ ...ours, bodies: bodiesOf(all, batch, forTocsin) }, all.length);
      };
      await toUs();
      if (alertmanager === null) return alone(what, "1/s", median(await times(ROUNDS, toUs)), null);
      const toThem = (): Promise<number> => {
        const all = make();
        const bodies = bodiesOf(all, batch, forAlertmanager);
        return perSecond({ url: `${alertmanager}/api/v2/alerts`, headers: {}, bodies }, all.length);
      };
      await toThem();
      const rounds = await inTurns(ROUNDS, { baseline: toThem, ours: toUs });
      return compared(what, "1/s", rounds, aim === null ? null : { of: "ratio", atLeast: aim });
    };
    const results: Result[] = [
      await measure("alerts, first firings in batches of 64", 64, () => firings(PER_ROUND[64]), 1),
      await measure("alerts, repeats in batches of 64", 64, () => repeats(PER_ROUND[64]), 1),
      await measure("alerts, first firings one by one", 1, () => firings(PER_ROUND[1]), null),
    ];
    return results;
  },
};

let made = 0;
/** Alerts that nobody has seen, spread over the groups. */
const firings = (count: number): BenchAlert[] =>
  Array.from({ length: count }, (_, index) => ({
    group: Math.floor((index * GROUPS) / count),
    instance: `node-${made++}`,
    status: "firing",
  }));
const repeats = (count: number): BenchAlert[] =>
  Array.from({ length: count }, (_, index) => ({
    group: Math.floor((index * GROUPS) / count),
    instance: `again-${index}`,
    status: "firing",
  }));

/** A body holds one group, as Alertmanager sends them. */
const bodiesOf = (
  all: readonly BenchAlert[],
  batch: number,
  write: (batch: readonly BenchAlert[]) => string,
): string[] =>
  [...Map.groupBy(all, (alert) => alert.group).values()].flatMap((group) => inBatches(group, batch).map(write));

const times = async (count: number, run: () => Promise<number>): Promise<number[]> => {
  const all: number[] = [];
  for (let index = 0; index < count; index++) all.push(await run());
  return all;
};
