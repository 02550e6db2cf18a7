// Too much of one thing: a component that keeps changing, and a target that would get too many messages.
import { expect, test } from "vitest";
import { openIncident, postIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { pauseNotify, resumeNotify } from "../../src/contract/subscribers.ts";
import { until } from "../support/until.ts";
import { MINUTE, SECOND, startTelling, type Telling } from "./deliver-support.ts";

const HOUR = 60 * MINUTE;
const start = (notify: object): Promise<Telling> =>
  startTelling({ config: { notify: { allow_private_targets: true, debounce: "5m", ...notify } } });

/** What was told, short, an unstable one and a summary by their names. */
const told = (t: Telling): string[] =>
  t.recorder.told.map(({ type, data }) => {
    const { changes, components, items } = data as {
      changes?: { component: { id: string }; from: string; to: string }[];
      components?: { id: string; level: string }[];
      items?: { type: string }[];
    };
    if (items) return `summary of ${items.map((item) => item.type).join(", ")}`;
    if (components) return `unstable ${components.map(({ id, level }) => `${id} ${level}`).join(", ")}`;
    return `${type === "status.changed" ? "" : `${type} `}${changes!.map(({ component, from, to }) => `${component.id} ${from}>${to}`).join(", ")}`;
  });
/** Out and up again, so many times, half a minute each. */
const flap = async (t: Telling, times: number): Promise<void> => {
  for (let count = 0; count < times; count++) {
    const id = await t.out();
    await t.wind(30 * SECOND);
    await t.up(id);
    await t.wind(30 * SECOND);
  }
};

test("pitfall 1: what keeps changing is told as unstable, once, and once more how it is when it has settled", async () => {
  const t = await start({ flap: 4 });
  await t.subscribe();
  await flap(t, 10);
  expect(told(t)).toEqual(["api operational>major_outage", "unstable api major_outage"]);
  await t.wind(5 * MINUTE);
  expect(told(t).slice(2)).toEqual(["api major_outage>operational"]);
  await t.wind(24 * HOUR);
  // It is stable, and an outage is an outage again.
  await t.out();
  expect(told(t).slice(3)).toEqual(["api operational>major_outage"]);
});

test("a flap that ends as the last notice said is still told to have ended", async () => {
  const t = await start({ flap: 4 });
  await t.subscribe();
  await flap(t, 4);
  await t.out();
  await t.wind(HOUR);
  expect(told(t)).toEqual([
    "api operational>major_outage",
    "unstable api major_outage",
    "api major_outage>major_outage",
  ]);
});

test("moves as many as the limit are no flap, and net zero is silence", async () => {
  const t = await start({ flap: 4 });
  await t.subscribe();
  await flap(t, 2);
  await t.wind(HOUR);
  expect(told(t)).toEqual(["api operational>major_outage", "api major_outage>operational"]);
});

test("who subscribes while it flaps hears neither of that nor of its end", async () => {
  const t = await start({ flap: 4 });
  await flap(t, 4);
  await t.subscribe("late");
  await t.wind(HOUR);
  expect(told(t)).toEqual([]);
});

test("a flap survives a restart", async () => {
  const config = { notify: { allow_private_targets: true, debounce: "5m", flap: 4 } };
  const t = await startTelling({ config });
  await t.subscribe();
  await flap(t, 4);
  const before = told(t).length;
  await t.daemon.stop();
  const again = await startTelling({ config, dataDir: t.daemon.dataDir, recorder: t.recorder, at: t.now() });
  await flap(again, 1);
  expect(told(again)).toHaveLength(before);
  await again.wind(HOUR);
  expect(told(again).slice(before)).toEqual(["api major_outage>operational"]);
});

test("more than the cap waits for the hour to end, and is one summary of what is still so", async () => {
  const t = await start({ cap: 2, flap: 1000 });
  await t.subscribe();
  const ids = [];
  for (const component of ["api", "web", "mail"]) ids.push(await t.out(component));
  expect(told(t)).toEqual(["api operational>major_outage", "web operational>major_outage"]);
  await t.daemon.client.call(postIncident, { id: ids[2]!, status: "investigating", text: "Looking." });
  await t.quiet();
  expect(told(t)).toHaveLength(2);
  expect(t.rows().slice(2)).toEqual([
    "suppressed: a post of its incident tells it",
    "queued: it had 2 messages within an hour; a summary tells it",
  ]);
  await t.out("api", "low"); // says nothing
  await t.wind(HOUR - SECOND);
  expect(told(t)).toHaveLength(2);
  await t.wind(SECOND);
  expect(told(t).slice(2)).toEqual(["incident.posted mail operational>major_outage"]);
});

test("what waits for the summary and is over by then is not told at all", async () => {
  const t = await start({ cap: 1, flap: 1000 });
  await t.subscribe();
  await t.out("api");
  const web = await t.out("web");
  await t.out("mail");
  await t.wind(10 * MINUTE);
  await t.up(web);
  await t.wind(HOUR);
  expect(told(t)).toEqual(["api operational>major_outage", "mail operational>major_outage"]);
});

test("several that waited are one message with all of them in it, and its rows say where they were told", async () => {
  const t = await start({ cap: 1, flap: 1000 });
  await t.subscribe();
  for (const component of ["api", "web", "mail"]) await t.out(component);
  await t.wind(HOUR);
  expect(told(t)).toEqual(["api operational>major_outage", "summary of status.changed, status.changed"]);
  expect(t.rows()).toEqual(["sent", "sent", "suppressed: told in the summary of delivery 2"]);
  // What it said counts as told.
  await t.wind(24 * HOUR);
  expect(told(t)).toHaveLength(2);
});

test("pages are not capped: every incident wakes somebody", async () => {
  const t = await start({ cap: 1, team: [{ name: "ops", channel: "webhook", target: "https://example.org/ops" }] });
  for (let count = 0; count < 5; count++) await t.out();
  expect(t.recorder.told.map(({ type }) => type)).toEqual(Array.from({ length: 5 }, () => "incident.paged"));
});

test("a pause sends nothing to subscribers; what is still so when it ends goes out, what is over does not", async () => {
  const t = await start({ flap: 1000 });
  await t.subscribe();
  await t.daemon.client.call(pauseNotify, {});
  const out = (component: string) =>
    t.daemon.client.call(openIncident, { title: "Down", severity: "critical", components: [{ id: component }] });
  const { id: api } = await out("api");
  await out("web");
  await until("both to be planned", () => t.rows().length === 2);
  await t.daemon.client.call(resolveIncident, { id: api });
  await t.daemon.tick();
  expect(told(t)).toEqual([]);
  await t.daemon.client.call(resumeNotify, {});
  await t.wind(HOUR);
  expect(told(t)).toEqual(["web operational>major_outage"]);
});

test("a webhook that is quarantined is told to the team; mail that bounces is not, and neither is told twice", async () => {
  const t = await start({ team: [{ name: "ops", channel: "webhook", target: "https://example.org/ops" }] });
  await t.subscribe("gone");
  const gone = { kind: "failed", reason: "the target answered 410", isPermanent: true, endsTarget: true } as const;
  t.recorder.answer(({ request }) =>
    request.kind === "http" && request.url.endsWith("/gone") ? gone : { kind: "sent" },
  );
  await t.out("api");
  await t.out("web");
  await t.wind(HOUR);
  const types = t.recorder.told.filter(({ url }) => url.endsWith("/ops")).map(({ type }) => type);
  expect(types.filter((type) => type === "subscriber.quarantined")).toHaveLength(1);
});
