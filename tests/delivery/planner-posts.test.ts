// Public words: they are the message, levels fold into them, and nobody hears the same thing twice.
import { expect, test } from "vitest";
import {
  editIncident,
  editPost,
  mergeIncident,
  openIncident,
  postIncident,
  reopenIncident,
  resolveIncident,
} from "../../src/contract/incidents.ts";
import { addSubscriber, type Subscriber } from "../../src/contract/subscribers.ts";
import { ask } from "../http/requests.ts";
import { MINUTE, startTelling, type Telling } from "./deliver-support.ts";

const HOUR = 60 * MINUTE;
type Post = Parameters<Telling["daemon"]["client"]["call"]>[1] & object;

const say = async (t: Telling, id: number, status: string, more: Post = {}): Promise<void> => {
  await t.daemon.client.call(postIncident, {
    id,
    status: status as "investigating",
    text: `It is ${status}.`,
    ...more,
  });
  await t.quiet();
};
const follow = (t: Telling, name: string, more: Partial<Pick<Subscriber, "incidents" | "kinds" | "components">>) =>
  t.daemon.client.call(addSubscriber, { channel: "webhook", target: `https://example.org/${name}`, ...more });
interface PostData {
  post?: { status: string; text: string };
  changes?: { component: { id: string }; from: string; to: string }[];
}
/** What one target was told, short: `identified api operational>major_outage`; without a status where it was no post. */
const toldTo = (t: Telling, name = "a"): string[] =>
  t.recorder.told
    .filter(({ url }) => url === `https://example.org/${name}`)
    .map(({ data }) => {
      const { post, changes = [] } = data as PostData;
      return [post?.status, ...changes.map(({ component, from, to }) => `${component.id} ${from}>${to}`)]
        .filter(Boolean)
        .join(" ");
    });

test("an outage with posts sends posts with its levels, and no levels beside them", async () => {
  const t = await startTelling();
  await t.subscribe();
  const { id } = await t.daemon.client.call(openIncident, { title: "the disk of db-7", severity: "critical" });
  await say(t, id, "investigating", { title: "Logins fail", components: [{ id: "api", level: "major_outage" }] });
  await t.wind(HOUR);
  await say(t, id, "identified");
  await say(t, id, "monitoring", { components: [{ id: "api", level: "degraded_performance" }] });
  await t.wind(HOUR);
  await say(t, id, "resolved", { resolve: true });
  await t.wind(24 * HOUR);
  expect(toldTo(t)).toEqual([
    "investigating api operational>major_outage",
    "identified api major_outage>major_outage",
    "monitoring api major_outage>degraded_performance",
    "resolved api degraded_performance>operational",
  ]);
  const [first] = t.recorder.told;
  expect(first).toMatchObject({
    type: "incident.posted",
    data: {
      incident: { id, title: "Logins fail", url: expect.stringMatching(new RegExp(`/incidents/${id}$`)) },
      post: { status: "investigating", text: "It is investigating." },
      page: { title: "Status" },
    },
  });
  expect(JSON.stringify(t.recorder.told)).not.toContain("the disk of db-7");
});

test("levels that were told before the first post are not told again by it", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  await say(t, id, "investigating");
  await t.wind(HOUR);
  expect(toldTo(t)).toEqual(["api operational>major_outage", "investigating api major_outage>major_outage"]);
});

test("a level that moves after a post and is not written about is told once it has lasted", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  await say(t, id, "investigating");
  await t.daemon.client.call(editIncident, { id, components: [{ id: "api" }, { id: "web" }] });
  await t.wind(MINUTE);
  expect(toldTo(t)).toHaveLength(2);
  await t.wind(5 * MINUTE);
  expect(toldTo(t).slice(2)).toEqual(["web operational>major_outage"]);
});

test("resolving what the public knows says so by itself, with the levels, and unless told not to", async () => {
  const t = await startTelling();
  await t.subscribe();
  const first = await t.out();
  await say(t, first, "investigating");
  await t.up(first);
  expect(toldTo(t).at(-1)).toBe("resolved api major_outage>operational");
  expect(t.recorder.told.at(-1)!.data).toMatchObject({ post: { text: "This incident has been resolved." } });

  const second = await t.out("web");
  await say(t, second, "investigating");
  await t.daemon.client.call(resolveIncident, { id: second, post: false });
  await t.quiet();
  expect(toldTo(t).at(-1)).toBe("investigating web major_outage>major_outage");
  await t.wind(HOUR);
  expect(toldTo(t).at(-1)).toBe("web major_outage>operational"); // its end is owed all the same, once it has lasted
});

test("a resolution that came by itself waits for the debounce; a return within it tells neither", async () => {
  const t = await startTelling({ config: { sources: [{ id: "am", kind: "generic", key: "the-key-of-am" }] } });
  await t.subscribe();
  const alert = (action: string) =>
    ask(t.daemon, "/ingest/am", {
      ...{ method: "POST", token: "the-key-of-am" },
      body: { key: "k", action, title: "Down", severity: "critical", component: "api" },
    });
  await alert("open");
  await t.quiet();
  await say(t, 1, "investigating");
  await alert("resolve");
  await t.wind(MINUTE);
  await alert("open");
  await t.wind(HOUR);
  expect(toldTo(t)).toEqual(["api operational>major_outage", "investigating api major_outage>major_outage"]);
  await alert("resolve");
  await t.wind(MINUTE);
  expect(toldTo(t)).toHaveLength(2);
  await t.wind(5 * MINUTE);
  expect(toldTo(t).at(-1)).toBe("resolved api major_outage>operational");
  await alert("open"); // after they were told that it is over
  await t.quiet();
  expect(toldTo(t).at(-1)).toBe("investigating api operational>major_outage");
});

