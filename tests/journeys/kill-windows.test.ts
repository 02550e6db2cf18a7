// Maintenance on a wound clock while the daemon is killed: each transition once, each word once, and nothing paged that is held.
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, createClient } from "../../src/client/client.ts";
import { UnreachableError } from "../../src/client/unreachable.ts";
import { openIncident } from "../../src/contract/incidents.ts";
import { getDoctor } from "../../src/contract/log.ts";
import { cancelMaintenance, scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import type { Seam } from "../../src/daemon/ports.ts";
import { bundleScript, type Child, openAsLeft, startChild } from "../support/crash.ts";
import * as claims from "../support/crash-claims.ts";
import { randomFrom } from "../support/recorder.ts";
import { type Sink, startSink } from "../support/sink.ts";
import { tempDir } from "../support/temp.ts";
import { SCALE } from "../support/tools.ts";
import { until } from "../support/until.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SOURCE = { id: "am", kind: "alertmanager", key: "key-of-the-alertmanager" };
const COMPONENTS = ["api", "web", "mail", "db"].map((id) => ({ id, match: { job: id } }));
const SEAMS = [
  ...(["before-commit", "after-commit", "engine-step", "planner-chunk"] as const),
  ...(["before-send", "after-send", "before-settle"] as const),
];
/** Repeats a run: the seed that a failed test's name says. */
const SEED = process.env.TOCSIN_TEST_SEED === undefined ? undefined : Number(process.env.TOCSIN_TEST_SEED);

let script: Awaited<ReturnType<typeof bundleScript>>;
beforeAll(async () => {
  script = await bundleScript("child-daemon.ts");
});
afterAll(() => script.remove());

/** Hours from the beginning. Nested, back to back, over an outage that is known, and one that somebody calls off. */
const WINDOWS = [
  { title: "Long", components: ["api"], from: 2, to: 4 },
  { title: "Nested", components: ["api"], from: 2.5, to: 3 },
  { title: "Next", components: ["api"], from: 4, to: 5 },
  { title: "Known outage", components: ["web"], from: 2, to: 4 },
  { title: "Called off", components: ["mail"], from: 2, to: 9 },
] as const;
/** What became of each, in order. */
const STORIES = {
  Long: ["scheduled", "announced", "reminded", "started", "completed"],
  Nested: ["scheduled", "announced", "reminded", "started", "completed"],
  Next: ["scheduled", "announced", "reminded", "started", "completed"],
  "Known outage": ["scheduled", "announced", "reminded", "started", "completed"],
  "Called off": ["scheduled", "announced", "reminded", "started", "cancelled"],
};
const MOVES = {
  api: ["operational -> under_maintenance", "under_maintenance -> major_outage"],
  web: ["operational -> major_outage"],
  mail: ["operational -> under_maintenance", "under_maintenance -> operational"],
  db: ["operational -> major_outage"],
};

interface World {
  child: Child;
  client: Client;
  /** Epoch ms of the first hour. */
  begin: number;
}
/** What somebody does at that hour of the story; each is safe to do again after a kill. */
type Step = { hour: number; act?: (world: World) => Promise<unknown> };
const fire = (component: string) => (world: World) =>
  world.client.raw({
    ...{ method: "POST", path: `/ingest/am?key=${SOURCE.key}` },
    body: JSON.stringify({
      ...{ version: "4", groupKey: component },
      alerts: [
        {
          status: "firing",
          fingerprint: component,
          labels: { alertname: "Down", job: component, severity: "critical" },
        },
      ],
    }),
  });
const STEPS: readonly Step[] = [
  { hour: 1 },
  { hour: 1.5 },
  { hour: 2 },
  { hour: 2.25, act: fire("api") },
  { hour: 2.3, act: fire("db") },
  { hour: 2.5 },
  // Somebody sets the clock an hour back, and right again.
  { hour: 1.5 },
  { hour: 2.6 },
  { hour: 3, act: ({ client }) => client.call(cancelMaintenance, { id: 5 }) },
  { hour: 3.5 },
  { hour: 4 },
  { hour: 5 },
];

const plan = async ({ client, begin }: World, sink: Sink): Promise<void> => {
  for (const path of ["/a", "/b"]) await client.call(addSubscriber, { channel: "webhook", target: sink.url + path });
  await client.call(openIncident, { title: "Known", severity: "critical", components: [{ id: "web" }] });
  for (const { title, components, from, to } of WINDOWS)
    await client.call(scheduleMaintenance, {
      ...{ title, components: [...components], startsAt: at(begin, from), endsAt: at(begin, to) },
    });
};
const at = (begin: number, hour: number): string => new Date(begin + hour * HOUR).toISOString();

const UNDONE = `SELECT
  (SELECT count(*) FROM maintenances WHERE next_at <= :now) +
  (SELECT count(*) FROM notices WHERE fanned_out_to IS NOT NULL) +
  (SELECT count(*) FROM deliveries WHERE state IN ('queued', 'retrying', 'sending') AND due_at <= :now)`;

/** Runs the story; the kill strikes at a step, and the daemon comes back at the time at which it died. */
const runStory = async (
  kill: { seam: Seam; step: number } | null,
): Promise<{ dataDir: string; sink: Sink; hasDied: boolean }> => {
  const dataDir = tempDir();
  const sink = await startSink();
  const config = {
    ...{ components: COMPONENTS, sources: [SOURCE], server: { public_url: "https://status.example.org" } },
    notify: {
      ...{ allow_private_targets: true, debounce: "1s", remind_every: "off", cap: 100_000 },
      team: [{ name: "ops", channel: "webhook", target: `${sink.url}/ops` }],
    },
  };
  const begin = Date.now() - HOUR / 2;
  let aheadMs = 0;
  const start = async (seam?: Seam): Promise<Child> =>
    startChild(script.file, dataDir, { config, aheadMs, ...(seam ? { kill: { seam, pass: 1 } } : {}) });
  const client = createClient({ env: { TOCSIN_SOCKET: `${dataDir}/run/t.sock`, TOCSIN_ACTOR: "ann" } });
  let child = await start(kill?.seam);
  await plan({ child, client, begin }, sink);
  await quiet(client, dataDir, aheadMs);
  let hasDied = false;
  const goOn = async (act: Step["act"]): Promise<void> => {
    await act?.({ child, client, begin });
    await quiet(client, dataDir, aheadMs);
  };
  for (const [index, { hour, act }] of STEPS.entries()) {
    if (index === kill?.step) await child.arm();
    const target = begin + hour * HOUR + 1000 - Date.now();
    const wind = target - aheadMs;
    aheadMs = target;
    await child.wind(wind);
    // Where this seam has no work at its step, it kills at a later one.
    await Promise.race([child.ended, goOn(act)]).catch((error: unknown) => {
      // A connection that breaks is noticed before its end.
      if (error instanceof UnreachableError) return child.ended;
      throw error;
    });
    if (!child.hasEnded()) continue;
    expect((await child.ended).signal).toBe("SIGKILL");
    hasDied = true;
    child = await start();
    await goOn(act);
  }
  expect((await child.kill("SIGTERM")).stderr).toBe("");
  return { dataDir, sink, hasDied };
};

/** Nothing is due, the readers have read all, and all that is to be told now has been. */
const quiet = (client: Client, dataDir: string, aheadMs: number): Promise<unknown> =>
  until("all that is due to be told", async () => {
    const { checks } = await client.call(getDoctor, {});
    const readers = checks.filter(({ name }) => name.startsWith("reader "));
    if (readers.some(({ detail }) => detail !== "at the head of the log")) return false;
    const db = new Database(`${dataDir}/tocsin.db`, { readonly: true });
    const undone = db
      .prepare(UNDONE)
      .pluck()
      .get({ now: Date.now() + aheadMs });
    db.close();
    return undone === 0;
  });

const claimStory = ({ dataDir, sink }: { dataDir: string; sink: Sink }): void => {
  const db = openAsLeft(dataDir);
  const events = claims.eventsOf(db);
  claims.claimRowsAreTheLog(db);
  claims.claimLevelsFollow(db);
  claims.claimNoticesFollow(db);
  for (const [index, { title }] of WINDOWS.entries()) {
    const of = events.filter(({ maintenanceId }) => maintenanceId === index + 1);
    expect(
      of.map(({ type }) => type.replace("maintenance:", "")),
      title,
    ).toEqual(STORIES[title]);
    // Planned and actual times stay apart, and neither is ever rewritten.
    expect(db.prepare("SELECT starts_at < started_at AS isLate FROM maintenances WHERE id = ?").get(index + 1)).toEqual(
      { isLate: 1 },
    );
  }
  for (const [id, moves] of Object.entries(MOVES)) {
    const of = events.flatMap((event) =>
      event.type === "status:changed" && event.componentId === id ? [`${event.data.from} -> ${event.data.to}`] : [],
    );
    expect(of, `levels of ${id}`).toEqual(moves);
  }
  // A message that was under way when the daemon died may come twice, then under one id.
  const once = [...new Map(sink.received.map((one) => [`${one.path} ${one.id}`, one])).values()];
  const told = (path: string, type: string): string[] =>
    once.filter((one) => one.path === path && one.body.type === type).map(titleOf);
  for (const path of ["/a", "/b"]) {
    const all = WINDOWS.map(({ title }) => title);
    const ended = ["Called off"];
    expect(told(path, "maintenance.announced").toSorted()).toEqual(all.toSorted());
    expect(told(path, "maintenance.reminded").toSorted()).toEqual(all.toSorted());
    expect(told(path, "maintenance.started").toSorted()).toEqual(all.toSorted());
    expect(told(path, "maintenance.completed").toSorted()).toEqual(
      all.filter((one) => !ended.includes(one)).toSorted(),
    );
    expect(told(path, "maintenance.cancelled")).toEqual(ended);
  }
  const paged = once.filter((one) => one.path === "/ops" && one.body.type === "incident.paged");
  expect(paged.map((one) => (one.body.data as { reason: string }).reason)).toEqual(["opened", "opened", "released"]);
};
const titleOf = (one: Sink["received"][number]): string =>
  (one.body.data as { maintenance: { title: string } }).maintenance.title;

test("without a kill the story is told as it was planned", async () => {
  claimStory(await runStory(null));
});

describe.each(SEAMS)("killed at %s", (seam) => {
  const rounds = Array.from({ length: Math.max(1, Math.round(2 * SCALE)) }, (_, round) => {
    const seed = SEED ?? Math.floor(Math.random() * 1_000_000) + round;
    return { seed, step: Math.floor(randomFrom(seed)() * STEPS.length) };
  });
  test.each(rounds)("at step $step (seed $seed), each transition and each word comes once", async ({ step }) => {
    const story = await runStory({ seam, step });
    expect(story.hasDied).toBe(true);
    claimStory(story);
  });
});

describe("down across", () => {
  test.each([
    ["the start", [1.9, 2.2], ["announced", "reminded", "started"], ["scheduled", "announced", "reminded", "started"]],
    ["the end", [2.2, 4.2], ["announced", "started", "completed"], ["scheduled", "announced", "started", "completed"]],
    ["both", [0.5, 4.2], ["announced", "completed"], ["scheduled", "announced", "completed"]],
  ] as const)("%s: told once when it is back", async (_, [down, up], told, story) => {
    const dataDir = tempDir();
    const sink = await startSink();
    const config = { components: COMPONENTS, notify: { allow_private_targets: true, debounce: "1s" } };
    const begin = Date.now();
    const at = (hour: number) => ({ config, aheadMs: hour * HOUR });
    const client = createClient({ env: { TOCSIN_SOCKET: `${dataDir}/run/t.sock`, TOCSIN_ACTOR: "ann" } });
    const first = await startChild(script.file, dataDir, at(0));
    await client.call(addSubscriber, { channel: "webhook", target: `${sink.url}/a` });
    const times = {
      startsAt: new Date(begin + 2 * HOUR).toISOString(),
      endsAt: new Date(begin + 4 * HOUR).toISOString(),
    };
    await client.call(scheduleMaintenance, { title: "Upgrade", components: ["api"], ...times });
    await quiet(client, dataDir, 0);
    await first.wind(down * HOUR);
    await quiet(client, dataDir, down * HOUR);
    expect((await first.kill("SIGKILL")).signal).toBe("SIGKILL");
    const second = await startChild(script.file, dataDir, at(up));
    await until("the last word", () => sink.received.some(({ body }) => body.type.endsWith(told.at(-1)!)));
    await quiet(client, dataDir, up * HOUR);
    await second.kill("SIGTERM");
    expect(sink.received.map(({ body }) => body.type)).toEqual(told.map((one) => `maintenance.${one}`));
    const events = claims.eventsOf(openAsLeft(dataDir)).filter(({ maintenanceId }) => maintenanceId !== undefined);
    expect(events.map(({ type }) => type.replace("maintenance:", ""))).toEqual(story);
  });
});
