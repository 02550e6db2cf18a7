// Who is told, and by whose word: rows and exact events of every verb about subscribers.
import { describe, expect, test } from "vitest";
import { DEFAULT_PAGE } from "../../src/config/schema.ts";
import { type AddSubscriberInput, addSubscriber } from "../../src/daemon/actions/add-subscriber.ts";
import { changeSubscription } from "../../src/daemon/actions/change-subscription.ts";
import type { WantedScope } from "../../src/daemon/actions/check-subscription.ts";
import { confirmSubscription } from "../../src/daemon/actions/confirm-subscription.ts";
import type { ActionContext, Done } from "../../src/daemon/actions/context.ts";
import { importSubscribers } from "../../src/daemon/actions/import-subscribers.ts";
import { createPerform } from "../../src/daemon/actions/perform.ts";
import { removeSubscriber } from "../../src/daemon/actions/remove-subscriber.ts";
import { requestSubscription } from "../../src/daemon/actions/request-subscription.ts";
import { rotateSubscriber } from "../../src/daemon/actions/rotate-subscriber.ts";
import { syncTeam, type TeamFacts } from "../../src/daemon/actions/sync-team.ts";
import { unsubscribe } from "../../src/daemon/actions/unsubscribe.ts";
import type { Tx } from "../../src/daemon/store/store.ts";
import type { Subscriber } from "../../src/daemon/store/subscribers.ts";
import type { KnownPage } from "../../src/daemon/store/views/public.ts";
import { type Actor, type Role, SYSTEM, type Verb } from "../../src/domain/actor.ts";
import { signLink } from "../../src/domain/link-token.ts";
import { CONFIRM_WITHIN_MS, CONFIRMATION_GAP_MS, DAY_MS, MAX_UNVERIFIED } from "../../src/domain/subscription.ts";
import { makeSettings } from "../support/settings.ts";
import { type House, openHouse } from "./house.ts";

const ANN: Actor = { kind: "person", name: "ann" };
const STRANGER: Actor = { kind: "person", name: "anonymous" };
const HOOK = "https://hook.example.org/tocsin";
const ALL = { page: null, components: null, incidents: null, kinds: null };

/** The verbs as their entrances run them. */
const openOffice = async (pages?: readonly KnownPage[]) => {
  const house = await openHouse({ settings: pages ? { pages } : {} });
  const perform = createPerform(house.store);
  const settings = makeSettings({ publicChannels: ["email", "webhook"], ...(pages ? { pages } : {}) });
  const act =
    <I, T>(verb: Verb, action: (tx: Tx, ctx: ActionContext, input: I) => Done<T>, actor: Actor, role: Role | null) =>
    async (input: I): Promise<Done<T>> => {
      const ctx = { actor, role, now: house.now(), origin: "test", requestId: "r1", settings };
      const done = await perform({ verb, action, present: (_, value: T) => value }, ctx, input);
      return { result: done.result, value: done.reply };
    };
  const from = house.store.events.head();
  return {
    ...house,
    hide: (id: string) =>
      house.store.transact((tx) =>
        tx.components.upsert(
          { id, name: id, description: null, group: null, position: 9, isHidden: true },
          house.now(),
        ),
      ),
    add: act<AddSubscriberInput, { subscriber: Subscriber; secret?: string }>(
      "addSubscriber",
      addSubscriber,
      ANN,
      "admin",
    ),
    remove: act("removeSubscriber", removeSubscriber, ANN, "admin"),
    rotate: act("rotateSubscriber", rotateSubscriber, ANN, "admin"),
    importAll: act("importSubscribers", importSubscribers, ANN, "admin"),
    request: act("requestSubscription", requestSubscription, STRANGER, null),
    confirm: act("confirmSubscription", confirmSubscription, STRANGER, null),
    change: act("changeSubscription", changeSubscription, STRANGER, null),
    unsubscribe: act("unsubscribe", unsubscribe, STRANGER, null),
    syncTeam: act<readonly TeamFacts[], null>("syncTeam", syncTeam, SYSTEM, null),
    /** What the link in the message of this confirmation ends with. */
    token: (confirmationId: number): string => signLink(house.store.linkKey, "confirm", [confirmationId]),
    /** Events since the office opened, as `type by whom`. */
    said: (): string[] => house.store.events.after(from, 1000).map(({ type, actor }) => `${type} by ${actor.name}`),
    row: (id: number): Subscriber => house.store.subscribers.get(id)!,
    saveRow: (row: Subscriber) => house.store.transact((tx) => tx.subscribers.save(row)),
  };
};
const page = (slug: string, components: readonly string[], more: Partial<KnownPage> = {}): KnownPage => ({
  ...{ ...DEFAULT_PAGE, slug, components },
  ...more,
});
const email = (target: string, more: Partial<AddSubscriberInput> = {}): AddSubscriberInput => ({
  ...{ channel: "email", target },
  ...more,
});

