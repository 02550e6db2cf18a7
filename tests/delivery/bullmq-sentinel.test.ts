// Redis behind sentinels: the master dies in the middle of it, a replica takes over, and what was not copied in time is told again
// under the same id.
import { describe, expect, test } from "vitest";
import { hasRedis, redisConfig } from "../support/redis.ts";
import { startGuarded } from "../support/sentinel.ts";
import { until } from "../support/until.ts";
import { anotherEngine, INSTANCE, startWorker } from "./engines.ts";

const JOBS = 30;

describe.skipIf(!hasRedis)("Redis behind sentinels", () => {
  test("loses its master while jobs are sent and wait: each comes once, or again under its id", {
    timeout: 60_000,
  }, async () => {
    const { master, replica, config } = await startGuarded({ password: "sesame" });
    const { engine, job, holdAnswers, sink } = await anotherEngine(config, INSTANCE);
    startWorker(config);
    await until("room", () => engine.room("http") >= JOBS);
    const answers = holdAnswers();
    // Eight are sent at a time; the others wait in Redis.
    const jobs = Array.from({ length: JOBS }, (_, index) => job(index + 1, { lane: "slow", path: `/${index + 1}` }));
    await Promise.all(jobs.map((one) => engine.submit(one)));
    await until("some to be under way", () => answers.waiting() === 8);

    await master.stop("SIGKILL");
    await until("the trouble", () => engine.trouble()?.startsWith('Redis at the master "ours" of 127.0.0.1:'));
    answers.letGo();
    await until("the replica to be the master", async () => String(await replica.command("ROLE")).startsWith("master"));
    await until("room", () => engine.room("http") > 0, 30_000);
    expect(engine.trouble()).toBeNull();

    // As the deliverer does: what is gone is handed over once more, under another claim.
    const isSent = async (deliveryId: number): Promise<boolean> => {
      const claims = [job(deliveryId), job(deliveryId, { claim: 2 })];
      const states = await Promise.all(claims.map((one) => engine.inspect(one)));
      if (states.some(({ kind }) => kind === "finished")) return true;
      if (states.every(({ kind }) => kind === "gone"))
        await engine.submit(job(deliveryId, { claim: 2, lane: "slow", path: `/${deliveryId}` }));
      return false;
    };
    for (const { deliveryId } of jobs) await until(`delivery ${deliveryId} to be sent`, () => isSent(deliveryId));
    const counts = sink.counts();
    expect([...counts.keys()].sort()).toEqual(jobs.map(({ request }) => new URL(request.url).pathname).sort());
    for (const [path, ids] of counts) {
      expect([path, [...ids.keys()]]).toEqual([path, [`msg-${path.slice(1)}`]]);
      expect([path, [...ids.values()][0]! <= 2]).toEqual([path, true]);
    }
  });

  test("is said to be away when no sentinel answers, or none knows the master", async () => {
    const { config } = await startGuarded();
    const { sentinel } = config;
    const unknown = await anotherEngine({ ...config, sentinel: { ...sentinel!, master: "theirs" } }, INSTANCE);
    await until("the word", () => unknown.engine.trouble()?.includes("no sentinel says where the master is"));
    const nobody = redisConfig({ url: config.url, sentinel: { master: "ours", addresses: ["127.0.0.1:1"] } });
    const { engine } = await anotherEngine(nobody, INSTANCE);
    await until("the word", () => engine.trouble()?.includes("no sentinel says where the master is"));
    expect(engine.trouble()).toContain("Check that they run, and `redis.sentinel`.");
    expect(engine.room("urgent")).toBe(0);
  });
});
