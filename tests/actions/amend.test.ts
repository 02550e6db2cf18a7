// The past corrected by a person: for uptime, days and reports, and for nothing else.
import { expect, test } from "vitest";
import { type AmendInput, amendComponent } from "../../src/daemon/actions/amend-component.ts";
import { presentComponentDetail, presentReport, presentStatusAt } from "../../src/daemon/gate/present-past.ts";
import { worstOfDay } from "../../src/domain/days.ts";
import { DEFAULT_UPTIME_RULE } from "../../src/domain/uptime.ts";
import { type House, openHouse, START } from "./house.ts";

const HOUR = 3600_000;
const DAY = 24 * HOUR;

/** The api was out for two hours on the first day, which is over now; its zone is rolled up. */
const openAfterOutage = async (): Promise<House> => {
  const house = await openHouse();
  await house.zones(["UTC"]);
  await house.wind(HOUR);
  await house.open({ title: "Down", severity: "critical", components: [{ id: "api" }] });
  await house.wind(2 * HOUR);
  await house.resolve({ id: 1 });
  await house.engine.settled();
  await house.wind(2 * DAY);
  return house;
};
const FALSE: AmendInput = {
  ...{ componentId: "api", from: START + HOUR, to: START + 3 * HOUR },
  ...{ level: "operational", reason: "The probe was broken." },
};
const detail = (house: House) =>
  presentComponentDetail(house.store, house.store.past.component("api")!, {
    ...{ span: { from: START, to: house.now() }, days: 3, timeZone: "UTC", rule: DEFAULT_UPTIME_RULE },
  });
const seen = (house: House) => {
  const month = { month: "2026-12", timeZone: "UTC", from: START, to: START + 31 * DAY };
  const report = presentReport(house.store, month, { now: house.now(), team: [], rule: DEFAULT_UPTIME_RULE });
  const { uptime, days } = detail(house);
  return {
    downMs: uptime.downMs,
    inReport: report.components.find(({ id }) => id === "api")?.downMs,
    outages: days.map((day) => day.majorOutageMs),
    bars: house.store.days.read(house.store.components.list(), "UTC", house.now(), 3).get("api")?.map(worstOfDay),
    row: house.store.db
      .prepare("SELECT major_outage FROM component_days WHERE component_id = 'api' AND day = '2026-12-01'")
      .pluck()
      .get(),
  };
};
const WITH = {
  ...{ downMs: 2 * HOUR, inReport: 2 * HOUR, outages: [2 * HOUR, 0, 0], row: 2 * HOUR },
  bars: ["major_outage", "operational", "operational"],
};
const WITHOUT = {
  ...{ downMs: 0, inReport: 0, outages: [0, 0, 0], row: 0 },
  bars: ["operational", "operational", "operational"],
};

test("a false outage is in no uptime, bar and report any more; taken back, it is there again", async () => {
  const house = await openAfterOutage();
  const before = house.store.events.head();
  expect(seen(house)).toEqual(WITH);

  const { value } = await house.amend(FALSE, "bob");
  expect(seen(house)).toEqual(WITHOUT);
  await house.amend({ ...FALSE, level: "recorded", reason: "It was us." });
  expect(seen(house)).toEqual(WITH);

  expect(value).toEqual({ id: 1, ...FALSE, author: "bob", at: house.now() });
  const span = { from: "2026-12-01T03:00:00.000Z", to: "2026-12-01T05:00:00.000Z" };
  expect(house.store.events.after(before, 99)).toMatchObject([
    {
      ...{ type: "component:amended", componentId: "api", actor: { kind: "person", name: "bob" } },
      data: { amendmentId: 1, ...span, level: "operational", reason: FALSE.reason },
    },
    { type: "component:amended", actor: { name: "ann" }, data: { amendmentId: 2, ...span, level: null } },
  ]);
  expect(detail(house).amendments.map(({ id, level, by }) => [id, level, by])).toEqual([
    [2, "recorded", "ann"],
    [1, "operational", "bob"],
  ]);
  const audited = house.store.db.prepare("SELECT actor_name, outcome FROM audit WHERE verb = 'amendComponent'").raw();
  expect(audited.all()).toEqual([
    ["bob", "changed"],
    ["ann", "changed"],
  ]);
});

