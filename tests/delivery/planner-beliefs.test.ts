// What a target goes on believing decides what is news to it: nothing may leave it with something false for good.
import { expect, test } from "vitest";
import { mergeIncident, postIncident, reopenIncident } from "../../src/contract/incidents.ts";
import { addSubscriber, removeSubscriber } from "../../src/contract/subscribers.ts";
import { type Telling as Base, MINUTE, SECOND, startTelling } from "./deliver-support.ts";

const HOUR = 60 * MINUTE;
const GONE = { kind: "failed", reason: "the target answered 410", isPermanent: true, endsTarget: true } as const;
const NO_ANSWER = "no answer within 15 s";
const UNANSWERED = { kind: "failed", reason: NO_ANSWER, isPermanent: false, mayHaveArrived: true } as const;
const REFUSED = { kind: "failed", reason: "the target answered 503", isPermanent: false } as const;
type Telling = Base;

interface Data {
  post?: { status: string; text: string };
  incident?: { id: number };
  changes?: { component: { id: string }; from: string; to: string }[];
  items?: { data: Data }[];
}
const wordsOf = ({ post, changes = [], items }: Data): string =>
  items
    ? `summary(${items.map((item) => wordsOf(item.data)).join("; ")})`
    : [post?.status, ...changes.map(({ component, from, to }) => `${component.id} ${from}>${to}`)]
        .filter(Boolean)
        .join(" ");
const toldTo = (t: Telling, name = "a"): string[] =>
  t.recorder.told.filter(({ url }) => url === `https://example.org/${name}`).map(({ data }) => wordsOf(data as Data));
const say = async (t: Telling, id: number, status: "investigating" | "identified" | "resolved", more: object = {}) => {
  await t.daemon.client.call(postIncident, { id, status, text: `It is ${status}.`, ...more });
  await t.quiet();
};

test("after a silent resolution the next outage is news again", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  await say(t, id, "resolved", { resolve: true, notify: false });
  await t.wind(HOUR);
  expect(toldTo(t)).toEqual(["api operational>major_outage"]);
  await t.out();
  expect(toldTo(t)).toEqual(["api operational>major_outage", "api operational>major_outage"]);
});

test("who was put away during an outage and is back after it hears of the next one", async () => {
  const t = await startTelling();
  await t.subscribe();
  await t.subscribe("b");
  const id = await t.out();
  t.recorder.answer(({ request }) => (request.kind === "http" && request.url.endsWith("/a") ? GONE : { kind: "sent" }));
  await t.out("web");
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.up(id);
  await t.wind(HOUR);
  await t.subscribe();
  await t.wind(HOUR);
  const before = toldTo(t).length;
  await t.out();
  expect(toldTo(t).slice(before)).toEqual(["api operational>major_outage"]);
});

test("who asked for less meanwhile, and asks for it again, hears of the next outage", async () => {
  const t = await startTelling();
  const scoped = (components: string[]) =>
    t.daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a", components });
  await scoped(["api", "web"]);
  const id = await t.out();
  await scoped(["web"]);
  await t.up(id);
  await t.wind(HOUR);
  await scoped(["api", "web"]);
  await t.out();
  expect(toldTo(t)).toEqual(["api operational>major_outage", "api operational>major_outage"]);
});

test("a component that was hidden while it recovered: who knew of its outage hears the end when it is shown again", async () => {
  const COMPONENTS = [{ id: "api" }, { id: "web" }];
  const notify = { allow_private_targets: true, debounce: "5m" };
  const t = await startTelling({ hasFile: true, config: { components: COMPONENTS, notify } });
  await t.subscribe();
  const id = await t.out();
  const reload = async (hidden: boolean): Promise<void> => {
    t.daemon.rewrite({ components: [{ id: "api", hidden }, { id: "web" }], notify });
    await t.daemon.reload("test");
    await t.quiet();
  };
  await reload(true);
  await t.up(id);
  await t.wind(HOUR);
  expect(toldTo(t)).toHaveLength(1);
  await reload(false);
  await t.wind(HOUR);
  expect(toldTo(t)).toEqual(["api operational>major_outage", "api major_outage>operational"]);
});

test("a resolution by itself whose first try was never answered is tried again", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  await say(t, id, "investigating");
  t.recorder.answer(() => UNANSWERED);
  await t.up(id);
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(HOUR);
  expect(toldTo(t).slice(-2)).toEqual([
    "resolved api major_outage>operational",
    "resolved api major_outage>operational",
  ]);
  expect(new Set(t.recorder.told.slice(-2).map((one) => one.id)).size).toBe(1);
  expect(t.rows().at(-1)).toBe("sent");
});

const flood = { notify: { allow_private_targets: true, debounce: "5m", cap: 1, flap: 1000 } };

test("a summary whose first try failed goes out as it was, and what it told is believed", async () => {
  const t = await startTelling({ config: flood });
  await t.subscribe();
  await t.out("mail");
  await t.out("web");
  const api = await t.out("api");
  let tries = 0;
  t.recorder.answer(() => (++tries === 1 ? REFUSED : { kind: "sent" }));
  await t.wind(HOUR);
  await t.wind(MINUTE);
  const summary = "summary(web operational>major_outage; api operational>major_outage)";
  expect(toldTo(t)).toEqual(["mail operational>major_outage", summary, summary]);
  await t.wind(2 * HOUR);
  await t.up(api);
  await t.wind(HOUR);
  expect(toldTo(t).slice(3)).toEqual(["api major_outage>operational"]);
});

