// The public feed of several pages: each reader hears of one, private ones are for who has their token, and every refusal is the same.
import { describe, expect, test } from "vitest";
import { editPost, openIncident, postIncident } from "../../src/contract/incidents.ts";
import { scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { rotatePageToken } from "../../src/contract/pages.ts";
import { startReloadable } from "../reload/support.ts";
import { COMPONENTS } from "../support/daemon.ts";
import { connectTo, type Ear } from "../support/ear.ts";
import { until } from "../support/until.ts";

const SHOP = { slug: "shop", groups: ["Shop"] };
const POST = { slug: "post", components: ["mail", "vault"], domain: "post.example.net" };
const LAB = { slug: "lab", components: ["api"], private: true };

const start = async () => {
  const t = await startReloadable({ config: { components: COMPONENTS, pages: [SHOP, POST, LAB] } });
  const { daemon } = t;
  const { call } = daemon.client;
  return {
    ...t,
    call,
    rotate: async (slug = "lab") => (await call(rotatePageToken, { slug })).token,
    reload: (pages: readonly Record<string, unknown>[]) => t.reload({ components: COMPONENTS, pages }),
    knock: (how: Parameters<typeof connectTo>[1] = {}) => connectTo(daemon, { namespace: "/public", ...how }),
  };
};
const heardBy = (ear: Ear): string[] =>
  (ear.heard as unknown as { page: string; component?: string; components?: string[] }[]).map(
    ({ page, component, components }) => `${page} ${component ?? components?.join()}`,
  );
const REFUSED = { data: { code: "not_found", status: 404, detail: "There is no such page." } };

test("each reader hears of their page alone: no event of another one, and none of what is hidden", async () => {
  const t = await start();
  const [shop, post] = [await t.knock(), await t.knock({ page: "post" })];
  const lab = await t.knock({ page: "lab", token: await t.rotate() });
  const at = (ms: number): string => new Date(t.now() + ms).toISOString();
  await t.call(scheduleMaintenance, {
    ...{ title: "Move", components: ["web", "api", "mail", "vault"], startsAt: at(3600_000), endsAt: at(7200_000) },
  });
  await t.out("vault");
  await t.out("api");
  await t.out("mail");
  await until("the last", () => heardBy(post).length === 2);
  expect(heardBy(shop)).toEqual(["shop api,web", "shop api"]);
  expect(heardBy(post)).toEqual(["post mail", "post mail"]);
  expect(heardBy(lab)).toEqual(["lab api", "lab api"]);
});

test("a page is found by its slug, else by the host that was asked, else it is the first", async () => {
  const t = await start();
  const ears = [
    await t.knock(),
    await t.knock({ host: "POST.example.net:8443" }),
    await t.knock({ host: "elsewhere.example.net" }),
    await t.knock({ host: "post.example.net", page: "shop" }),
  ];
  await t.out("api");
  await t.out("mail");
  await until("all", () => ears.every((ear) => ear.heard.length > 0));
  expect(ears.map(heardBy)).toEqual([["shop api"], ["post mail"], ["shop api"], ["shop api"]]);
});

test("a page that is not there and one that is not theirs are refused in the same words", async () => {
  const t = await start();
  const refusals = [{ page: "nowhere" }, { page: 1 }, { page: "lab" }, { page: "lab", token: "tocsin_page_x" }];
  for (const how of refusals) await expect(t.knock(how)).rejects.toMatchObject(REFUSED);
  const [ofShop, ofLab] = [await t.rotate("shop"), await t.rotate()];
  await expect(t.knock({ page: "lab", token: ofShop })).rejects.toMatchObject(REFUSED);
  await t.knock({ page: "lab", token: ofLab });
});

test("a corrected post is told like a new one, with what it says now and nothing of what it said", async () => {
  const t = await start();
  const ear = await t.knock();
  const { id } = await t.call(openIncident, { title: "A secret", severity: "low", components: [{ id: "api" }] });
  await t.call(postIncident, { id, status: "investigating", text: "A secret slip.", title: "Trouble" });
  await t.call(editPost, { id: 1, text: "We look into it.", status: "identified" });
  await until("the correction", () => ear.heard.length === 2);
  expect(ear.heard).toMatchObject([
    { status: "investigating" },
    { page: "shop", id, title: "Trouble", status: "identified" },
  ]);
  expect(JSON.stringify(ear.heard)).not.toContain("secret");
});

describe("readers are cut, and come back as who they are by then,", () => {
  test("when their page has a new token: the old one opens it no more", async () => {
    const t = await start();
    const old = await t.rotate();
    const [ear, other] = [await t.knock({ page: "lab", token: old, reconnects: true }), await t.knock()];
    const refused: unknown[] = [];
    ear.socket.on("connect_error", (error) => refused.push((error as { data?: unknown }).data));
    const next = await t.rotate();
    await until("the refusal", () => refused.length > 0);
    expect(refused[0]).toMatchObject(REFUSED.data);
    expect(other.socket.connected).toBe(true);
    await t.knock({ page: "lab", token: next });
    await t.out("api");
    await until("the event", () => other.heard.length > 0);
    expect(ear.heard).toEqual([]);
  });

  test("not when the page is for everybody: its token waits", async () => {
    const t = await start();
    const ear = await t.knock();
    await t.rotate("shop");
    await t.out("api");
    await until("the event", () => ear.heard.length > 0);
    expect(ear.socket.connected).toBe(true);
  });

  test("when a reload makes it private, takes it away, or gives its host to another", async () => {
    const t = await start();
    const token = await t.rotate("shop");
    const whole = await t.knock({ page: "shop", reconnects: true });
    const keeper = await t.knock({ page: "shop", token, reconnects: true });
    const host = await t.knock({ host: "post.example.net", reconnects: true });
    const left = await t.knock({ page: "post", reconnects: true });
    const gone = [whole, left].map((ear) => {
      const refused: unknown[] = [];
      ear.socket.on("connect_error", (error) => refused.push((error as { data?: unknown }).data));
      return refused;
    });
    await t.reload([
      { ...LAB, private: false },
      { ...SHOP, private: true, domain: "post.example.net" },
    ]);
    await until("the refusals", () => gone.every((refused) => refused.length > 0));
    expect(gone.map(([first]) => first)).toMatchObject([REFUSED.data, REFUSED.data]);
    await until("who has the token", () => keeper.socket.connected);
    // By the host alone, and without the token: that page is not theirs.
    expect(host.socket.connected).toBe(false);
    await t.out("api");
    await until("the event", () => keeper.heard.length > 0);
    expect([whole, host, left].map(heardBy)).toEqual([[], [], []]);
    expect(heardBy(keeper)).toEqual(["shop api"]);
  });

  test("and a reload that leaves their page as it is leaves them alone", async () => {
    const t = await start();
    const ear = await t.knock({ host: "post.example.net" });
    await t.reload([POST, { ...SHOP, title: "Other" }]);
    await t.out("mail");
    await until("the event", () => ear.heard.length > 0);
    expect(ear.socket.connected).toBe(true);
  });
});
