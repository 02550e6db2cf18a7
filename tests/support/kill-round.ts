// One kill and what comes after it: load until the seam kills, look at what was left, restart, finish, and hold all against all.

import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished } from "vitest";
import { type Client, createClient } from "../../src/client/client.ts";
import { followLive } from "../../src/client/live.ts";
import type { LiveEvent } from "../../src/contract/live.ts";
import { getDoctor } from "../../src/contract/log.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import { type Child, type Kill, openAsLeft, startChild } from "./crash.ts";
import * as claims from "./crash-claims.ts";
import { claimWholeOrAbsent } from "./crash-commands.ts";
import { createRecorder, randomFrom } from "./recorder.ts";
import { startSink } from "./sink.ts";
import { tempDir } from "./temp.ts";
import { until } from "./until.ts";

const COMPONENTS = [
  { id: "web", name: "Website" },
  { id: "api", name: "API" },
  { id: "mail", name: "Mail" },
  { id: "vault", name: "Vault", hidden: true },
];
const IDS = COMPONENTS.map((component) => component.id);
const VISIBLE = ["web", "api", "mail"];
/** Path at the sink -> what its target asks for; undefined: everything that the page shows. */
const SUBSCRIBERS: readonly (readonly [string, string[] | undefined])[] = [
  ["/all-1", undefined],
  ["/all-2", undefined],
  ["/all-3", undefined],
  ["/api", ["api"]],
  ["/web-mail", ["web", "mail"]],
];
/** The same after a restart, so that a message that is sent again is the same to the letter. */
const PUBLIC = { public_url: "https://status.example.org" };
/** Short, so that recoveries are told within the test; nothing is capped or called unstable, so that all of it is told. */
const NOTIFY = { allow_private_targets: true, debounce: "200ms", flap: 1000, cap: 100_000, remind_every: "off" };
const configFor = (sink: string) => ({
  ...{ components: COMPONENTS, server: PUBLIC },
  notify: { ...NOTIFY, team: [{ name: "ops", channel: "webhook", target: `${sink}/ops` }] },
});
const PER_CLIENT = 300;
/** The seam is armed in the middle of the load, so that its first pass has a history behind it and work around it. */
const BEFORE_ARMED = 60;
const AFTER_RESTART = 3;
const SLOWEST_ANSWER_MS = 8;

export interface KillRound {
  script: string;
  kill: Kill;
  seed: number;
  /** The first restart is killed as well, at the first pass of the same seam if it gets there. */
  isKilledAgain: boolean;
}

