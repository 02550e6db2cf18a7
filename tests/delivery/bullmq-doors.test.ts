// How the engine gets into a Redis: by TLS, with a password, as a user with few rights, into a database; and what it says where
// it is not let in, or where Redis is of the wrong sort.
import { randomBytes } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { createBullmqEngine } from "../../src/daemon/delivery/bullmq-engine.ts";
import type { SendEngine } from "../../src/daemon/delivery/engine.ts";
import { hasOpenssl, makeAuthority } from "../support/certificates.ts";
import { hasRedis, redisConfig, startRedis, type TestRedis } from "../support/redis.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";
import { anotherEngine, bullmqBench, INSTANCE, startWorker } from "./engines.ts";

const IGNORE = { onOutcome: () => {}, onRoom: () => {} };
const PASSWORD = "correct horse%/@:";

describe.skipIf(!hasRedis)("a Redis with a password", () => {
  const args = ["--requirepass", PASSWORD];
  const as = { password: PASSWORD };

  test.each([
    ["in the URL", (url: string) => redisConfig({ url: url.replace("//", `//:${encodeURIComponent(PASSWORD)}@`) })],
    [
      "beside it, which counts more",
      (url: string) => redisConfig({ url: url.replace("//", "//:old@"), password: PASSWORD }),
    ],
  ])("takes it %s, and never shows it", async (_where, config) => {
    const { engine, job, outcomeOf, redis } = await bullmqBench({ args, as, config: ({ url }) => config(url) });
    await engine.submit(job(1));
    expect(await outcomeOf(job(1))).toEqual({ kind: "sent" });
    await redis.stop();
    await until("the trouble", () => engine.trouble() !== null);
    expect(engine.trouble()).not.toContain(PASSWORD);
  });

  test("is not entered without it or with a wrong one, which is said; and let in, all goes on by itself", async () => {
    const redis = await startRedis({ args, as });
    const none = await troubleOf(redis.config);
    expect(await none("asks for a password")).toMatch(
      /^Redis at 127\.0\.0\.1:\d+ is away: it asks for a password \(NOAUTH .*\); deliveries wait until it is back\. Put it into `redis\.url` \(redis:\/\/USER:PASSWORD@HOST\) or `redis\.password_file`\.$/,
    );
    const wrong = await troubleOf(redisConfig({ url: redis.url, password: "guess" }));
    expect(await wrong("does not know this user and password")).toContain("Mend them in `redis.url`");
    await redis.command("CONFIG", "SET", "requirepass", "guess");
    await until("the wrong one to be right", () => wrong.engine.trouble()?.startsWith("no worker"));
  });
});

describe.skipIf(!hasRedis)("a Redis with users", () => {
  const withUser = async (...rights: string[]): Promise<TestRedis> => {
    const redis = await startRedis();
    await redis.command("ACL", "SETUSER", "tocsin", "on", `>${PASSWORD}`, ...rights);
    return redis;
  };
  const as = (redis: TestRedis) =>
    redisConfig({ url: redis.url.replace("//", `//tocsin:${encodeURIComponent(PASSWORD)}@`) });

  test("is enough with the rights that the manual names", async () => {
    const redis = await withUser("~tocsin:*", "+@all", "-@dangerous", "+info", "+client|list");
    const { engine, job, outcomeOf } = await anotherEngine(as(redis), INSTANCE);
    startWorker(as(redis));
    await until("room", () => engine.room("http") > 0);
    await engine.submit(job(1));
    expect(await outcomeOf(job(1))).toEqual({ kind: "sent" });
    await engine.forget(job(1));
    expect(engine.trouble()).toBeNull();
  });

  test.each([
    ["other keys", ["~other:*", "+@all"]],
    ["no scripts", ["~tocsin:*", "+@all", "-@scripting"]],
    ["no writing", ["~tocsin:*", "+@all", "-@write"]],
  ])("that allow %s gets no jobs, and the right command to mend it is said", async (_what, rights) => {
    const redis = await withUser(...rights);
    const said = await troubleOf(as(redis));
    expect(await said("may not do what deliveries need")).toContain("redis-cli acl setuser USER ~PREFIX:*");
    expect(said.engine.room("urgent")).toBe(0);
  });
});