describe("an admin adds", () => {
  test("a webhook: active at once, its secret shown this one time", async () => {
    const office = await openOffice();
    const { result, value } = await office.add({ channel: "webhook", target: HOOK });
    expect(result).toBe("changed");
    expect(value.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(office.row(1)).toMatchObject({
      ...{ audience: "public", channel: "webhook", target: HOOK, format: "standard", secret: value.secret },
      ...{ ...ALL, state: "active", activeSince: office.now() },
    });
    expect(office.said()).toEqual(["subscriber:added by ann"]);
  });

  test("a mail address: it waits for its reader, who is sent a link of which only the hash is kept", async () => {
    const office = await openOffice();
    const { value } = await office.add(email("Ann@Example.org", { components: ["api"], kinds: ["posts"] }));
    expect(value.secret).toBeUndefined();
    expect(office.row(1)).toMatchObject({ target: "ann@example.org", state: "unverified", activeSince: null });
    expect(office.store.confirmations.get(1)).toMatchObject({
      ...{ subscriberId: 1, wanted: { ...ALL, components: ["api"], kinds: ["posts"] }, usedAt: null },
      expiresAt: office.now() + CONFIRM_WITHIN_MS,
    });
    const hashes = office.store.db.prepare("SELECT hash FROM confirmations").pluck().all();
    expect(hashes).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(office.said()).toEqual(["subscriber:requested by ann"]);
  });

  test("a mail address whose reader has agreed: active, and no message", async () => {
    const office = await openOffice();
    await office.add(email("ann@example.org", { verified: true }));
    expect(office.row(1)).toMatchObject({ state: "active", secret: null, format: null, activeSince: office.now() });
    expect(office.said()).toEqual(["subscriber:added by ann"]);
  });

  test("one who is there: what it asks for now counts, the same again changes nothing", async () => {
    const office = await openOffice();
    await office.add({ channel: "webhook", target: HOOK, components: ["web", "api"] });
    const same = await office.add({ channel: "webhook", target: HOOK, components: ["api", "web", "api"] });
    const other = await office.add({ channel: "webhook", target: HOOK, kinds: ["maintenance"], format: "statuspage" });
    expect([same.result, other.result]).toEqual(["unchanged", "changed"]);
    expect(other.value.secret).toBeUndefined();
    expect(office.row(1)).toMatchObject({ components: null, kinds: ["maintenance"], format: "statuspage" });
    expect(office.said()).toEqual(["subscriber:added by ann", "subscriber:changed by ann"]);
  });

  test("one that was quarantined: it is tried again, and old news is none for it", async () => {
    const office = await openOffice();
    await office.add({ channel: "webhook", target: HOOK });
    await office.saveRow({ ...office.row(1), state: "quarantined", reason: "410 Gone", failures: 9 });
    office.pass(1000);
    const { result } = await office.add({ channel: "webhook", target: HOOK });
    expect(result).toBe("changed");
    expect(office.row(1)).toMatchObject({ state: "active", reason: null, failures: 0, activeSince: office.now() });
    expect(office.said().at(-1)).toBe("subscriber:changed by ann");
  });

  test("one who has not confirmed: asked again after a minute, five times a day, and never more", async () => {
    const office = await openOffice();
    const results = [];
    for (let time = 0; time < 7; time++) {
      results.push((await office.add(email("ann@example.org"))).result);
      office.pass(CONFIRMATION_GAP_MS / 2);
      results.push((await office.add(email("ann@example.org"))).result);
      office.pass(CONFIRMATION_GAP_MS / 2);
    }
    expect(results.filter((result) => result === "changed")).toHaveLength(5);
    expect(results.slice(0, 4)).toEqual(["changed", "unchanged", "changed", "unchanged"]);
    office.pass(DAY_MS);
    expect((await office.add(email("ann@example.org"))).result).toBe("changed");
    expect(office.said()).toEqual(Array.from({ length: 6 }, () => "subscriber:requested by ann"));
  });

  test.each([
    ["what is no address", email("ann"), { path: "target" }],
    ["a component that is misspelt", email("a@b.org", { components: ["apii"] }), { message: /did you mean `api`/ }],
    ["a hidden component", email("a@b.org", { components: ["vault"] }), { message: /`vault` is hidden/ }],
    ["a page that is not there", email("a@b.org", { page: "shop" }), { path: "page", message: /there is status/ }],
    ["an incident that is not there", email("a@b.org", { incidents: [99] }), { message: /no public incident 99/ }],
    ["an incident without public words", email("a@b.org", { incidents: [1] }), { message: /no public post yet/ }],
    ["a scope of nothing", email("a@b.org", { components: [] }), { path: "components" }],
    ["a format for what has one form", email("a@b.org", { format: "statuspage" }), { path: "format" }],
  ] as const)("refuses %s", async (_, input, fault) => {
    const office = await openOffice();
    await office.hide("vault");
    await office.open({ title: "Down", severity: "low", components: [] });
    const before = office.said();
    const error = { ...fault, ...("message" in fault ? { message: expect.stringMatching(fault.message) } : {}) };
    await expect(office.add(input)).rejects.toMatchObject({ code: "invalid", errors: [error] });
    expect(office.store.subscribers.list({}, 0, 9)).toEqual([]);
    expect(office.said()).toEqual(before);
  });
});

test("an admin is told which page shows what, and may name what no page shows yet where none is named", async () => {
  const office = await openOffice([page("shop", ["web"]), page("lab", ["api"], { private: true })]);
  await office.open({ title: "Down", severity: "low", components: [{ id: "api" }] });
  await office.post({ id: 1, status: "investigating", text: "Hm." });
  const refusal = (more: Partial<AddSubscriberInput>): Promise<string> =>
    office.add(email("a@b.org", more)).then(
      () => "none",
      (error) => error.message,
    );
  expect(await refusal({ page: "shop", components: ["api"] })).toBe(
    "The page `shop` does not show the component `api`.",
  );
  expect(await refusal({ page: "shop", incidents: [1] })).toMatch(/^The page `shop` does not show incident 1,/);
  expect(await refusal({ incidents: [1] })).toMatch(/does not show incident 1, so that nobody can follow it without/);
  expect(await refusal({ page: "lap" })).toBe("There is no page `lap`; there is shop, lab.");
  expect(await refusal({ page: "lab", components: ["api"], incidents: [1] })).toBe("none");
  expect(await refusal({ components: ["mail"] })).toBe("none");
});

describe("a stranger asks", () => {
  test("and cannot tell a new target from one that is known, waits, or was asked too often", async () => {
    const office = await openOffice();
    await office.add(email("known@example.org", { verified: true }));
    await office.request({ channel: "email", target: "waits@example.org", scope: ALL });
    const replies = [];
    for (const target of ["new@example.org", "known@example.org", "waits@example.org"])
      replies.push(await office.request({ channel: "email", target, scope: ALL }));
    expect(replies).toEqual(Array.from({ length: 3 }, () => ({ result: "changed", value: null })));
    const audited = office.store.db.prepare(
      "SELECT DISTINCT target, outcome FROM audit WHERE verb = 'requestSubscription'",
    );
    expect(audited.all()).toEqual([{ target: null, outcome: "changed" }]);
  });

  test("in the name of somebody who is subscribed: nothing changes until their own link is used", async () => {
    const office = await openOffice();
    await office.add(email("ann@example.org", { verified: true, components: ["web"] }));
    await office.request({ channel: "email", target: "ann@example.org", scope: { components: ["api"] } });
    expect(office.row(1)).toMatchObject({ state: "active", components: ["web"] });
    await office.confirm({ token: office.token(1) });
    expect(office.row(1)).toMatchObject({ state: "active", components: ["api"] });
    expect(office.said().slice(1)).toEqual(["subscriber:requested by anonymous", "subscriber:changed by subscriber 1"]);
  });

  test("by what this page does not offer: refused, and told what it offers", async () => {
    const office = await openOffice();
    const asked = office.request({ channel: "ntfy", target: "https://ntfy.sh/topic", scope: ALL });
    await expect(asked).rejects.toMatchObject({ code: "invalid", hint: "Use email or webhook." });
  });

  test("about what is hidden: it is as if it were not there", async () => {
    const office = await openOffice();
    await office.hide("vault");
    await office.open({ title: "Down", severity: "low", components: [] });
    for (const scope of [{ components: ["vault"] }, { components: ["nothing"] }])
      await expect(office.request({ channel: "email", target: "a@b.org", scope })).rejects.toMatchObject({
        message: `There is no component \`${scope.components[0]}\`.`,
      });
    for (const id of [1, 99])
      await expect(
        office.request({ channel: "email", target: "a@b.org", scope: { incidents: [id] } }),
      ).rejects.toMatchObject({ message: `There is no public incident ${id}.` });
  });

  test("on one of several pages: of the others, what they show and what is private, there is nothing", async () => {
    const office = await openOffice([
      page("shop", ["web"]),
      page("post", ["mail"]),
      page("lab", ["api"], { private: true }),
    ]);
    for (const [at, component] of ["web", "mail", "api"].entries()) {
      await office.open({ title: "Down", severity: "low", components: [{ id: component }] });
      await office.post({ id: at + 1, status: "investigating", text: "Hm." });
    }
    const refusalOf = (scope: WantedScope): Promise<string> =>
      office.request({ channel: "email", target: "a@b.org", scope }).then(
        () => "none",
        (error) => `${error.message} ${error.hint}`,
      );
    const CHOOSE = "Choose from what the page shows.";
    expect(await refusalOf({ page: "shop", components: ["mail"] })).toBe(`There is no component \`mail\`. ${CHOOSE}`);
    expect(await refusalOf({ page: "shop", components: ["ap"] })).toBe(`There is no component \`ap\`. ${CHOOSE}`);
    expect(await refusalOf({ page: "shop", incidents: [2] })).toBe(`There is no public incident 2. ${CHOOSE}`);
    expect(await refusalOf({ page: "lap", components: ["api"] })).toBe(`There is no page \`lap\`. ${CHOOSE}`);
    // Without a page, what is for everybody.
    expect(await refusalOf({ components: ["api"] })).toBe(`There is no component \`api\`. ${CHOOSE}`);
    expect(await refusalOf({ incidents: [3] })).toBe(`There is no public incident 3. ${CHOOSE}`);
    expect(await refusalOf({ components: ["web", "mail"], incidents: [1, 2] })).toBe("none");
    expect(await refusalOf({ page: "post", components: ["mail"], incidents: [2] })).toBe("none");
  });

  test("when too many wait already: the oldest request is forgotten, with its address; what others vouch for is not", async () => {
    const office = await openOffice();
    await office.add(email("known@example.org", { verified: true }));
    await office.store.transact((tx) => {
      const scope = { ...ALL, secret: null, format: null, createdAt: office.now() };
      for (let n = 0; n < MAX_UNVERIFIED; n++)
        tx.subscribers.insert({
          ...scope,
          audience: "public",
          channel: "email",
          target: `${n}@x.org`,
          state: "unverified",
          byForm: true,
        });
    });
    for (const target of ["new@example.org", "newer@example.org"])
      await office.request({ channel: "email", target, scope: ALL });
    const stateOf = (target: string) => office.store.subscribers.byTarget("email", target)?.state;
    expect(
      ["known@example.org", "0@x.org", "1@x.org", "2@x.org", "new@example.org", "newer@example.org"].map(stateOf),
    ).toEqual(["active", undefined, undefined, "unverified", "unverified", "unverified"]);
  });
});

describe("a confirmation", () => {
  test("begins the subscription as it was wanted; used again it changes nothing", async () => {
    const office = await openOffice();
    await office.request({ channel: "email", target: "ann@example.org", scope: { kinds: ["posts"] } });
    office.pass(60_000);
    const first = await office.confirm({ token: office.token(1) });
    const again = await office.confirm({ token: office.token(1) });
    expect([first.result, again.result]).toEqual(["changed", "unchanged"]);
    expect(again.value.subscriber).toEqual(office.row(1));
    expect(office.row(1)).toMatchObject({ state: "active", activeSince: office.now(), kinds: ["posts"] });
    expect(office.said()).toEqual(["subscriber:requested by anonymous", "subscriber:confirmed by subscriber 1"]);
  });

  test("of a webhook makes its secret, which is shown once", async () => {
    const office = await openOffice();
    await office.request({ channel: "webhook", target: HOOK, scope: ALL });
    expect(office.row(1).secret).toBeNull();
    const first = await office.confirm({ token: office.token(1) });
    const again = await office.confirm({ token: office.token(1) });
    expect(first.value.secret).toMatch(/^whsec_/);
    expect(office.row(1).secret).toBe(first.value.secret);
    expect(again.value.secret).toBeUndefined();
  });

  test("that comes too late, was never ours, or is of one who left: refused, each in its words", async () => {
    const office = await openOffice();
    await office.request({ channel: "email", target: "ann@example.org", scope: ALL });
    await office.request({ channel: "email", target: "bob@example.org", scope: ALL });
    await office.confirm({ token: office.token(2) });
    await office.unsubscribe({ id: 2 });
    office.pass(CONFIRM_WITHIN_MS);
    const before = office.said();
    for (const [token, refusal] of [
      [office.token(1), { code: "conflict", message: "This link was good until 2026-12-08T02:00:00.000Z." }],
      ["1-AAAAAAAAAAAAAAAAAAAAAA", { code: "not_found", message: "This link confirms nothing that we know of." }],
      [office.token(2), { code: "conflict", message: "This subscription has been ended." }],
    ] as const)
      await expect(office.confirm({ token })).rejects.toMatchObject(refusal);
    expect(office.row(1).state).toBe("unverified");
    expect(office.said()).toEqual(before);
  });

  test("of one more incident adds to those that are followed, and takes nothing from who follows everything", async () => {
    const office = await openOffice();
    for (const title of ["one", "two"]) await office.open({ title, severity: "low", components: [] });
    await office.store.transact((tx) => {
      for (const id of [1, 2])
        tx.incidents.save({ ...tx.incidents.get(id)!, publicTitle: "Down", publicStatus: "investigating" });
    });
    const follow = async (target: string, id: number): Promise<void> => {
      await office.request({ channel: "email", target, scope: { incidents: [id] } });
      const newest = office.store.db.prepare("SELECT max(id) FROM confirmations").pluck().get() as number;
      await office.confirm({ token: office.token(newest) });
      office.pass(CONFIRMATION_GAP_MS);
    };
    await follow("some@example.org", 1);
    await follow("some@example.org", 2);
    await office.add(email("all@example.org", { verified: true }));
    await follow("all@example.org", 2);
    expect(office.row(1).incidents).toEqual([1, 2]);
    expect(office.row(2)).toMatchObject(ALL);
  });
});

describe("whoever holds the link of a message", () => {
  test("changes what it is told; the same again changes nothing", async () => {
    const office = await openOffice();
    await office.add(email("ann@example.org", { verified: true }));
    const first = await office.change({ id: 1, scope: { components: ["api"] } });
    const again = await office.change({ id: 1, scope: { components: ["api"] } });
    expect([first.result, again.result]).toEqual(["changed", "unchanged"]);
    expect(office.row(1).components).toEqual(["api"]);
    expect(office.said()).toEqual(["subscriber:added by ann", "subscriber:changed by subscriber 1"]);
  });

  test("ends it: the address is forgotten, and a second time is fine", async () => {
    const office = await openOffice();
    await office.add({ channel: "webhook", target: HOOK });
    const first = await office.unsubscribe({ id: 1 });
    const again = await office.unsubscribe({ id: 1 });
    const nobody = await office.unsubscribe({ id: 99 });
    expect([first, again, nobody].map(({ result }) => result)).toEqual(["changed", "unchanged", "unchanged"]);
    expect(office.row(1)).toMatchObject({ state: "removed", target: "", secret: null });
    expect(office.said()).toEqual(["subscriber:added by ann", "subscriber:removed by subscriber 1"]);
  });

  test("who left and comes back is somebody new", async () => {
    const office = await openOffice();
    await office.add({ channel: "webhook", target: HOOK });
    await office.remove({ id: 1 });
    const { value } = await office.add({ channel: "webhook", target: HOOK });
    expect(value.subscriber.id).toBe(2);
    await expect(office.remove({ id: 1 })).rejects.toMatchObject({ code: "not_found" });
  });
});

test("a rotated secret signs beside the new one for a day; what has none cannot rotate", async () => {
  const office = await openOffice();
  const { value } = await office.add({ channel: "webhook", target: HOOK });
  const rotated = await office.rotate({ id: 1 });
  expect(rotated.value.secret).toMatch(/^whsec_/);
  expect(office.row(1)).toMatchObject({
    ...{ secret: rotated.value.secret, oldSecret: value.secret, oldSecretUntil: office.now() + DAY_MS },
  });
  await office.add(email("ann@example.org", { verified: true }));
  await office.request({ channel: "webhook", target: `${HOOK}/2`, scope: ALL });
  await expect(office.rotate({ id: 2 })).rejects.toMatchObject({ code: "conflict", message: /email is not signed/ });
  await expect(office.rotate({ id: 3 })).rejects.toMatchObject({ code: "conflict", message: /not been confirmed/ });
  expect(office.said().filter((said) => said.startsWith("subscriber:rotated"))).toEqual(["subscriber:rotated by ann"]);
});

describe("an import", () => {
  test("adds what is right, says what is wrong with the rest, and leaves alone who is there", async () => {
    const office = await openOffice();
    await office.add({ channel: "webhook", target: HOOK, components: ["api"] });
    const { value } = await office.importAll({
      items: [
        email("ann@example.org"),
        { channel: "webhook", target: HOOK },
        email("no address"),
        { channel: "ntfy", target: "https://ntfy.sh/topic", components: ["nothing"] },
        { channel: "ntfy", target: "https://ntfy.sh/topic" },
      ],
    });
    expect(value).toEqual({
      ...{ added: 2, unchanged: 1 },
      refused: [
        { index: 2, message: expect.stringMatching(/"no address" is no target for email/) },
        { index: 3, message: expect.stringMatching(/There is no component `nothing`/) },
      ],
    });
    expect(office.row(1).components).toEqual(["api"]);
    expect(office.said().slice(1)).toEqual(["subscriber:requested by ann", "subscriber:added by ann"]);
  });

  test("of readers who have agreed confirms those who were still waiting", async () => {
    const office = await openOffice();
    await office.importAll({ items: [email("ann@example.org")] });
    const { value } = await office.importAll({
      items: [email("ann@example.org"), email("bob@example.org")],
      verified: true,
    });
    expect(value).toEqual({ added: 2, unchanged: 0, refused: [] });
    expect([1, 2].map((id) => office.row(id).state)).toEqual(["active", "active"]);
    expect((await office.importAll({ items: [email("ann@example.org")], verified: true })).result).toBe("unchanged");
  });
});

describe("the team", () => {
  const PAGER = { name: "pager", channel: "ntfy" } as const;
  const CHAT = { name: "chat", channel: "slack" } as const;
  const team = (office: Pick<House, "store">): string[] =>
    office.store.subscribers.team().map(({ id, target, channel, state }) => `${id} ${target} ${channel} ${state}`);

  test("follows the config: new, changed, gone, and back again under the same id", async () => {
    const office = await openOffice();
    await office.syncTeam([PAGER, CHAT]);
    expect(team(office)).toEqual(["1 pager ntfy active", "2 chat slack active"]);
    expect((await office.syncTeam([PAGER, CHAT])).result).toBe("unchanged");
    await office.syncTeam([{ ...PAGER, channel: "webhook" }]);
    expect(team(office)).toEqual(["1 pager webhook active", "2 chat slack removed"]);
    await office.syncTeam([CHAT]);
    expect(team(office)).toEqual(["1 pager webhook removed", "2 chat slack active"]);
    expect(office.said()).toEqual([]);
  });

  test("one that was given up is tried again, since its address may have been mended", async () => {
    const office = await openOffice();
    await office.syncTeam([PAGER]);
    await office.saveRow({ ...office.row(1), state: "quarantined", reason: "404", failures: 9 });
    await office.syncTeam([PAGER]);
    expect(office.row(1)).toMatchObject({ state: "active", reason: null, failures: 0 });
  });

  test("is no business of the verbs for subscribers", async () => {
    const office = await openOffice();
    await office.syncTeam([PAGER]);
    expect(office.store.subscribers.list({}, 0, 9)).toEqual([]);
    for (const verb of [office.remove, office.rotate])
      await expect(verb({ id: 1 })).rejects.toMatchObject({ code: "conflict", message: /stands in the config/ });
    expect((await office.unsubscribe({ id: 1 })).result).toBe("unchanged");
    expect(office.row(1).state).toBe("active");
  });
});

describe("the clock", () => {
  test("forgets who never confirmed, with their address, once no link works any more", async () => {
    const office = await openOffice();
    await office.request({ channel: "email", target: "gone@example.org", scope: ALL });
    await office.request({ channel: "email", target: "late@example.org", scope: ALL });
    office.pass(DAY_MS);
    await office.request({ channel: "email", target: "late@example.org", scope: ALL });
    await office.wind(CONFIRM_WITHIN_MS - DAY_MS + 1);
    expect([1, 2].map((id) => [office.row(id).state, office.row(id).target])).toEqual([
      ["removed", ""],
      ["unverified", "late@example.org"],
    ]);
    await office.wind(DAY_MS);
    expect(office.row(2)).toMatchObject({ state: "removed", target: "" });
  });

  test("keeps links that ran out for a month, so that who opens one late is told so", async () => {
    const office = await openOffice();
    await office.request({ channel: "email", target: "ann@example.org", scope: ALL });
    await office.wind(CONFIRM_WITHIN_MS + 29 * DAY_MS);
    expect(office.store.confirmations.get(1)).toBeDefined();
    await office.wind(2 * DAY_MS);
    expect(office.store.confirmations.get(1)).toBeUndefined();
  });
});
