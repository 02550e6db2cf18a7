// Public words: what may be said when, what goes with them in one transaction, and what the public believes then.
import { describe, expect, test } from "vitest";
import type { EventType } from "../../src/domain/events.ts";
import type { PostStatus } from "../../src/domain/post.ts";
import { type House, makeAlert, openHouse } from "./house.ts";

const MINUTE = 60_000;
const open = async (house: House, components: { id: string }[] = [{ id: "api" }]): Promise<number> =>
  (await house.open({ title: "db7 is full", severity: "critical", components })).value.id;
const say = (house: House, id: number, status: PostStatus, more: object = {}) =>
  house.post({ id, status, text: `It is ${status}.`, ...more });
const typesFrom = (house: House, from: number): EventType[] =>
  house
    .log()
    .slice(from)
    .map(({ type }) => type);

test("the first post makes the incident public, under its own title or another", async () => {
  const house = await openHouse();
  const id = await open(house);
  expect(house.incident(id)).toMatchObject({ publicTitle: null, publicStatus: null });
  const from = house.log().length;

  const { result, value } = await say(house, id, "investigating", { title: "Logins fail" });

  expect(result).toBe("changed");
  expect(value).toMatchObject({ publicTitle: "Logins fail", publicStatus: "investigating", title: "db7 is full" });
  expect(house.posts(id)).toEqual([
    {
      ...{ id: 1, incidentId: id, status: "investigating", body: "It is investigating.", levels: [] },
      ...{ at: house.now(), createdAt: house.now(), author: "ann" },
      ...{ isAuto: false, isSilent: false, editedAt: null, editedBy: null },
    },
  ]);
  expect(house.log().slice(from)).toMatchObject([
    {
      ...{ type: "incident:posted", incidentId: id, actor: { name: "ann" } },
      data: { postId: 1, status: "investigating", public: { title: "Logins fail", status: "investigating" } },
    },
  ]);
  await say(house, id, "identified");
  expect(house.incident(id)).toMatchObject({ publicTitle: "Logins fail", publicStatus: "identified" });
});

test("what is about hidden components alone is posted under a title for readers, or not at all", async () => {
  const house = await openHouse();
  const vault = { id: "vault", name: "Vault", description: null, group: null, position: 9, isHidden: true };
  await house.store.transact((tx) => tx.components.upsert(vault, house.now()));
  const id = await open(house, [{ id: "vault" }]);
  await expect(say(house, id, "investigating")).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("about hidden components alone"),
    hint: expect.stringContaining("--title"),
  });
  expect(house.incident(id).publicStatus).toBeNull();
  await say(house, id, "investigating", { title: "Some jobs are late" });
  await say(house, id, "identified");
  expect(house.incident(id)).toMatchObject({ publicTitle: "Some jobs are late", publicStatus: "identified" });
});

test("levels go with the words in one transaction, and the post keeps what they were", async () => {
  const house = await openHouse();
  const id = await open(house);
  const from = house.log().length;
  await say(house, id, "identified", {
    components: [
      { id: "api", level: "partial_outage" },
      { id: "web", level: "degraded_performance" },
    ],
  });
  const events = house.log().slice(from);
  expect(events.map(({ type }) => type)).toEqual(["incident:edited", "incident:posted"]);
  expect(new Set(events.map(({ txSeq }) => txSeq)).size).toBe(1);
  expect(house.posts(id)[0]!.levels).toEqual([
    { componentId: "api", from: "major_outage", to: "partial_outage" },
    { componentId: "web", from: "operational", to: "degraded_performance" },
  ]);
  expect(await house.moves()).toEqual([
    ...["api: operational -> major_outage", "api: major_outage -> partial_outage"],
    "web: operational -> degraded_performance",
  ]);
  // What is not named stays.
  await say(house, id, "monitoring", { components: [{ id: "web", level: "operational" }] });
  expect([await house.level("api"), await house.level("web")]).toEqual(["partial_outage", "operational"]);
});

