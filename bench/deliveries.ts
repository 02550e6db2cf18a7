// Webhooks per second that the daemon plans, claims, signs, sends and settles, each in rows of its own, beside a bare loop that
// posts a body of the same length to the same sink with the same client and as many at once. Embedded, and through Redis and
// BullMQ with the worker inside the daemon. Counted at the sink, from the first to the last.
import { join } from "node:path";
import { openIncident, resolveIncident } from "../src/contract/incidents.ts";
import { LANE_ROOM } from "../src/domain/lane.ts";
import type { BareSenderQuestion } from "./support/bare-sender.ts";
import { type BenchDaemon, startDaemon } from "./support/daemon.ts";
import { type Helper, startHelper } from "./support/processes.ts";
import { startRedis } from "./support/redis.ts";
import { type Benchmark, compared, type Result } from "./support/result.ts";
import type { SinkAnswer } from "./support/sink.ts";
import { inTurns } from "./support/stats.ts";
import { clientOf, subscribe } from "./support/subscribers.ts";

const SUBSCRIBERS = 3000;
const ROUNDS = 5;
const NOTIFY = { allow_private_targets: true, debounce: "1s", cap: 100_000 };
/** About what a webhook of one level is, with its headers. */
const BODY = JSON.stringify({ type: "status.changed", timestamp: "2026-11-24T02:00:00.000Z", data: "x".repeat(300) });
const HEADERS = {
  "content-type": "application/json",
  "webhook-id": "m".repeat(36),
  "webhook-signature": "s".repeat(47),
};

export const deliveries: Benchmark = {
  name: "deliveries",
  run: async (note) => {
    const sink = await startHelper(join(import.meta.dirname, "support/sink.ts"));
    const bare = await startHelper(join(import.meta.dirname, "support/bare-sender.ts"));
    const results = [await measure("embedded", { sink, bare, note }, {})];
    const url = await startRedis();
    if (url === null) note("Redis is not installed: skipped");
    else results.push(await measure("BullMQ", { sink, bare, note }, { redis: { url } }));
    return results;
  },
};

interface Parts {
  sink: Helper;
  bare: Helper;
  note: (text: string) => void;
}
const measure = async (engine: string, { sink, bare, note }: Parts, extra: object): Promise<Result> => {
  note(engine);
  const daemon = await startDaemon(undefined, { notify: NOTIFY, ...extra });
  const { port } = await sink.ask<SinkAnswer>({ kind: "port" });
  const url = `http://127.0.0.1:${port}`;
  await subscribe(daemon, url, SUBSCRIBERS);
  const rateOf = async (act: () => Promise<unknown>): Promise<number> => {
    await sink.ask({ kind: "begin", count: SUBSCRIBERS });
    const [, { tookMs }] = await Promise.all([act(), sink.ask<SinkAnswer>({ kind: "wait" })]);
    return (SUBSCRIBERS / tookMs) * 1000;
  };
  const question: BareSenderQuestion = {
    url,
    body: BODY,
    headers: HEADERS,
    count: SUBSCRIBERS,
    concurrency: LANE_ROOM.http,
  };
  const outage = createOutage(daemon);
  await rateOf(outage); // connections and code are warm
  await rateOf(outage);
  const rounds = await inTurns(ROUNDS, {
    baseline: () => rateOf(() => bare.ask(question)),
    ours: () => rateOf(outage),
  });
  return compared(`deliveries, ${engine}`, "1/s", rounds, { of: "ratio", atLeast: 0.5 });
};

/** Something that everybody is told each time it is called: an outage, and its end once that has lasted. */
const createOutage = (daemon: BenchDaemon) => {
  const client = clientOf(daemon);
  let open: number | null = null;
  return async (): Promise<void> => {
    if (open === null) {
      const components = [{ id: "service-0" }];
      open = (await client.call(openIncident, { title: "Down", severity: "critical", components })).id;
    } else {
      await client.call(resolveIncident, { id: open });
      open = null;
    }
  };
};
