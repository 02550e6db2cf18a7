// Redis dies at the worst moment: deliveries waiting, some being sent, one sent whose row nobody has settled. Rows know better.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { ackIncident, openIncident } from "../../src/contract/incidents.ts";
import { getDoctor } from "../../src/contract/log.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { startTocsin } from "../support/process.ts";
import { hasRedis, startRedis } from "../support/redis.ts";
import { startSink } from "../support/sink.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

const TARGETS = 120;
/** Longer than a lease: past it, a job that nobody knows any more is sent again. */
const PAST_THE_LEASE_MS = 125_000;

describe.skipIf(!hasRedis)("Redis stopped and flushed", () => {
  test("every target is told, and only what was under way may come twice, under one id", {
    timeout: 60_000,
  }, async () => {
    const redis = await startRedis();
    let isSettling = true;
    const seam = (name: string): void => {
      if (name === "before-settle" && !isSettling) throw new Error("nobody settles at the moment");
    };
    const daemon = await startTestDaemon({ config: { redis: { url: redis.url, worker: false } }, ports: { seam } });
    const worker = startTocsin(["worker", "--config", workerConfig(redis.url)]);
    await until("the worker", () => worker.stdout().includes("ready"));
    const sink = await startSink();
    const held: (() => void)[] = [];
    let isHolding = true;
    // The first is answered at once; all others wait for as long as we say.
    sink.answer((_request, response, { path }) => {
      const answer = (): void => void response.writeHead(204).end();
      if (isHolding && path !== "/t0") held.push(answer);
      else answer();
    });
    for (let n = 0; n < TARGETS; n++)
      await daemon.client.call(addSubscriber, { channel: "webhook", target: `${sink.url}/t${n}` });

    isSettling = false;
    await daemon.client.call(openIncident, { title: "All down", severity: "critical", components: [{ id: "api" }] });
    await until("one to be sent and unsettled", () =>
      daemon.logged.some(({ msg }) => /could not be settled/.test(msg)),
    );
    await until("others to be under way", () => held.length >= 10);
    const underWay = new Set(sink.received.map(({ path }) => path));
    expect(TARGETS - underWay.size).toBeGreaterThanOrEqual(50);

    await redis.stop("SIGKILL"); // it keeps nothing on disk: stopped and flushed in one
    isSettling = true;
    await daemon.client.call(ackIncident, { id: 1 });
    await until("the doctor to say that Redis is away", async () => {
      const { checks } = await daemon.client.call(getDoctor, {});
      return checks.some(
        ({ name, state, detail }) => name === "delivery engine" && state === "failed" && /away/.test(detail),
      );
    });
    isHolding = false;
    for (const answer of held) answer();
    await redis.start();
    await daemon.wind(PAST_THE_LEASE_MS);

    await until("every delivery to be sent", () => countSent(daemon) === TARGETS, 45_000);
    const counts = sink.counts();
    expect(counts.size).toBe(TARGETS);
    for (const [path, ids] of counts) {
      expect([path, ids.size]).toEqual([path, 1]);
      const times = [...ids.values()][0]!;
      expect([path, times <= (underWay.has(path) ? 2 : 1)]).toEqual([path, true]);
    }
    expect((await worker.kill()).code).toBe(0);
  });
});

const workerConfig = (url: string): string => {
  const file = join(tempDir(), "worker.yaml");
  writeFileSync(file, stringify({ redis: { url }, notify: { allow_private_targets: true } }));
  return file;
};

const countSent = (daemon: TestDaemon): number =>
  daemon.store.db.prepare("SELECT count(*) FROM deliveries WHERE state = 'sent'").pluck().get() as number;
