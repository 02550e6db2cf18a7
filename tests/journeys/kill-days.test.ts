// An old folder is told back for ninety days while the daemon serves; killed in the middle, it goes on where it was.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../../src/daemon/store/store.ts";
import { SYSTEM } from "../../src/domain/actor.ts";
import { dayAfter, daysFrom, spentByDay } from "../../src/domain/days.ts";
import { bundleScript, openAsLeft, startChild } from "../support/crash.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

const DAY = 86_400_000;
const ZONE = "Europe/Berlin";
/** So many that a machine far faster than ours is killed in the middle too. */
const IDS = Array.from({ length: 2000 }, (_, at) => `c${String(at).padStart(4, "0")}`);
const CONFIG = { components: IDS.map((id) => ({ id })), pages: [{ time_zone: ZONE }] };

let child: Awaited<ReturnType<typeof bundleScript>>;
beforeAll(async () => {
  child = await bundleScript("child-daemon.ts");
});
afterAll(() => child.remove());

/** A hundred days of two thousand components, of which each has been out once. */
const fillFolder = async (): Promise<string> => {
  const dataDir = tempDir();
  const begin = Date.now() - 100 * DAY;
  const store = openStore({ dataDir, now: begin });
  const cause = { kind: "none" } as const;
  await store.transact((tx) => {
    for (const [position, id] of IDS.entries())
      tx.components.upsert({ id, name: id, description: null, group: null, position, isHidden: false }, begin);
    tx.events.append([{ type: "config:reloaded", data: { added: IDS, removed: [], changed: [] } }], begin, SYSTEM);
  });
  for (let day = 1; day < 100; day++)
    await store.transact((tx) => {
      for (const [at, componentId] of IDS.entries()) {
        if (at % 99 !== day - 1) continue;
        const moment = begin + day * DAY;
        const [up, down] = ["operational", "partial_outage"] as const;
        tx.events.append(
          [{ type: "status:changed", componentId, data: { from: up, to: down, cause } }],
          moment,
          SYSTEM,
        );
        tx.events.append(
          [{ type: "status:changed", componentId, data: { from: down, to: up, cause } }],
          moment + 3600_000,
          SYSTEM,
        );
        tx.components.saveLevel(componentId, up, moment + 3600_000, cause);
      }
    });
  await store.transact((tx) => tx.readers.saveCursor("status", tx.events.head()));
  await store.close();
  return dataDir;
};

test.each([10, 14])(
  "killed at commit %i while it tells old days, it goes on behind the last that it told",
  async (pass) => {
    const dataDir = await fillFolder();
    const first = await startChild(child.file, dataDir, {
      ...{ config: CONFIG, kill: { seam: "before-commit", pass, isArmedAtStart: true } },
    });
    expect((await first.ended).signal).toBe("SIGKILL");

    const left = openAsLeft(dataDir);
    const zone = left.prepare("SELECT next_day, until_day, after_id FROM day_zones WHERE zone = ?").get(ZONE);
    const { until_day: untilDay, after_id: afterId } = zone as { until_day: string; after_id: string };
    expect(IDS).toContain(afterId);
    const told = left.prepare("SELECT DISTINCT component_id FROM component_days ORDER BY 1").pluck().all();
    expect(told).toEqual(IDS.slice(0, IDS.indexOf(afterId) + 1));
    left.close();
    // Whoever is told already is not told again.
    const marked = openStore({ dataDir, now: Date.now() });
    marked.db.prepare("UPDATE component_days SET operational = 7 WHERE component_id = ?").run(IDS[0]);
    await marked.close();

    const { store } = await startTestDaemon({ dataDir, config: CONFIG });
    await until("all days to be told", () => store.dayRows.zone(ZONE)?.untilDay === null, 20_000);

    const days = daysFrom(dayAfter(untilDay, -90), 90, ZONE);
    const count = store.db.prepare("SELECT count(*) FROM component_days WHERE zone = ?").pluck();
    expect(count.get(ZONE)).toBe(90 * IDS.length);
    const components = IDS.map((id) => store.components.get(id)!);
    const stories = store.past.storiesOf(components, { from: days[0]!.from, to: days.at(-1)!.to });
    const shown = store.days.read(components, ZONE, days.at(-1)!.to, 91);
    for (const [at, id] of IDS.entries()) {
      const byRows = shown
        .get(id)!
        .slice(0, 90)
        .map(({ spent }) => spent);
      if (at > 0) expect(byRows).toEqual(spentByDay(stories[at]!, days));
      else expect(byRows.map(({ operational }) => operational)).toEqual(days.map(() => 7));
    }
  },
);
