import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../../src/client/client.ts";
import { followLive, type LiveFeed } from "../../src/client/live.ts";
import { noteIncident, openIncident } from "../../src/contract/incidents.ts";
import type { LiveEvent } from "../../src/contract/live.ts";
import { getStatus } from "../../src/contract/status.ts";
import { createToken } from "../../src/contract/tokens.ts";
import { type Cable, layCable } from "../support/cable.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";

const MISSED = 1200;
/** Less than one full answer to `resume`, and more than none of it. */
const HALF_AN_ANSWER_BYTES = 60_000;

test("a client that was away while over 500 events happened sees each of them once, in order", async () => {
  const { daemon, cable, watcher, incidentId } = await watchThroughCable();

  cable.cut();
  await until("the watcher to know that it is away", () => watcher.states.at(-1) === "away");
  await write(daemon, incidentId, MISSED);
  cable.mend();
  await until("the watcher to be back", () => watcher.states.at(-1) === "live");

  expect(watcher.seen).toEqual(watcher.expected(daemon.store.events.head()));
  expect(watcher.seen).toHaveLength(MISSED);
});

test("events that happen while a client catches up come after those that it missed, none twice", async () => {
  const { daemon, cable, watcher, incidentId } = await watchThroughCable();

  cable.cut();
  await until("the watcher to know that it is away", () => watcher.states.at(-1) === "away");
  await write(daemon, incidentId, MISSED);
  cable.mend();
  let afterReturn = 0;
  while (watcher.states.at(-1) !== "live" || afterReturn < 20) {
    await write(daemon, incidentId, 8);
    if (watcher.states.at(-1) === "live") afterReturn += 1;
  }

  await until("the last event", () => watcher.feed.seq() === daemon.store.events.head());
  expect(watcher.seen).toEqual(watcher.expected(daemon.store.events.head()));
});

test("cut again in the middle of catching up, a client goes on from the last event that it saw", async () => {
  const { daemon, cable, watcher, incidentId } = await watchThroughCable();

  cable.cut();
  await until("the watcher to know that it is away", () => watcher.states.at(-1) === "away");
  await write(daemon, incidentId, MISSED);
  const before = cable.connections();
  cable.mend(HALF_AN_ANSWER_BYTES);
  await until(
    "the second cut",
    () => cable.connections() > before && watcher.states.at(-1) === "away" && watcher.states.length > 3,
  );
  cable.mend();
  await until("the watcher to be back", () => watcher.states.at(-1) === "live");

  expect(watcher.seen).toEqual(watcher.expected(daemon.store.events.head()));
});

const watchThroughCable = async (): Promise<{
  daemon: TestDaemon;
  cable: Cable;
  watcher: Watcher;
  incidentId: number;
}> => {
  const daemon = await startTestDaemon();
  const incident = await daemon.client.call(openIncident, { title: "Long night", severity: "low" });
  const { token } = await daemon.client.call(createToken, { name: "screen", role: "viewer" });
  const cable = await layCable(daemon.url);
  const watcher = await watch(cable.url, token);
  await until("the watcher to be live", () => watcher.states.at(-1) === "live");
  return { daemon, cable, watcher, incidentId: incident.id };
};

interface Watcher {
  feed: LiveFeed;
  /** Seqs in the order in which they came. */
  seen: number[];
  states: string[];
  /** Every seq since the watcher began. */
  expected: (head: number) => number[];
}

const watch = async (url: string, token: string): Promise<Watcher> => {
  const client = createClient({ url, token, env: {} });
  const { seq } = await client.call(getStatus, {});
  const seen: number[] = [];
  const states: string[] = [];
  const feed = followLive(client, seq, {
    onEvent: (event: LiveEvent) => seen.push(event.seq),
    onSnapshot: () => states.push("snapshot"),
    onState: (state) => states.push(state),
    onRefused: (problem) => states.push(`refused: ${problem.message}`),
  });
  onTestFinished(feed.close);
  return { feed, seen, states, expected: (head) => Array.from({ length: head - seq }, (_, index) => seq + 1 + index) };
};

/** So many notes, many at a time as people and scripts would write them. */
const write = async (daemon: TestDaemon, id: number, count: number): Promise<void> => {
  const notes = Array.from({ length: count }, (_, index) => `line ${index} of a long night`);
  for (let from = 0; from < count; from += 50)
    await Promise.all(notes.slice(from, from + 50).map((text) => daemon.client.call(noteIncident, { id, text })));
};