describe("what may be said", () => {
  const OVER = "tocsin reopen";
  test.each([
    ["resolved while it goes on", "open", "resolved", "Add `--resolve`"],
    ["a postmortem while it goes on", "open", "postmortem", "Resolve it first"],
    ["that it is looked into, when it is over", "resolved", "investigating", OVER],
    ["that it was identified, when it is over", "resolved", "identified", OVER],
  ] as const)("not %s", async (_, state, status, hint) => {
    const house = await openHouse();
    const id = await open(house);
    if (state === "resolved") await house.resolve({ id, post: false });
    const from = house.log().length;
    await expect(say(house, id, status)).rejects.toMatchObject({
      ...{ code: "conflict", hint: expect.stringContaining(hint) },
    });
    expect(typesFrom(house, from)).toEqual([]);
    expect(house.posts(id)).toEqual([]);
  });

  test("a postmortem comes after other words, and leaves what the public believes", async () => {
    const house = await openHouse();
    const id = await open(house);
    await house.resolve({ id });
    await expect(say(house, id, "postmortem")).rejects.toMatchObject({ code: "conflict" });
    await say(house, id, "resolved");
    await say(house, id, "postmortem");
    expect(house.incident(id).publicStatus).toBe("resolved");
  });

  test("no level of what is over, nor one that is resolved by the same post", async () => {
    const house = await openHouse();
    const id = await open(house);
    const components = [{ id: "api", level: "partial_outage" as const }];
    await expect(say(house, id, "resolved", { resolve: true, components })).rejects.toMatchObject({ code: "conflict" });
    expect(house.incident(id).state).toBe("open");
    await house.resolve({ id });
    await expect(say(house, id, "monitoring", { components })).rejects.toMatchObject({ code: "conflict" });
  });

  test("`resolve` with another status, a time that has not come, a component that is none: invalid", async () => {
    const house = await openHouse();
    const id = await open(house);
    const later = house.now() + MINUTE;
    await expect(say(house, id, "monitoring", { resolve: true })).rejects.toMatchObject({ code: "invalid" });
    await expect(say(house, id, "monitoring", { at: later })).rejects.toMatchObject({ code: "invalid" });
    await expect(
      say(house, id, "monitoring", { components: [{ id: "apo", level: "operational" }] }),
    ).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("did you mean `api`") });
  });
});

test("`resolve` resolves in the same transaction, and says no second word by itself", async () => {
  const house = await openHouse();
  const id = await open(house);
  await say(house, id, "investigating");
  const from = house.log().length;
  await say(house, id, "resolved", { resolve: true });
  expect(typesFrom(house, from)).toEqual(["incident:resolved", "incident:posted"]);
  expect(house.incident(id)).toMatchObject({ state: "resolved", publicStatus: "resolved" });
  expect(house.posts(id)).toHaveLength(2);
  expect(await house.level("api")).toBe("operational");
});

test("while alerts fire a post resolves nothing, and says what would", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert());
  await expect(say(house, 1, "resolved", { resolve: true })).rejects.toMatchObject({
    ...{ code: "conflict", hint: expect.stringContaining("--force") },
  });
  expect(house.incident(1).state).toBe("open");
});

describe("words that come by themselves", () => {
  test("a resolve of what the public knows says so, a reopen too; of what it does not know, neither", async () => {
    const house = await openHouse();
    const id = await open(house);
    await house.resolve({ id });
    await house.reopen({ id });
    expect(house.posts(id)).toEqual([]);
    await say(house, id, "investigating");
    await house.resolve({ id });
    await house.reopen({ id });
    expect(house.posts(id).map(({ status, body, isAuto }) => [status, body, isAuto])).toEqual([
      ["investigating", "It is investigating.", false],
      ["resolved", "It is over.", true],
      ["investigating", "It is back.", true],
    ]);
  });

  test("not where it was told so, nor where the config says off, nor by --no-post", async () => {
    const house = await openHouse({ settings: { autoPost: { resolved: null, reopened: null } } });
    const id = await open(house);
    await say(house, id, "investigating");
    await house.resolve({ id });
    expect(house.incident(id)).toMatchObject({ state: "resolved", publicStatus: "investigating" });
    const other = await openHouse();
    const second = await open(other);
    await say(other, second, "investigating");
    await other.resolve({ id: second, post: false });
    await other.resolve({ id: second, note: "Said once more." });
    expect(other.posts(second)).toHaveLength(1);
  });

  test("alerts that recover and recur resolve and reopen in public as in private", async () => {
    const house = await openHouse();
    await house.alerts(makeAlert());
    await say(house, 1, "investigating");
    await house.alerts(makeAlert({ status: "resolved" }));
    expect(house.incident(1)).toMatchObject({ state: "resolved", publicStatus: "resolved" });
    await house.alerts(makeAlert({ startsAt: house.now() + 1 }));
    expect(house.incident(1)).toMatchObject({ state: "open", publicStatus: "investigating" });
    expect(house.posts(1).map(({ author }) => author)).toEqual(["ann", "am", "am"]);
  });
});