export const runKillRound = async ({ script, kill, seed, isKilledAgain }: KillRound): Promise<void> => {
  const dataDir = tempDir();
  const recorder = createRecorder(seed, IDS);
  const underWay: string[][] = [];
  const sink = await startSink();
  const config = configFor(sink.url);
  const random = randomFrom(seed);
  sink.answer((_, response) => setTimeout(() => response.writeHead(204).end(), SLOWEST_ANSWER_MS * random()));

  const dead = async (child: Child): Promise<void> => {
    await until(`the kill at pass ${kill.pass} of ${kill.seam}`, child.hasEnded);
    const { signal, stderr } = await child.ended;
    expect({ signal, stderr }).toEqual({ signal: "SIGKILL", stderr: "" });
    const left = openAsLeft(dataDir);
    claimWholeOrAbsent(left, recorder.commands);
    claims.claimRowsAreTheLog(left);
    claims.claimLevelsFollow(left, claims.cursorOf(left, "status"));
    claims.claimNoticesFollow(left);
    underWay.push(left.prepare("SELECT message_id FROM deliveries WHERE state = 'sending'").pluck().all() as string[]);
  };

  const first = await startChild(script, dataDir, { config, kill });
  const client = createClient({ env: { TOCSIN_SOCKET: first.socketPath, TOCSIN_ACTOR: "ann" } });
  for (const [path, components] of SUBSCRIBERS)
    await client.call(addSubscriber, {
      channel: "webhook",
      target: sink.url + path,
      ...(components ? { components } : {}),
    });
  const watcher = watch(client);
  const loading = recorder.load(first.socketPath, PER_CLIENT);
  await until("the clients to be at work", () => recorder.commands.length > BEFORE_ARMED);
  await first.arm();
  await loading;
  await dead(first);

  if (isKilledAgain) {
    const second = await startChild(script, dataDir, {
      config,
      kill: { seam: kill.seam, pass: 1, isArmedAtStart: true },
    });
    if (!second.hasEnded()) await recorder.load(second.socketPath, PER_CLIENT);
    await dead(second);
  }

  const last = await startChild(script, dataDir, { config });
  await recorder.load(last.socketPath, AFTER_RESTART);
  await recorder.repeatUnanswered(last.socketPath);
  await quiet(client, dataDir);
  await until("the watcher to have seen all", () => watcher.seq() === headOf(dataDir));
  watcher.close();
  expect(await last.kill("SIGTERM")).toEqual({ code: 0, signal: null, stderr: "" });

  const db = openReadOnly(dataDir);
  claimWholeOrAbsent(db, recorder.commands);
  claims.claimRowsAreTheLog(db);
  claims.claimLevelsFollow(db);
  claims.claimNoticesFollow(db);
  claims.claimSeenIsTheLog(db, watcher.seen);
  const wants = new Map(SUBSCRIBERS.map(([path, ids]) => [path, VISIBLE.filter((id) => !ids || ids.includes(id))]));
  const targets = { received: sink.received, wants, underWay };
  claims.claimToldOnce(db, targets);
  claims.claimBeliefIsTruth(db, targets);
};

/** One terminal that watches all along, from the first event on. */
const watch = (client: Client): { seen: LiveEvent[]; seq: () => number; close: () => void } => {
  const seen: LiveEvent[] = [];
  const refuse = (what: string) => (): void => {
    throw new Error(`the watcher was given ${what}`);
  };
  const feed = followLive(client, 0, {
    onEvent: (event) => seen.push(event),
    onSnapshot: refuse("a snapshot, as if the log were not the one it knew"),
    onState: () => {},
    onRefused: refuse("a refusal"),
  });
  onTestFinished(feed.close);
  return { seen, ...feed };
};

const UNDONE = `SELECT
  (SELECT count(*) FROM maintenances WHERE state = 'scheduled' OR (state = 'in_progress' AND ends_at < :soon)) +
  (SELECT count(*) FROM incidents WHERE acked_until < :soon) +
  (SELECT count(*) FROM overrides WHERE ended_at IS NULL AND ends_at < :soon) +
  (SELECT count(*) FROM holds) + (SELECT count(*) FROM notices WHERE fanned_out_to IS NOT NULL) +
  (SELECT count(*) FROM deliveries WHERE state IN ('queued', 'retrying', 'sending'))`;

/** Nothing is due soon, every reader has read all, every hold is flushed, every delivery settled. */
const quiet = async (client: Client, dataDir: string): Promise<void> => {
  const db = openReadOnly(dataDir);
  await until("everything to be told", async () => {
    const { checks } = await client.call(getDoctor, {});
    const readers = checks.filter((check) => check.name.startsWith("reader "));
    expect(readers.map((check) => check.detail)).toEqual(readers.map(() => "at the head of the log"));
    const undone = db
      .prepare(UNDONE)
      .pluck()
      .get({ soon: Date.now() + 60_000 });
    return undone === 0;
  });
};

const headOf = (dataDir: string): number =>
  openReadOnly(dataDir).prepare("SELECT max(seq) FROM events").pluck().get() as number;

const openReadOnly = (dataDir: string): Database.Database => {
  const db = new Database(join(dataDir, "tocsin.db"), { readonly: true });
  onTestFinished(() => void db.close());
  return db;
};
