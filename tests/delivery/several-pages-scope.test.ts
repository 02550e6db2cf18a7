// Who is told of one page, and what it shows or they ask for becomes another: nothing that they are owed is lost.
import { expect, test } from "vitest";
import { editMaintenance, scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import { confirmLink, send } from "../pages/links/support.ts";
import { COMPONENTS } from "../support/daemon.ts";
import { tempDir } from "../support/temp.ts";
import { MINUTE, startTelling } from "./deliver-support.ts";

const NOTIFY = { allow_private_targets: true, debounce: "5m", public_channels: ["webhook"] };
const pagesOf = (a: string[]) => ({
  ...{ components: COMPONENTS, notify: NOTIFY },
  pages: [
    { slug: "a", components: a },
    { slug: "b", components: ["mail"] },
  ],
});

test("from page a to b and back, while an outage on a ends: the next one is told", async () => {
  const t = await startTelling({ config: pagesOf(["api"]) });
  const join = async (page: string): Promise<void> => {
    await send(t.daemon, `/p/${page}/subscribe`, { channel: "webhook", target: "https://example.org/x" });
    await t.quiet();
    expect((await send(t.daemon, confirmLink(t.daemon), {})).status).toBe(200);
    await t.wind(2 * MINUTE);
  };
  await join("a");
  const id = await t.out("api");
  await join("b");
  await t.up(id);
  await t.wind(20 * MINUTE);
  await join("a");
  t.recorder.told.splice(0);
  await t.out("api");
  await t.wind(20 * MINUTE);
  expect(t.words()).toEqual(["api operational>major_outage"]);
});

test("a window that left a page: who is told so is led to the page, and to the window while it was there", async () => {
  const t = await startTelling({ config: pagesOf(["api"]) });
  const { call } = t.daemon.client;
  await call(addSubscriber, { channel: "webhook", target: "https://example.org/a", page: "a" });
  const at = (minutes: number): string => new Date(t.now() + minutes * MINUTE).toISOString();
  const plan = { title: "Move", components: ["api", "mail"], startsAt: at(600), endsAt: at(700) };
  const { id } = await call(scheduleMaintenance, plan);
  await t.quiet();
  await call(editMaintenance, { id, components: ["mail"] });
  await t.quiet();
  const urls = t.recorder.told.map(({ data }) => new URL(data.maintenance!.url).pathname);
  expect(urls).toEqual([`/maintenance/${id}`, "/"]);
});

test("a component that a page left out over a restart: who was told of its outage is told of its end, and of the next", async () => {
  const dataDir = tempDir();
  let t = await startTelling({ dataDir, config: pagesOf(["api", "web"]) });
  await t.daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a", page: "a" });
  const id = await t.out("api");
  const again = async (a: string[]): Promise<void> => {
    const at = t.now() + MINUTE;
    await t.daemon.stop();
    t = await startTelling({ dataDir, config: pagesOf(a), at });
  };
  await again(["web"]);
  await t.up(id);
  await t.wind(20 * MINUTE);
  expect(t.words()).toEqual([]);
  await again(["api", "web"]);
  await t.wind(20 * MINUTE);
  expect(t.words()).toEqual(["api major_outage>operational"]);
  await t.out("api");
  expect(t.words()).toEqual(["api major_outage>operational", "api operational>major_outage"]);
});
