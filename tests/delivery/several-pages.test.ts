// Several pages: who asks for one hears of what it shows and nothing else, in its name.
import { describe, expect, test } from "vitest";
import { DEFAULT_PAGE } from "../../src/config/schema.ts";
import { openIncident, postIncident } from "../../src/contract/incidents.ts";
import { scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { addSubscriber, listDeliveries, testDelivery } from "../../src/contract/subscribers.ts";
import { claimAgain } from "../../src/daemon/delivery/claim.ts";
import { situationOf } from "../../src/daemon/delivery/situation.ts";
import type { Outcome } from "../../src/domain/retry.ts";
import { v2Id } from "../../src/domain/v2-id.ts";
import { startReloadable } from "../reload/support.ts";
import { COMPONENTS } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { MINUTE } from "./deliver-support.ts";

const SHOP = { slug: "shop", title: "Shop", groups: ["Shop"] };
const POST = { slug: "post", title: "Post office", components: ["mail"], domain: "post.example.net" };
const LAB = { slug: "lab", title: "Laboratory", components: ["lab", "api"], private: true, time_zone: "Asia/Tokyo" };
const CONFIG = {
  components: [...COMPONENTS, { id: "lab", name: "Lab" }],
  server: { public_url: "https://status.example.org" },
};

const start = async (pages: readonly Record<string, unknown>[] = [SHOP, POST, LAB]) => {
  const t = await startReloadable({ config: { ...CONFIG, pages } });
  const subscribe = (name: string, page?: string, more: { components?: string[]; format?: "statuspage" } = {}) =>
    t.daemon.client.call(addSubscriber, {
      ...{ channel: "webhook", target: `https://example.org/${name}`, ...more },
      ...(page === undefined ? {} : { page }),
    });
  return {
    ...t,
    subscribe,
    /** One for everything, and one for each page. */
    subscribeAll: async () => {
      await subscribe("all");
      for (const { slug } of pages) await subscribe(String(slug), String(slug));
    },
    reload: (now: readonly Record<string, unknown>[]) => t.reload({ ...CONFIG, pages: now }),
    /** What was told since the last question: to whom, and what of it. */
    heard: <T>(of: (data: never) => T): [string, T][] =>
      t.recorder.told.splice(0).map(({ url, data }) => [new URL(url).pathname.slice(1), of(data as never)]),
  };
};
const pageOf = ({ page }: { page: { title: string; url: string } }): string => `${page.title} ${page.url}`;
const changesOf = ({ changes }: { changes: { component: { id: string }; to: string }[] }): string =>
  changes.map(({ component, to }) => `${component.id} ${to}`).join();

describe("levels", () => {
  test("are told to who asks for a page that shows the component, in the name and with the address of that page", async () => {
    const t = await start();
    await t.subscribeAll();
    await t.out("api");
    expect(t.heard(pageOf)).toEqual([
      ["all", "Shop https://status.example.org"],
      ["shop", "Shop https://status.example.org"],
      ["lab", "Laboratory https://status.example.org/p/lab"],
    ]);
    await t.out("mail");
    expect(t.heard(pageOf)).toEqual([
      ["all", "Shop https://status.example.org"],
      ["post", "Post office https://post.example.net"],
    ]);
    await t.out("lab");
    expect(t.heard(changesOf)).toEqual([["lab", "lab major_outage"]]);
    await t.out("vault");
    expect(t.heard(changesOf)).toEqual([]);
    // Not even a row was made of what somebody is not to know.
    expect(t.rows()).toEqual(Array(6).fill("sent"));
  });

  test("of one message are those of the page, and recoveries reach who was told of the outage", async () => {
    const t = await start();
    await t.subscribeAll();
    const { call } = t.daemon.client;
    const window = { title: "Move", page: "shop", startsAt: new Date(t.now()).toISOString() };
    await call(scheduleMaintenance, { ...window, endsAt: new Date(t.now() + 60 * MINUTE).toISOString() });
    await t.quiet();
    const namesOf = (data: never): string =>
      (data as { maintenance: { components: { id: string }[] } }).maintenance.components.map(({ id }) => id).join();
    expect(t.heard(namesOf)).toEqual([
      ["all", "web,api"],
      ["shop", "web,api"],
      ["lab", "api"],
    ]);
    await t.wind(60 * MINUTE);
    expect(t.heard(namesOf)).toEqual([
      ["all", "web,api"],
      ["shop", "web,api"],
      ["lab", "api"],
    ]);
    const id = await t.out("lab");
    await t.up(id);
    await t.wind(5 * MINUTE);
    expect(t.heard(changesOf)).toEqual([
      ["lab", "lab major_outage"],
      ["lab", "lab operational"],
    ]);
  });

  test("carry the indicator of their page and, in the shape of Statuspage, its id", async () => {
    const t = await start();
    await t.out("api");
    await t.subscribe("post", "post", { format: "statuspage" });
    await t.subscribe("all", undefined, { format: "statuspage" });
    const bodies: { page: unknown; meta: { documentation: string } }[] = [];
    t.recorder.answer((job) => {
      if (job.request.kind === "http") bodies.push(JSON.parse(job.request.body));
      return { kind: "sent" };
    });
    await t.out("mail");
    expect(bodies.map(({ page }) => page)).toEqual([
      {
        id: v2Id("page", "post"),
        status_indicator: "critical",
        status_description: "Major System Outage",
      },
      { id: v2Id("page", "shop"), status_indicator: "major", status_description: "Partial System Outage" },
    ]);
    expect(bodies[0]!.meta.documentation).toBe("https://post.example.net/api/v1/openapi.json");
  });
});

describe("posts", () => {
  const urlOf = ({ incident }: { incident: { url: string } }): string => incident.url;

  test("reach who asks for a page that shows the incident, and lead to where it stands", async () => {
    const t = await start();
    await t.subscribeAll();
    const say = async (component: string): Promise<void> => {
      const id = await t.out(component);
      t.recorder.told.splice(0);
      await t.daemon.client.call(postIncident, { id, status: "investigating", text: "We look into it." });
      await t.quiet();
    };
    await say("api");
    expect(t.heard(urlOf)).toEqual([
      ["all", "https://status.example.org/incidents/1"],
      ["shop", "https://status.example.org/incidents/1"],
      ["lab", "https://status.example.org/p/lab/incidents/1"],
    ]);
    await say("mail");
    // Who asks for no page is led to the one that shows it.
    expect(t.heard(urlOf)).toEqual([
      ["all", "https://post.example.net/incidents/2"],
      ["post", "https://post.example.net/incidents/2"],
    ]);
    await say("lab");
    expect(t.heard(urlOf)).toEqual([["lab", "https://status.example.org/p/lab/incidents/3"]]);
  });
});

describe("a page that is private", () => {
  test("and the first: what goes to everybody speaks for the first that is not", async () => {
    const t = await start([LAB, SHOP]);
    await t.subscribe("all");
    await t.out("lab");
    expect(t.heard(pageOf)).toEqual([]);
    await t.out("api");
    expect(t.heard(pageOf)).toEqual([["all", "Shop https://status.example.org/p/shop"]]);
  });

  test("like all others: who asks for no page is told nothing, not even of what touches no component", async () => {
    const t = await start([LAB]);
    await t.subscribe("all");
    await t.subscribe("lab", "lab");
    const id = await t.out("vault");
    await t.daemon.client.call(postIncident, { id, status: "investigating", title: "Jobs are late", text: "Hm." });
    await t.out("api");
    expect(t.heard(pageOf)).toEqual([
      ["lab", "Laboratory https://status.example.org"],
      ["lab", "Laboratory https://status.example.org"],
    ]);
    expect((await t.daemon.client.call(testDelivery, { target: "1" })).subscriberId).toBe(1);
    await t.quiet();
    expect(t.heard(pageOf)).toEqual([["all", "Laboratory https://status.example.org"]]);
  });
});

describe("a page that leaves the config", () => {
  test("takes its subscribers' messages with it, and they come back with it: what is over by then is told once", async () => {
    const t = await start();
    await t.subscribe("post", "post");
    const id = await t.out("mail");
    expect(t.heard(changesOf)).toEqual([["post", "mail major_outage"]]);
    await t.reload([SHOP, LAB]);
    await t.up(id);
    await t.wind(10 * MINUTE);
    await t.daemon.client.call(testDelivery, { target: "1" });
    await t.quiet();
    expect(t.recorder.told).toEqual([]);
    expect(t.rows()).toEqual(["sent", "suppressed: its page is not there any more"]);
    await t.reload([SHOP, POST, LAB]);
    await t.wind(5 * MINUTE);
    expect(t.heard(changesOf)).toEqual([["post", "mail operational"]]);
    expect(t.daemon.logged.filter(({ level }) => level >= 40)).toEqual([]);
  });

  test("while a message is on its way whose sender is lost: it may have arrived, so its end is told when the page is back", async () => {
    const t = await start();
    await t.subscribe("post", "post");
    let end = (_: Outcome): void => {};
    t.recorder.answer(() => new Promise((resolve) => (end = resolve)));
    const { id } = await t.daemon.client.call(openIncident, {
      ...{ title: "Down", severity: "critical", components: [{ id: "mail" }] },
    });
    await until("the message to be on its way", () => t.recorder.told.length === 1);
    const { store } = t.daemon;
    const without = situationOf(store, {
      ...{ now: t.now(), cap: 20, team: { targets: new Map(), remindEveryMs: null, remindTimes: 0 } },
      pages: [{ ...DEFAULT_PAGE, url: "https://s.example", root: "https://s.example" }],
    });
    expect(await store.transact((tx) => claimAgain(tx, store.deliveries.sending()[0]!, without))).toBeNull();
    expect(t.rows()).toEqual(["suppressed: its page is not there any more"]);
    end({ kind: "sent" });
    t.recorder.answer(() => ({ kind: "sent" }));
    t.recorder.told.splice(0);
    await t.up(id);
    await t.wind(5 * MINUTE);
    expect(t.heard(changesOf)).toEqual([["post", "mail operational"]]);
  });

  test("while its messages wait: they are not wanted, and say why", async () => {
    const t = await start();
    await t.subscribe("post", "post");
    await t.subscribe("all");
    t.recorder.answer(() => ({ kind: "failed", reason: "no answer", isPermanent: false }));
    await t.out("mail");
    t.recorder.answer(() => ({ kind: "sent" }));
    t.recorder.told.splice(0);
    await t.reload([{ ...SHOP, components: ["mail"] }]);
    await t.wind(MINUTE);
    expect(t.heard(changesOf)).toEqual([["all", "mail major_outage"]]);
    const { items } = await t.daemon.client.call(listDeliveries, {});
    expect(items.map(({ subscriberId, state, reason }) => [subscriberId, state, reason])).toEqual([
      [2, "sent", undefined],
      [1, "suppressed", "its page is not there any more"],
    ]);
  });
});