test("who was told that it is over is told that it came back, and nobody else", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  await say(t, id, "investigating");
  await t.up(id);
  await follow(t, "late", {});
  await t.wind(MINUTE);
  await t.daemon.client.call(reopenIncident, { id });
  await t.wind(HOUR);
  expect(toldTo(t).at(-1)).toBe("investigating api operational>major_outage");
  expect(toldTo(t, "late")).toEqual(["investigating api operational>major_outage"]);
});

test("a silent post stands on the page, and nobody is told of it nor of the levels that it set", async () => {
  const t = await startTelling();
  await t.subscribe();
  const { id } = await t.daemon.client.call(openIncident, { title: "the disk of db-7", severity: "low" });
  await say(t, id, "investigating", { notify: false, components: [{ id: "api", level: "partial_outage" }] });
  await t.wind(HOUR);
  expect(toldTo(t)).toEqual([]);
  await say(t, id, "monitoring");
  expect(toldTo(t)).toEqual(["monitoring api operational>partial_outage"]);
});

test("back-dated words that are not the newest are no news; a newer post replaces one that waits", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  await say(t, id, "identified");
  await say(t, id, "investigating", { at: new Date(t.now() - MINUTE).toISOString() });
  expect(toldTo(t)).toEqual(["api operational>major_outage", "identified api major_outage>major_outage"]);

  t.recorder.answer(() => ({ kind: "failed", reason: "no answer within 15 s", isPermanent: false }));
  await say(t, id, "monitoring");
  t.recorder.answer(() => ({ kind: "sent" }));
  await say(t, id, "monitoring", { text: "Nearly there." });
  await t.wind(HOUR);
  expect(t.rows()).toEqual(["sent", "sent", "suppressed: a newer post replaced it before it was sent", "sent"]);
  expect(t.recorder.told.at(-1)!.data).toMatchObject({ post: { text: "Nearly there." } });
});

test("a correction tells nobody again; what had not left yet goes out corrected", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  t.recorder.answer(() => ({ kind: "unsent", reason: "the engine is away" }));
  await say(t, id, "identified", { text: "A dsik." });
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.daemon.client.call(editPost, { id: "1", text: "A disk." });
  await t.wind(HOUR);
  await t.daemon.client.call(editPost, { id: "1", text: "A disk of db1." });
  await t.wind(HOUR);
  const texts = t.recorder.told.flatMap(({ data }) => (data as PostData).post?.text ?? []);
  expect(texts).toEqual(["A dsik.", "A disk."]); // the first never left
});

test("one who follows an incident hears its posts and nothing else; one who wants no posts hears levels", async () => {
  const t = await startTelling();
  const id = await t.out();
  await say(t, id, "investigating");
  await follow(t, "one", { incidents: [id] });
  await follow(t, "levels", { kinds: ["status"] });
  await follow(t, "mail", { components: ["mail"] });
  await t.wind(MINUTE);
  const other = await t.out("mail");
  await say(t, other, "investigating");
  await say(t, id, "identified");
  await t.daemon.client.call(postIncident, { id, status: "resolved", text: "Over.", resolve: true });
  await t.quiet();
  await say(t, id, "postmortem", { text: "What we learned." });
  await t.wind(HOUR);
  expect(toldTo(t, "one")).toEqual([
    "identified api operational>major_outage",
    "resolved api major_outage>operational",
    "postmortem",
  ]);
  expect(toldTo(t, "levels")).toEqual(["mail operational>major_outage"]);
  expect(toldTo(t, "mail")).toEqual(["mail operational>major_outage", "investigating mail major_outage>major_outage"]);
});

test("of hidden components nothing is said, and a post about them alone is for those who want all", async () => {
  const t = await startTelling();
  await t.subscribe("all");
  await follow(t, "api", { components: ["api"] });
  const { id } = await t.daemon.client.call(openIncident, {
    ...{ title: "vault is sealed", severity: "critical", components: [{ id: "vault" }] },
  });
  await say(t, id, "investigating", { title: "Some jobs are late" });
  await t.wind(HOUR);
  expect(toldTo(t, "all")).toEqual(["investigating"]);
  expect(toldTo(t, "api")).toEqual([]);
  expect(JSON.stringify(t.recorder.told).toLowerCase()).not.toContain("vault");
});

test("merged words go on as the survivor's, and nobody is told anything by the merge itself", async () => {
  const t = await startTelling();
  await t.subscribe();
  const first = await t.out();
  await say(t, first, "investigating", { title: "Logins fail" });
  const second = await t.out("web");
  await t.daemon.client.call(mergeIncident, { id: first, into: second });
  await t.wind(HOUR);
  const before = toldTo(t).length;
  await say(t, second, "resolved", { resolve: true });
  await t.wind(HOUR);
  expect(toldTo(t).slice(before)).toEqual(["resolved web major_outage>operational api major_outage>operational"]);
  expect(t.recorder.told.at(-1)!.data).toMatchObject({ incident: { id: second, title: "Logins fail" } });
});

test("words of yesterday are no news: what a machine that was off did not send stays unsent, and levels are told", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  t.recorder.answer(() => ({ kind: "unsent", reason: "the engine is away" }));
  await say(t, id, "investigating");
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(25 * HOUR);
  expect(t.rows()).toEqual(["sent", "suppressed: it was old news when it could be sent"]);
  await t.up(id);
  await t.wind(HOUR);
  expect(toldTo(t).at(-1)).toBe("resolved api major_outage>operational");
});
