// A hundred pages wait in Redis behind workers that hang. Somebody acks: none of them goes out when the workers come to.
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { ackIncident, openIncident } from "../../src/contract/incidents.ts";
import { startWorker } from "../delivery/engines.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { startSink } from "../support/sink.ts";
import { until } from "../support/until.ts";

const PAGES = 100;
/** Eight pages each, and four ahead. */
const HUNG_WORKERS = 12;
const WAITING = "tocsin:deliveries-urgent:wait";

describe.skipIf(!hasRedis)("pages that wait in Redis", () => {
  test("do not go out once somebody has acked, and nobody who was not paged is told of the ack", async () => {
    const redis = await startRedis();
    const sink = await startSink();
    const team = Array.from({ length: PAGES }, (_, n) => ({
      ...{ name: `pager-${n}`, channel: "webhook", target: `${sink.url}/pager-${n}` },
    }));
    const daemon = await startTestDaemon({
      config: { redis: { url: redis.url, worker: false }, notify: { allow_private_targets: true, team } },
    });
    await Promise.all(Array.from({ length: HUNG_WORKERS }, () => hangAsWorker(redis)));
    await daemon.client.call(openIncident, { title: "All down", severity: "critical", components: [{ id: "api" }] });
    await until("all pages to wait in Redis", async () => (await redis.command("LLEN", WAITING)) === PAGES);

    await daemon.client.call(ackIncident, { id: 1 });
    await until("all pages to be taken back", async () => (await redis.command("LLEN", WAITING)) === 0);
    await until("the rows to say so", () => countIn(daemon, "suppressed") === PAGES);
    startWorker(redis.config);
    // Something that comes after them, so that there is something to wait for.
    await daemon.client.call(openIncident, {
      title: "Mail is down",
      severity: "critical",
      components: [{ id: "mail" }],
    });
    await until("the later pages", () => sink.received.length >= PAGES);
    const titles = sink.received.map(({ raw }) => /All down|Mail is down/.exec(raw)?.[0]);
    expect(titles).toEqual(Array.from({ length: PAGES }, () => "Mail is down"));
  });
});

/** What a worker that hangs looks like to Redis: connected, under its name, and asking for nothing. */
const hangAsWorker = async (redis: TestRedis): Promise<void> => {
  const connection = new Redis(redis.url);
  onTestFinished(() => connection.disconnect());
  await connection.client("SETNAME", `tocsin:${Buffer.from("deliveries-urgent").toString("base64")}`);
};

const countIn = (daemon: TestDaemon, state: string): number =>
  daemon.store.db.prepare("SELECT count(*) FROM deliveries WHERE state = ?").pluck().get(state) as number;
