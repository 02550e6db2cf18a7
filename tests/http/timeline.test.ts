// A timeline from its end, and how much of the log a reply knows of: what a screen that follows the feed builds on.
import { expect, test } from "vitest";
import {
  getIncident,
  listIncidentEvents,
  listIncidents,
  mergeIncident,
  noteIncident,
  openIncident,
} from "../../src/contract/incidents.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { ask, tokenOf } from "./requests.ts";

test("`before` reads the end of a timeline, oldest first, and page by page back to its beginning", async () => {
  const daemon = await startTestDaemon();
  await daemon.client.call(openIncident, { title: "Other", severity: "low" });
  await daemon.client.call(openIncident, { title: "Down", severity: "low" });
  for (const text of ["one", "two", "three"]) await daemon.client.call(noteIncident, { id: 2, text });
  await daemon.client.call(noteIncident, { id: 1, text: "of the other" });
  await daemon.client.call(mergeIncident, { id: 1, into: 2 });
  const { items: whole } = await daemon.client.call(listIncidentEvents, { id: 2 });
  const token = await tokenOf(daemon, "viewer");

  const seqs: number[][] = [];
  let path = `/api/v1/incidents/2/events?before=${daemon.store.events.head() + 1}&limit=3`;
  for (let page = 0; path && page < 9; page += 1) {
    const reply = await ask(daemon, path, { token });
    seqs.unshift((reply.json.items as { seq: number }[]).map(({ seq }) => seq));
    path = /^<(\S+)>/.exec(reply.headers.get("link") ?? "")?.[1] ?? "";
  }
  expect(seqs.length).toBeGreaterThan(1);
  expect(seqs.flat()).toEqual(whole.map(({ seq }) => seq));
});

test("`before` and `after` at once are refused", async () => {
  const daemon = await startTestDaemon();
  await daemon.client.call(openIncident, { title: "Down", severity: "low" });
  const asked = daemon.client.call(listIncidentEvents, { id: 1, before: "9", after: "1" });
  await expect(asked).rejects.toThrow("`after` and `before` exclude each other.");
});

test("a read says the newest event that it knows of; a command does not", async () => {
  const daemon = await startTestDaemon();
  const opened = await daemon.client.callWithStatus(openIncident, { title: "Down", severity: "low" });
  expect(opened.seq).toBeUndefined();
  for (const [route, input] of [
    [getIncident, { id: 1 }],
    [listIncidents, {}],
  ] as const)
    expect((await daemon.client.callWithStatus(route, input)).seq).toBe(daemon.store.events.head());
});
