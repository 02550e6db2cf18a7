// What the BullMQ engine does when Redis stops, hangs, forgets, is of the wrong kind, or loses a reply.

import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { createBullmqEngine } from "../../src/daemon/delivery/bullmq-engine.ts";
import { hasRedis, redisConfig, startRedis } from "../support/redis.ts";
import { until } from "../support/until.ts";
import { anotherEngine, bullmqBench, INSTANCE, startWorker } from "./engines.ts";

const IGNORE = { onOutcome: () => {}, onRoom: () => {} };

describe.skipIf(!hasRedis)("the bullmq engine, when Redis", () => {
  test("stops: refuses jobs at once, says so, and goes on by itself when it is back", async () => {
    const { engine, redis, job, outcomeOf } = await bullmqBench();
    await redis.stop();
    await until("the trouble", () => engine.trouble() !== null);
    const before = performance.now();
    await expect(engine.submit(job(1))).rejects.toThrow(/is away/);
    expect(performance.now() - before).toBeLessThan(200);
    expect(engine.room("http")).toBe(0);
    expect(engine.trouble()).toMatch(
      /^Redis at 127\.0\.0\.1:\d+ is away: .+; deliveries wait until it is back\. Check /,
    );
    expect(await engine.inspect(job(9))).toEqual({ kind: "pending" });

    await redis.start();
    await until("room", () => engine.room("http") > 0);
    expect(engine.trouble()).toBeNull();
    await engine.submit(job(2));
    expect(await outcomeOf(job(2))).toEqual({ kind: "sent" });
  });

  test("stops in the middle of a send and comes back empty: what was sent is known to be sent", async () => {
    const { engine, redis, job, holdAnswers, sink } = await bullmqBench();
    const answers = holdAnswers();
    await engine.submit(job(1));
    await until("the request", () => answers.waiting() === 1);
    await redis.stop("SIGKILL");
    answers.letGo();
    expect(await engine.inspect(job(1))).toEqual({ kind: "pending" });
    await redis.start();
    await until("the outcome", async () => (await engine.inspect(job(1))).kind === "finished");
    expect(await engine.inspect(job(1))).toEqual({ kind: "finished", outcome: { kind: "sent" } });
    expect(sink.received).toHaveLength(1);
  });

  test("is flushed: jobs that waited are gone, though not for certain; the one being sent is still known", async () => {
    const { engine, redis, job, holdAnswers, addWorker } = await bullmqBench({ workers: 0 });
    const answers = holdAnswers();
    await until("the connection", () => engine.trouble()?.startsWith("no worker"));
    await engine.submit(job(1));
    await redis.command("FLUSHALL");
    expect(await engine.inspect(job(1))).toEqual({ kind: "gone", isCertain: false });

    addWorker();
    await until("room", () => engine.room("http") > 0);
    await engine.submit(job(2));
    await until("the request", () => answers.waiting() === 1);
    await redis.command("FLUSHALL");
    expect(await engine.inspect(job(2))).toEqual({ kind: "gone", isCertain: false });
    answers.letGo();
    await until("the outcome", async () => (await engine.inspect(job(2))).kind === "finished");
  });

  test("is flushed, or stops, after an outcome was reported: it is known until the row is settled", async () => {
    const { engine, redis, job, outcomeOf } = await bullmqBench();
    await engine.submit(job(1));
    await outcomeOf(job(1));
    await redis.command("FLUSHALL");
    expect(await engine.inspect(job(1))).toEqual({ kind: "finished", outcome: { kind: "sent" } });
    await redis.stop();
    await until("the trouble", () => engine.trouble() !== null);
    expect(await engine.inspect(job(1))).toEqual({ kind: "finished", outcome: { kind: "sent" } });
  });

  test("hangs: gives up within seconds, and goes on when it answers again", async () => {
    const { engine, redis, job, outcomeOf, sink } = await bullmqBench();
    redis.hang();
    const before = performance.now();
    await engine.submit(job(1)); // it may have been heard, so it counts as taken
    expect(performance.now() - before).toBeLessThan(3000);
    await until("the trouble", () => engine.trouble() !== null);
    expect(await engine.inspect(job(1))).toEqual({ kind: "pending" });
    redis.wake();
    await until("room", () => engine.room("http") > 0);
    await engine.submit(job(2));
    expect(await Promise.all([1, 2].map((id) => outcomeOf(job(id))))).toEqual([{ kind: "sent" }, { kind: "sent" }]);
    expect(sink.received.map(({ id }) => id).sort()).toEqual(["msg-1", "msg-2"]);
  });

  test("takes a job and its reply is lost: the job counts as taken, and is sent once", async () => {
    const redis = await startRedis();
    const proxy = await startProxy(redis.port);
    const { job, sink } = await bullmqBench({ workers: 0 });
    const engine = createBullmqEngine({
      ...{ redis: redisConfig({ url: `redis://127.0.0.1:${proxy.port}` }), instance: INSTANCE },
      ...{ events: IGNORE, now: Date.now },
    });
    onTestFinished(() => engine.stop(0));
    await engine.start();
    await until("the connection", () => engine.trouble()?.startsWith("no worker"));
    proxy.loseReplyTo(/"deliveryId":1,/);
    await engine.submit(job(1)); // it does not throw: a rejected job would be claimed and made once more
    expect(proxy.lost()).toBe(1);
    startWorker(redis.config);
    await until("the outcome", async () => (await engine.inspect(job(1))).kind === "finished");
    expect(sink.received).toHaveLength(1);
  });

  test("may evict keys: gets no jobs until that is mended, and is told how", async () => {
    const { engine, redis, job, outcomeOf, sink } = await bullmqBench({ maxmemoryPolicy: "allkeys-lru" });
    await until("the trouble", () => engine.trouble()?.includes("maxmemory-policy is allkeys-lru"));
    expect(engine.trouble()).toContain("`redis-cli config set maxmemory-policy noeviction`");
    expect(engine.room("http")).toBe(0);
    await expect(engine.submit(job(1))).rejects.toThrow(/maxmemory-policy/);
    await redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await until("room", () => engine.room("http") > 0);
    expect(engine.trouble()).toBeNull();
    await engine.submit(job(2));
    await outcomeOf(job(2));
    expect(sink.received.map(({ id }) => id)).toEqual(["msg-2"]);
  });

  test("is replaced by one that evicts: no more jobs go there, and what is being sent ends well", async () => {
    const { engine, redis, job, outcomeOf, holdAnswers } = await bullmqBench();
    const answers = holdAnswers();
    await engine.submit(job(1));
    await until("the request", () => answers.waiting() === 1);
    await redis.stop("SIGKILL");
    await redis.start(["--maxmemory-policy", "volatile-lru"]);
    await until("the trouble", () => engine.trouble()?.includes("maxmemory-policy is volatile-lru"));
    expect(engine.room("urgent")).toBe(0);
    await expect(engine.submit(job(2))).rejects.toThrow(/maxmemory-policy/);
    answers.letGo();
    await until("the outcome", async () => (await engine.inspect(job(1))).kind === "finished");

    await redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await until("room", () => engine.room("http") > 0);
    await engine.submit(job(2));
    expect(await outcomeOf(job(2))).toEqual({ kind: "sent" });
  });

  test("is full: the job is refused and may be tried again", async () => {
    const { engine, redis, job, outcomeOf } = await bullmqBench();
    await redis.command("CONFIG", "SET", "maxmemory", "1mb");
    await expect(engine.submit(job(1))).rejects.toThrow(/OOM/);
    await until("the trouble", () => engine.trouble()?.includes("its memory is full"));
    expect(engine.room("http")).toBe(0);
    await redis.command("CONFIG", "SET", "maxmemory", "0");
    await until("room", () => engine.room("http") > 0);
    await engine.submit(job(1));
    expect(await outcomeOf(job(1))).toEqual({ kind: "sent" });
  });

  test("has no workers: says so and has no room; room grows with each that comes", async () => {
    const { engine, addWorker, rooms } = await bullmqBench({ workers: 0 });
    await until("the trouble", () => engine.trouble()?.includes("Start one: `tocsin worker`."));
    expect(engine.room("http")).toBe(0);
    const before = rooms();
    addWorker();
    await until("room", () => engine.room("http") > 0);
    const ofOne = engine.room("http");
    expect(rooms()).toBe(before + 1);
    addWorker();
    await until("more room", () => engine.room("http") > ofOne);
  });

  test("was never there: starts and stops promptly all the same", async () => {
    const redis = await startRedis();
    await redis.stop();
    const engine = createBullmqEngine({ redis: redis.config, instance: INSTANCE, events: IGNORE, now: Date.now });
    const before = performance.now();
    await engine.start();
    await until("the trouble", () => engine.trouble()?.includes("ECONNREFUSED"));
    await engine.stop(10_000);
    expect(performance.now() - before).toBeLessThan(2000);
    expect(engine.trouble()).toBeNull();
  });

  test("still holds the job and the outcome of another data folder under the same numbers: ours is sent", async () => {
    const { redis, engine, job, outcomeOf, sink } = await bullmqBench();
    const other = await anotherEngine(redis.config, "folder2");
    await until("room", () => other.engine.room("http") > 0);
    await other.engine.submit(job(1, { path: "/theirs" }));
    await other.outcomeOf(job(1));
    expect(await engine.inspect(job(1))).toEqual({ kind: "gone", isCertain: false });
    await engine.submit(job(1, { path: "/ours" }));
    await outcomeOf(job(1));
    expect(sink.received.map(({ path }) => path)).toEqual(["/theirs", "/ours"]);
  });
});

/** Between engine and Redis; it can cut a connection just when Redis has answered a certain command. */
const startProxy = async (redisPort: number) => {
  let pattern: RegExp | null = null;
  let lost = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const redis = connect(redisPort, "127.0.0.1");
    let isCutting = false;
    for (const socket of [client, redis]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        redis.destroy();
        sockets.delete(socket);
      });
    }
    client.on("data", (chunk) => {
      isCutting ||= pattern?.test(chunk.toString("latin1")) ?? false;
      redis.write(chunk);
    });
    redis.on("data", (chunk) => {
      if (!isCutting || chunk.toString().startsWith("-NOSCRIPT")) return void client.write(chunk);
      lost += 1;
      pattern = null;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    port: (server.address() as AddressInfo).port,
    loseReplyTo: (command: RegExp) => {
      pattern = command;
    },
    lost: () => lost,
  };
};
