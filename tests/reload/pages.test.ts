// Pages that a reload changes and takes away: what was said about them goes on.
import { expect, test } from "vitest";
import { editMaintenance, getMaintenance, scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { getStatus } from "../../src/contract/status.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import { startReloadable } from "./support.ts";

const HOUR = 3600_000;
const SHOP = { slug: "shop", groups: ["Shop"] };
const POST = { slug: "post", components: ["mail"] };

const start = async () => {
  const t = await startReloadable({ config: { pages: [SHOP, POST] } });
  const { call } = t.daemon.client;
  const at = (ms: number): string => new Date(t.now() + ms).toISOString();
  return {
    ...t,
    call,
    plan: (page: string, more: { groups?: string[]; rrule?: string; timeZone?: string } = {}) =>
      call(scheduleMaintenance, { title: "Move", page, startsAt: at(48 * HOUR), endsAt: at(49 * HOUR), ...more }),
    covered: async (id: number) => (await call(getMaintenance, { id })).components.map((one) => one.id).toSorted(),
  };
};

test("a window over any page covers what that shows by the time it begins", async () => {
  const t = await start();
  const [shop, post] = [await t.plan("shop"), await t.plan("post")];
  expect([await t.covered(shop.id), await t.covered(post.id)]).toEqual([["api", "web"], ["mail"]]);
  await t.reload({ pages: [SHOP, { ...POST, components: ["web", "vault"] }] });
  // What is hidden is on no page.
  expect([await t.covered(shop.id), await t.covered(post.id)]).toEqual([["api", "web"], ["web"]]);
});

test("a page that is gone leaves its windows what they had, as a series does its occurrences to come", async () => {
  const t = await start();
  const one = await t.plan("post");
  const series = await t.plan("post", { rrule: "FREQ=DAILY", timeZone: "UTC" });
  await t.reload({ pages: [SHOP] });
  expect([await t.covered(one.id), await t.covered(series.id)]).toEqual([["mail"], ["mail"]]);
  await t.wind(49 * HOUR);
  expect((await t.call(getMaintenance, { id: series.id })).state).toBe("completed");
  const later = (await t.call(getStatus, {})).maintenances.filter(({ seriesId }) => seriesId !== undefined);
  expect(later.length).toBeGreaterThan(5);
  expect(new Set(later.flatMap(({ components }) => components.map(({ id }) => id)))).toEqual(new Set(["mail"]));
  await expect(t.call(editMaintenance, { id: later[0]!.id, page: "post" })).rejects.toMatchObject({
    ...{ code: "invalid", message: "There is no page `post`.", hint: "The page is `shop`." },
  });
  await expect(t.call(getStatus, { page: "post" })).rejects.toMatchObject({ code: "not_found" });
  await expect(
    t.call(addSubscriber, { channel: "webhook", target: "https://a.example/x", page: "post" }),
  ).rejects.toMatchObject({ code: "invalid", message: "There is no page `post`; there is shop." });
});