describe.skipIf(!hasRedis)("a Redis that is shared", () => {
  test("by two daemons with prefixes of their own: neither sees the other's workers or jobs", async () => {
    const { engine, job, outcomeOf, redis, sink } = await bullmqBench();
    const theirs = redisConfig({ url: redis.url, prefix: "theirs" });
    const other = await anotherEngine(theirs, INSTANCE);
    await until("the other to look", () => other.engine.trouble()?.startsWith("no worker"));
    await other.engine.submit(job(1, { path: "/theirs" }));
    await engine.submit(job(1, { path: "/ours" }));
    await outcomeOf(job(1));
    expect(await other.engine.inspect(job(1))).toEqual({ kind: "pending" });
    expect(sink.received.map(({ path }) => path)).toEqual(["/ours"]);
    startWorker(theirs);
    expect(await other.outcomeOf(job(1))).toEqual({ kind: "sent" });
    expect(sink.received.map(({ path }) => path)).toEqual(["/ours", "/theirs"]);
  });

  test("keeps to the database of the URL, and refuses one that does not exist", async () => {
    const { engine, job, outcomeOf, redis } = await bullmqBench({
      config: ({ url }) => redisConfig({ url: `${url}/3` }),
    });
    await engine.submit(job(1));
    await outcomeOf(job(1));
    expect(await redis.command("INFO", "keyspace")).toMatch(/^# Keyspace\s+db3:keys=\d+,.*\s*$/);
    const said = await troubleOf(redisConfig({ url: `${redis.url}/99` }));
    expect(await said("has no database with this number")).toContain("Mend the number at the end of `redis.url`");
    expect(said.engine.room("http")).toBe(0);
  });
});

describe.skipIf(!hasRedis || !hasOpenssl)("a Redis that speaks TLS", () => {
  const startWithTls = async (altNames: string, args: string[] = []) => {
    const authority = makeAuthority();
    const server = authority.sign("server", altNames);
    const client = authority.sign("client", "DNS:tocsin");
    const redis = await startRedis({
      tls: { ca: authority.file, cert: server.file, key: server.keyFile },
      args: ["--tls-auth-clients", "no", ...args],
      as: { tls: { ca: authority.cert, cert: client.cert, key: client.key } },
    });
    return { authority, client, redis, port: redis.port };
  };

  test("is trusted by the authority that `ca` names, and not without it", async () => {
    const { authority, redis } = await startWithTls("IP:127.0.0.1");
    const trusting = redisConfig({ url: redis.url, ca: authority.cert });
    const { engine, job, outcomeOf } = await anotherEngine(trusting, INSTANCE);
    startWorker(trusting);
    await until("room", () => engine.room("http") > 0);
    await engine.submit(job(1));
    expect(await outcomeOf(job(1))).toEqual({ kind: "sent" });

    const doubting = await troubleOf(redisConfig({ url: redis.url }));
    expect(await doubting("of an authority that is not trusted here")).toContain("`redis.ca_file`");
  });

  test("must have the name that we connect to, or `server_name`", async () => {
    const { authority, redis } = await startWithTls("DNS:redis.example.org");
    const said = await troubleOf(redisConfig({ url: redis.url, ca: authority.cert }));
    expect(await said("its certificate is for another name")).toContain("`redis.server_name`");
    const named = redisConfig({ url: redis.url, ca: authority.cert, server_name: "redis.example.org" });
    const { engine } = await anotherEngine(named, INSTANCE);
    await until("it to be let in", () => engine.trouble()?.startsWith("no worker"));
  });

  test("may ask for a certificate of ours", async () => {
    const { authority, client, redis } = await startWithTls("IP:127.0.0.1", ["--tls-auth-clients", "yes"]);
    const said = await troubleOf(redisConfig({ url: redis.url, ca: authority.cert }));
    expect(await said("is away")).toContain("Redis at");
    const ours = { ca: authority.cert, cert: client.cert, key: client.key };
    const { engine } = await anotherEngine(redisConfig({ url: redis.url, ...ours }), INSTANCE);
    await until("it to be let in", () => engine.trouble()?.startsWith("no worker"));
  });

  test("and is spoken to in the plain, or the other way round: both are said", async () => {
    const { redis } = await startWithTls("IP:127.0.0.1");
    const plain = await troubleOf(redisConfig({ url: redis.url.replace("rediss", "redis") }));
    expect(await plain("it hangs up")).toContain("whether it wants TLS (rediss:// in `redis.url`)");
    const withoutTls = await startRedis();
    const secret = await troubleOf(redisConfig({ url: withoutTls.url.replace("redis:", "rediss:") }));
    expect(await secret("it does not answer in time")).toContain("whether it speaks TLS there (rediss://) or not");
  });
});

describe.skipIf(!hasRedis)("a Redis of the wrong sort:", () => {
  test("a replica gets no jobs; made the master, it does", async () => {
    const master = await startRedis();
    const replica = await startRedis({ args: ["--replicaof", "127.0.0.1", String(master.port)] });
    const said = await troubleOf(replica.config);
    expect(await said("it is a replica, which takes no jobs")).toContain("or the sentinels in `redis.sentinel`");
    await replica.command("REPLICAOF", "NO", "ONE");
    await until("it to be let in", () => said.engine.trouble()?.startsWith("no worker"));
  });

  test("one that waits for its replicas gets none either", async () => {
    const redis = await startRedis({ args: ["--min-replicas-to-write", "1"] });
    const said = await troubleOf(redis.config);
    expect(await said("fewer replicas than it wants")).toContain("`min-replicas-to-write`");
  });

  test("one that is loading its data: it is waited for", async () => {
    const dir = tempDir();
    const first = await startRedis({ dir });
    for (let at = 0; at < 40; at++) await first.command("SET", `key${at}`, randomBytes(1500).toString("base64"));
    await first.command("SAVE");
    await first.stop();
    // A fifth of a second for each key, and it answers in between.
    const slow = ["--key-load-delay", "200000", "--loading-process-events-interval-bytes", "1024"];
    const redis = await startRedis({ dir, args: slow, saysWhenUp: "Server initialized" });
    const said = await troubleOf(redis.config);
    expect(await said("it is still loading its data")).toContain("jobs go there once it has");
  });
});

/** An engine that cannot work there, and a way to wait for what it says. */
const troubleOf = async (
  redis: ReturnType<typeof redisConfig>,
): Promise<((part: string) => Promise<string>) & { engine: SendEngine }> => {
  const engine = createBullmqEngine({ redis, instance: INSTANCE, events: IGNORE, now: Date.now });
  onTestFinished(() => engine.stop(0));
  await engine.start();
  const wait = async (part: string): Promise<string> => {
    await until(part, () => engine.trouble()?.includes(part)).catch(() => expect(engine.trouble()).toContain(part));
    return engine.trouble()!;
  };
  return Object.assign(wait, { engine });
};