test("the same said twice within a minute is a slip of the finger; by another, or later, it is said again", async () => {
  const house = await openHouse();
  const id = await open(house);
  await say(house, id, "investigating");
  expect((await say(house, id, "investigating")).result).toBe("unchanged");
  expect((await house.post({ id, status: "investigating", text: "It is investigating." }, "bob")).result).toBe(
    "changed",
  );
  house.pass(2 * MINUTE);
  expect((await say(house, id, "investigating")).result).toBe("changed");
  expect(house.posts(id)).toHaveLength(3);
});

test("back-dated words stand where they belong, and the newest by that time is what the public believes", async () => {
  const house = await openHouse();
  const id = await open(house);
  house.pass(10 * MINUTE);
  await say(house, id, "identified");
  await say(house, id, "investigating", { at: house.now() - 5 * MINUTE });
  expect(house.posts(id).map(({ status }) => status)).toEqual(["investigating", "identified"]);
  expect(house.incident(id).publicStatus).toBe("identified");
});

describe("a correction", () => {
  test("changes words, status, title and time, says by whom, and what the public believes then", async () => {
    const house = await openHouse();
    const id = await open(house);
    await say(house, id, "investigating");
    house.pass(MINUTE);
    const { result, value } = await house.editPost(
      { id: 1, text: "It is a disk.", status: "identified", title: "Logins" },
      "bob",
    );
    expect(result).toBe("changed");
    expect(value).toMatchObject({ publicTitle: "Logins", publicStatus: "identified" });
    expect(house.posts(id)).toMatchObject([
      { body: "It is a disk.", status: "identified", author: "ann", editedBy: "bob", editedAt: house.now() },
    ]);
    expect(house.log().at(-1)).toMatchObject({
      type: "post:edited",
      data: { postId: 1, text: { from: "It is investigating.", to: "It is a disk." } },
    });
    expect((await house.editPost({ id: 1, text: "It is a disk." })).result).toBe("unchanged");
  });

  test("cannot say what could not have been said, nor leave the public with a postmortem alone", async () => {
    const house = await openHouse();
    const id = await open(house);
    await say(house, id, "investigating");
    await expect(house.editPost({ id: 1, status: "resolved" })).rejects.toMatchObject({ code: "conflict" });
    await house.resolve({ id, post: false });
    await expect(house.editPost({ id: 1, status: "postmortem" })).rejects.toMatchObject({ code: "conflict" });
    await expect(house.editPost({ id: 9, text: "x" })).rejects.toMatchObject({ code: "not_found" });
    await expect(house.editPost({ id: 1 })).rejects.toMatchObject({ code: "invalid" });
  });
});

test("a merge brings the words along: what goes on counts, not what was over", async () => {
  const house = await openHouse();
  const [first, second] = [await open(house), await open(house, [{ id: "web" }])];
  await say(house, first, "identified", { title: "Logins fail" });
  await say(house, second, "investigating");
  house.pass(MINUTE);
  await house.merge({ id: first, into: second });
  expect(house.incident(first)).toMatchObject({ publicTitle: null, publicStatus: null });
  expect(house.incident(second)).toMatchObject({ publicTitle: "db7 is full", publicStatus: "investigating" });
  expect(house.posts(second)).toHaveLength(2);
  await expect(say(house, first, "monitoring")).rejects.toMatchObject({
    ...{ code: "conflict", hint: expect.stringContaining(String(second)) },
  });

  const third = await open(house, [{ id: "mail" }]);
  await say(house, third, "investigating");
  await house.resolve({ id: third });
  await house.merge({ id: third, into: second });
  expect(house.incident(second).publicStatus).toBe("investigating");
});
