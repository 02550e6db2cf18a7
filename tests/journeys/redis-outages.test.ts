// A daemon whose Redis is killed for a minute, flushed, or replaced by one that evicts: commands and page go on, what is wrong is
// said, and every delivery goes out once.
import { describe, expect, test } from "vitest";
import { openIncident } from "../../src/contract/incidents.ts";
import { getDoctor } from "../../src/contract/log.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import { LANE_ROOM } from "../../src/domain/lane.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { type Sink, startSink } from "../support/sink.ts";
import { until } from "../support/until.ts";

const TARGETS = 90;
/** Longer than a lease: past it, a job that nobody knows any more is sent again. */
const PAST_THE_LEASE_MS = 125_000;

describe.skipIf(!hasRedis)("the Redis of a daemon", () => {
  test("is killed for a minute: nobody but the deliveries waits, and each goes once when it is back", async () => {
    const { daemon, redis, sink } = await startHouse();
    await redis.stop("SIGKILL");
    await until("the doctor to see it", async () => (await engineCheck(daemon)).state === "failed");
    await openOutage(daemon);
    expect((await engineCheck(daemon)).detail).toMatch(/^Redis at 127\.0\.0\.1:\d+ is away: .+; deliveries wait/);
    const ready = await fetch(`${daemon.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ ready: true, degraded: ["delivery engine"] });
    expect(await (await fetch(daemon.url)).text()).toContain("Major outage");
    await daemon.wind(60_000);
    expect(sink.received).toEqual([]);

    await redis.start();
    await until("every delivery to be sent", () => countSent(daemon) === TARGETS);
    expectOnceEach(sink);
    expect(await engineCheck(daemon)).toMatchObject({ state: "ok" });
  });

  test("is flushed while some are being sent and others wait in it: each is told once", async () => {
    const { daemon, redis, sink } = await startHouse();
    const held: (() => void)[] = [];
    let isHolding = true;
    sink.answer((_request, response) => {
      const answer = (): void => void response.writeHead(204).end();
      if (isHolding) held.push(answer);
      else answer();
    });
    await openOutage(daemon);
    await until("the workers to be busy", () => held.length === LANE_ROOM.http);
    await until("others to wait in Redis", () => countSending(daemon) === TARGETS);
    await redis.command("FLUSHALL");
    isHolding = false;
    for (const answer of held) answer();
    // What is known to be sent is settled; what was flushed waits for its lease.
    await until("all but the flushed ones to be sent", () => countSent(daemon) === held.length);
    await daemon.wind(PAST_THE_LEASE_MS);
    await until("every delivery to be sent", () => countSent(daemon) === TARGETS);
    expectOnceEach(sink);
  });

  test("is replaced by one that evicts: it gets no jobs, and all go out once that is mended", async () => {
    const { daemon, redis, sink } = await startHouse();
    await redis.stop("SIGKILL");
    await redis.start(["--maxmemory-policy", "allkeys-lru"]);
    await until("the doctor to see it", async () => (await engineCheck(daemon)).detail.includes("allkeys-lru"));
    await openOutage(daemon);
    await daemon.wind(10_000);
    expect((await engineCheck(daemon)).detail).toContain("`redis-cli config set maxmemory-policy noeviction`");
    expect(sink.received).toEqual([]);
    expect(await redis.command("EXISTS", "tocsin:deliveries-http:wait")).toBe(0);

    await redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await until("every delivery to be sent", () => countSent(daemon) === TARGETS);
    expectOnceEach(sink);
  });
});

interface House {
  daemon: TestDaemon;
  redis: TestRedis;
  sink: Sink;
}
const startHouse = async (): Promise<House> => {
  const redis = await startRedis();
  const daemon = await startTestDaemon({ config: { redis: { url: redis.url } } });
  const sink = await startSink();
  for (let n = 0; n < TARGETS; n++)
    await daemon.client.call(addSubscriber, { channel: "webhook", target: `${sink.url}/t${n}` });
  await until("the engine to take work", async () => (await engineCheck(daemon)).state === "ok");
  return { daemon, redis, sink };
};

const openOutage = (daemon: TestDaemon): Promise<unknown> =>
  daemon.client.call(openIncident, { title: "All down", severity: "critical", components: [{ id: "api" }] });

const engineCheck = async (daemon: TestDaemon): Promise<{ state: string; detail: string }> => {
  const { checks } = await daemon.client.call(getDoctor, {});
  return checks.find(({ name }) => name === "delivery engine")!;
};

const countIn = (daemon: TestDaemon, state: string): number =>
  daemon.store.db.prepare("SELECT count(*) FROM deliveries WHERE state = ?").pluck().get(state) as number;
const countSent = (daemon: TestDaemon): number => countIn(daemon, "sent");
const countSending = (daemon: TestDaemon): number => countIn(daemon, "sending");

const expectOnceEach = (sink: Sink): void => {
  const times = [...sink.counts()].map(([path, ids]) => [path, [...ids.values()]] as const);
  const paths = Array.from({ length: TARGETS }, (_, n) => `/t${n}`);
  expect(new Map(times)).toEqual(new Map(paths.map((path) => [path, [1]])));
};
