// `tocsin worker` in a process of its own: killed, stopped, without Redis; and what it does with a job that comes twice.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { TOO_LATE } from "../../src/daemon/delivery/engine.ts";
import { runWorker } from "../../src/daemon/worker.ts";
import { type Running, start } from "../support/process.ts";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";
import { bullmqBench, INSTANCE, startWorker } from "./engines.ts";

const QUEUE = "tocsin:deliveries-http";
const ID = `dlv-${INSTANCE}-1-1`;

describe.skipIf(!hasRedis)("a worker", () => {
  test("in another process sends what the engine submits, and says when it is ready", async () => {
    const { engine, job, outcomeOf, redis } = await bullmqBench({ workers: 0 });
    const worker = spawnWorker(redis);
    await until("room", () => engine.room("http") > 0);
    await until("its line", () => worker.stdout().endsWith("\n"));
    expect(worker.stdout()).toBe(
      `tocsin worker: ready, takes deliveries from Redis at 127.0.0.1:${redis.port}, 96 at a time\n`,
    );
    await engine.submit(job(1));
    expect(await outcomeOf(job(1))).toEqual({ kind: "sent" });
  });

  test("whose clock is ahead sends nothing, and the engine says why; a job that is too old says nothing of clocks", async () => {
    const { engine, job, outcomeOf } = await bullmqBench();
    await engine.submit(job(1, { notAfter: Date.now() - 1 }));
    expect(await outcomeOf(job(1))).toEqual(TOO_LATE);
    expect(engine.trouble()).toBeNull();

    const ahead = await bullmqBench({ workers: 0 });
    startWorker(ahead.redis.config, () => Date.now() + 5 * 60_000);
    await until("room", () => ahead.engine.room("http") > 0);
    await ahead.engine.submit(ahead.job(1));
    expect(await ahead.outcomeOf(ahead.job(1))).toEqual(TOO_LATE);
    expect(ahead.engine.trouble()).toMatch(/the clock of a worker is ahead .* NTP$/);
  });

  test("finishes what it sends when told to stop, and ends with 0", async () => {
    const { engine, job, outcomeOf, redis, holdAnswers } = await bullmqBench({ workers: 0 });
    const answers = holdAnswers();
    const worker = spawnWorker(redis);
    await until("room", () => engine.room("http") > 0);
    await engine.submit(job(1));
    await until("the request", () => answers.waiting() === 1);
    worker.child.kill("SIGTERM");
    await until("the word", () => worker.stderr().includes("stopping on SIGTERM"));
    answers.letGo();
    expect(await outcomeOf(job(1))).toEqual({ kind: "sent" });
    expect(await worker.ended).toMatchObject({ code: 0 });
  });

  test("killed in the middle of a send: no other worker sends it again; it is gone, though not for certain", async () => {
    const { engine, job, outcomes, redis, holdAnswers, addWorker, sink } = await bullmqBench({ workers: 0 });
    const answers = holdAnswers();
    const worker = spawnWorker(redis);
    await until("room", () => engine.room("http") > 0);
    await engine.submit(job(1));
    await until("the request", () => answers.waiting() === 1);
    await worker.kill("SIGKILL");
    expect(await engine.inspect(job(1))).toEqual({ kind: "pending" });
    await letLockLapse(redis, ID);
    addWorker();
    await until("it to be gone", async () => (await engine.inspect(job(1))).kind === "gone");
    expect(await engine.inspect(job(1))).toEqual({ kind: "gone", isCertain: false });
    // The new worker is at work, and has not taken it.
    answers.letGo();
    await engine.submit(job(2));
    await until("the outcome of the other", () => outcomes.length === 1);
    expect(sink.received.map(({ id }) => id)).toEqual(["msg-1", "msg-2"]);
  });

  test("that gets a job again which it has sent, from a Redis that came back older, does not send it again", async () => {
    const { engine, job, outcomeOf, redis, sink, holdAnswers } = await bullmqBench();
    const answers = holdAnswers();
    await engine.submit(job(1));
    await until("the request", () => answers.waiting() === 1);
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const queue = new Queue("deliveries-http", { connection, prefix: "tocsin" });
    onTestFinished(async () => {
      await queue.close();
      connection.disconnect();
    });
    const { data, timestamp } = (await queue.getJob(ID))!;
    answers.letGo();
    await outcomeOf(job(1));
    await until("the job to be over", async () => (await queue.getJob(ID)) === undefined);
    await queue.add("send", data, { jobId: ID, timestamp, removeOnComplete: true });
    await until("it to be run again", async () => (await queue.getJob(ID)) === undefined);
    expect(await engine.inspect(job(1))).toEqual({ kind: "finished", outcome: { kind: "sent" } });
    expect(sink.received).toHaveLength(1);
  });

  test("that was stopped while jobs wait for it sends none of those that were taken back", async () => {
    const { engine, job, redis, sink } = await bullmqBench({ workers: 0 });
    const worker = spawnWorker(redis);
    await until("room", () => engine.room("urgent") > 0);
    worker.child.kill("SIGSTOP");
    const pages = Array.from({ length: 100 }, (_, index) => job(index + 1, { lane: "urgent" }));
    await Promise.all(pages.map((page) => engine.submit(page)));
    const recalled = await engine.recall(pages);
    worker.child.kill("SIGCONT");
    expect(recalled.length).toBe(100);
    await engine.submit(job(101, { lane: "urgent" }));
    await until("what was not taken back", () => sink.received.length > 0);
    expect((await worker.kill("SIGTERM")).code).toBe(0);
    expect(sink.received.map(({ id }) => id)).toEqual(["msg-101"]);
    expect(await engine.inspect(job(1))).toEqual({
      ...{ kind: "finished", outcome: { kind: "unsent", reason: "it was taken back before anybody sent it" } },
    });
  });

  test("that was killed with jobs waiting for it leaves them to the next one", async () => {
    const { engine, job, outcomeOf, redis, addWorker, sink } = await bullmqBench({ workers: 0 });
    const worker = spawnWorker(redis);
    await until("room", () => engine.room("http") > 0);
    worker.child.kill("SIGSTOP");
    const jobs = [1, 2, 3].map((id) => job(id));
    await Promise.all(jobs.map((one) => engine.submit(one)));
    await worker.kill("SIGKILL");
    addWorker();
    expect(await Promise.all(jobs.map(outcomeOf))).toEqual(jobs.map(() => ({ kind: "sent" })));
    expect(sink.received).toHaveLength(3);
  });

  test("says once that Redis is away, keeps trying, and is ready when it comes", async () => {
    const { redis } = await bullmqBench({ workers: 0 });
    await redis.stop();
    const worker = spawnWorker(redis);
    await until("the word", () => worker.stderr().includes("is away"));
    await redis.start();
    await until("the line", () => worker.stdout().includes("ready"));
    await redis.stop("SIGKILL");
    await until("the second word", () => worker.stderr().split("is away").length === 3);
    await redis.start();
    await until("the return", () => /Redis at \S+ is back/.test(worker.stderr()));
    expect(worker.stderr()).toMatch(/^tocsin worker: Redis at \S+ is away: .*\n.* is away: .*\n.* is back\n$/);
    const before = performance.now();
    expect(await worker.kill("SIGTERM")).toMatchObject({ code: 0 });
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

test.skipIf(!hasRedis)("a worker that never saw its Redis ends promptly all the same", async () => {
  const redis = await startRedis();
  await redis.stop();
  const worker = spawnWorker(redis);
  await until("the word", () => worker.stderr().includes("is away"));
  expect(await worker.kill("SIGTERM")).toMatchObject({ code: 0, stdout: "" });
});

test("a worker without `redis` in its config says what to set", async () => {
  const configFile = join(tempDir(), "tocsin.yaml");
  writeFileSync(configFile, "components: []\n");
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  await expect(runWorker({ configFile, env: {}, ...streams })).rejects.toMatchObject({
    ...{ code: "invalid", message: `${configFile} names no Redis to take deliveries from.` },
    hint: expect.stringContaining("redis: { url: redis://HOST:6379 }"),
  });
});

const spawnWorker = (redis: TestRedis): Running => {
  const configFile = join(tempDir(), "tocsin.yaml");
  writeFileSync(configFile, `redis: { url: "${redis.url}" }\nnotify: { allow_private_targets: true }\n`);
  const module = pathToFileURL(join(import.meta.dirname, "../../src/daemon/worker.ts")).href;
  const script = `
    import { runWorker } from ${JSON.stringify(module)};
    const { env, stdout, stderr } = process;
    process.exitCode = await runWorker({ configFile: ${JSON.stringify(configFile)}, env, stdout, stderr });`;
  return start(process.execPath, ["--input-type=module", "--eval", script]);
};

/** What half a minute without its worker does to a job: its lock is over, and it was seen without one before. */
const letLockLapse = async (redis: TestRedis, id: string): Promise<void> => {
  await redis.command("DEL", `${QUEUE}:${id}:lock`, `${QUEUE}:stalled-check`);
  await redis.command("SADD", `${QUEUE}:stalled`, id);
};