test("a missed outage counts, also today, and moves neither the level nor what a moment showed", async () => {
  const house = await openAfterOutage();
  const then = house.now() - HOUR / 2;
  const shown = presentStatusAt(house.store, then);
  seen(house); // so that the bars are in memory

  await house.amend({ ...FALSE, from: house.now() - HOUR, to: house.now(), level: "major_outage" });

  expect(seen(house).bars).toEqual(["major_outage", "operational", "major_outage"]);
  expect(seen(house).downMs).toBe(3 * HOUR);
  await house.engine.settled();
  expect(house.store.components.get("api")).toMatchObject({ level: "operational", since: START + 3 * HOUR });
  expect({ ...presentStatusAt(house.store, then), seq: 0 }).toEqual({ ...shown, seq: 0 });
  expect(await house.moves()).toHaveLength(2);
  // Later it goes on as what it is.
  house.pass(HOUR);
  expect(seen(house).downMs).toBe(3 * HOUR);
});

test("the same word twice by the same person is one", async () => {
  const house = await openAfterOutage();
  await house.amend(FALSE);
  const again = await house.amend(FALSE);
  const other = await house.amend(FALSE, "bob");
  expect([again.result, again.value.id, other.result]).toEqual(["unchanged", 1, "changed"]);
});

test.each<[string, Partial<AmendInput>, string, RegExp, RegExp]>([
  [
    "a component that never was",
    { componentId: "apii" },
    "not_found",
    /no component `apii`; did you mean `api`/,
    /component list/,
  ],
  ["an end before the start", { from: START + 9, to: START + 8 }, "invalid", /not after its start/, /`to` after/],
  ["what is to come", { to: START + 9 * DAY }, "invalid", /lies in the future; it is/, /component override api/],
  [
    "what was before it was known",
    { from: START - 1 },
    "invalid",
    /is known since 2026-12-01T02:00/,
    /Begin the span then/,
  ],
  ["an empty reason", { reason: "  " }, "invalid", /The reason is empty/, /Say why/],
])("refuses %s, says what is and what to do, and leaves only its audit row", async (_, change, code, message, hint) => {
  const house = await openAfterOutage();
  const head = house.store.events.head();

  const refusal = await house.amend({ ...FALSE, ...change }).catch((error) => error.toBody());

  expect(refusal).toMatchObject({ code, detail: expect.stringMatching(message), hint: expect.stringMatching(hint) });
  expect(house.store.events.head()).toBe(head);
  expect(seen(house)).toEqual(WITH);
  expect(house.store.amendments.count("api")).toBe(0);
  const outcome = house.store.db.prepare("SELECT outcome FROM audit WHERE verb = 'amendComponent'").pluck();
  expect(outcome.all()).toEqual([code]);
});

test("a responder may not: what readers are shown of the past is an admin's business", async () => {
  const house = await openAfterOutage();
  await expect(house.run("amendComponent", amendComponent, FALSE)).rejects.toMatchObject({ code: "forbidden" });
});

test("one that has left the config can be amended: reports of its time count it", async () => {
  const house = await openAfterOutage();
  await house.configure(["web", "mail"]);
  await house.amend(FALSE);
  expect(seen(house)).toMatchObject({ inReport: 0, row: 0 });
});

test("the longest amendment, over a day of 23 hours, tells its first day and its last", async () => {
  const house = await openHouse({ at: Date.parse("2025-01-01T00:00:00Z") });
  await house.zones(["Europe/Berlin"]);
  await house.wind(Date.parse("2026-05-10T00:00:00Z") - house.now());
  for (let looks = 0; looks < 5; looks++) await house.wind(2000);
  const from = Date.parse("2025-03-20T23:30:00+01:00");
  await house.amend({ componentId: "web", from, to: from + 400 * 86_400_000, level: "major_outage", reason: "x" });
  const downOn = (day: string): unknown =>
    house.store.db
      .prepare("SELECT major_outage FROM component_days WHERE component_id = 'web' AND day = ?")
      .pluck()
      .get(day);
  expect(["2025-03-20", "2025-03-21", "2026-04-24", "2026-04-25"].map(downOn)).toEqual([
    ...[30 * 60_000, 86_400_000, 86_400_000, 30 * 60_000],
  ]);
});