test("what a summary was to carry waits for itself again when its carrier is not wanted any more", async () => {
  const t = await startTelling({ config: flood });
  await t.subscribe();
  const other = await t.out("mail");
  const api = await t.out("api");
  await say(t, api, "investigating"); // waits, and will carry
  const web = await t.out("web");
  await say(t, web, "investigating");
  let isAway = true;
  t.recorder.answer(() => (isAway ? { kind: "unsent", reason: "the engine is away" } : { kind: "sent" }));
  await t.wind(HOUR);
  // Newer words take the place of the carrier's.
  await t.daemon.client.call(postIncident, { id: api, status: "identified", text: "It is identified." });
  await t.daemon.tick();
  isAway = false;
  for (let hours = 0; hours < 4; hours++) await t.wind(HOUR);
  const told = toldTo(t).join("\n");
  expect(told).toContain("investigating web operational>major_outage");
  expect(told).toContain("identified api");
  expect(other).toBe(1);
});

test("a waiting `resolved` of what went into one that goes on is not said of that one", async () => {
  const t = await startTelling();
  await t.subscribe();
  const first = await t.out();
  await say(t, first, "investigating");
  const second = await t.out("web");
  await say(t, second, "investigating");
  t.recorder.answer(() => ({ kind: "unsent", reason: "the engine is away" }));
  await t.up(first);
  await t.daemon.client.call(mergeIncident, { id: first, into: second });
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(HOUR);
  const statuses = t.recorder.told
    .filter(({ data }) => (data as Data).incident?.id === second)
    .map(({ data }) => (data as Data).post?.status);
  expect(statuses).toEqual(["investigating"]);
});

test("who follows an incident that goes into another one hears its end", async () => {
  const t = await startTelling();
  const first = await t.out();
  await say(t, first, "investigating");
  await t.daemon.client.call(addSubscriber, {
    ...{ channel: "webhook", target: "https://example.org/one", incidents: [first] },
  });
  await t.wind(MINUTE);
  const second = await t.out("web");
  await t.daemon.client.call(mergeIncident, { id: first, into: second });
  await say(t, second, "resolved", { resolve: true });
  expect(toldTo(t, "one").map((words) => words.split(" ")[0])).toEqual(["resolved"]);
});

test("posts about what the page does not show are sent to nobody", async () => {
  const pages = [{ slug: "status", title: "Shop", components: ["web"] }];
  const t = await startTelling({ config: { pages, notify: { allow_private_targets: true } } });
  await t.subscribe();
  const id = await t.out("mail");
  await say(t, id, "investigating");
  await t.wind(HOUR);
  expect(toldTo(t)).toEqual([]);
  await expect(
    t.daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/b", incidents: [id] }),
  ).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("does not show") });
});

test("a silent post takes the words of no spoken one that still waits", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  t.recorder.answer(() => ({ kind: "unsent", reason: "the engine is away" }));
  await say(t, id, "investigating");
  t.recorder.answer(() => ({ kind: "sent" }));
  await say(t, id, "identified", { notify: false });
  await t.wind(MINUTE);
  expect(toldTo(t).at(-1)).toBe("investigating api major_outage>major_outage");
});

test("a clock that steps back makes no word older than the one before it", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  await t.wind(MINUTE);
  await say(t, id, "investigating");
  await t.wind(-10 * SECOND);
  await say(t, id, "resolved", { resolve: true });
  expect(toldTo(t).at(-1)).toBe("resolved api major_outage>operational");
});

test("the words of an incident that alerts opened are not its public title", async () => {
  const t = await startTelling({ config: { sources: [{ id: "am", kind: "generic", key: "the-key-of-am" }] } });
  await t.subscribe();
  const body = { key: "k", title: "disk 98% on db-internal-03", severity: "critical", component: "api" };
  await fetch(`${t.daemon.url}/ingest/am`, {
    ...{ method: "POST", body: JSON.stringify(body) },
    headers: { authorization: "Bearer the-key-of-am", "content-type": "application/json" },
  });
  await t.quiet();
  await say(t, 1, "investigating");
  expect(t.recorder.told.at(-1)!.data).toMatchObject({ incident: { title: "Problem with API" } });
  expect(JSON.stringify(t.recorder.told)).not.toContain("db-internal");
});

test("mail that our own server refuses ends nobody's subscription, however often", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "relay access denied", isPermanent: true, isOurs: true }));
  for (let count = 0; count < 7; count++) {
    const id = await t.out();
    await t.wind(HOUR);
    await t.up(id);
    await t.wind(HOUR);
  }
  expect(t.daemon.store.subscribers.get(1)).toMatchObject({ state: "active", failures: 0 });
  await t.daemon.client.call(removeSubscriber, { id: "1" });
});

test("who was told that it is over hears that it came back, also where the resolution came in a summary", async () => {
  const t = await startTelling({ config: flood });
  await t.subscribe();
  const id = await t.out();
  await t.wind(HOUR);
  await say(t, id, "investigating");
  await t.wind(2 * HOUR);
  await t.up(id);
  await t.wind(2 * HOUR);
  await t.daemon.client.call(reopenIncident, { id });
  await t.wind(2 * HOUR);
  expect(toldTo(t).at(-1)).toBe("investigating api operational>major_outage");
});
