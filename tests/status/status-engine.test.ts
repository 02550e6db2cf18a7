// Levels follow from what incidents and windows ask: one change per difference between consecutive transactions.
import { expect, test } from "vitest";
import type { StoredEvent } from "../../src/domain/events.ts";
import { openHouse } from "../actions/house.ts";

const MINUTE = 60_000;
const changes = (log: readonly StoredEvent[]) =>
  log.flatMap((event) =>
    event.type === "status:changed"
      ? [{ ...event.data, component: event.componentId, at: event.at, causeSeq: event.causeSeq }]
      : [],
  );

test("an engine that looks late still tells every change, at the time and for the reason it happened", async () => {
  const house = await openHouse();
  const start = house.now();
  await house.open({ title: "Down", severity: "critical", components: [{ id: "api" }] });
  await house.wind(MINUTE);
  await house.resolve({ id: 1 });
  await house.wind(MINUTE);
  const seqOf = (type: string) => house.log().find((event) => event.type === type)?.seq;
  expect(await house.level("api")).toBe("operational");
  expect(changes(house.log())).toEqual([
    {
      component: "api",
      from: "operational",
      to: "major_outage",
      cause: { kind: "incident", id: 1 },
      at: start,
      causeSeq: seqOf("incident:opened"),
    },
    {
      component: "api",
      from: "major_outage",
      to: "operational",
      cause: { kind: "none" },
      at: start + MINUTE,
      causeSeq: seqOf("incident:resolved"),
    },
  ]);
});

test("another reason for the same level is no change, and the time since stays", async () => {
  const house = await openHouse();
  await house.open({ title: "First", severity: "high", components: [{ id: "api" }] });
  await house.level("api");
  const since = house.store.components.get("api")?.since;
  await house.wind(MINUTE);
  await house.open({ title: "Second", severity: "high", components: [{ id: "api" }] });
  await house.resolve({ id: 1 });
  expect(await house.level("api")).toBe("partial_outage");
  expect(house.store.components.get("api")).toMatchObject({ since, cause: { kind: "incident", id: 2 } });
  expect(changes(house.log())).toHaveLength(1);
});

test("the worst incident counts, and an ack, a note or a close moves nothing", async () => {
  const house = await openHouse();
  await house.open({ title: "Slow", severity: "medium", components: [{ id: "api" }] });
  await house.open({ title: "Down", severity: "critical", components: [{ id: "api", level: "partial_outage" }] });
  expect(await house.level("api")).toBe("partial_outage");
  await house.ack({ id: 2 });
  await house.note({ id: 2, text: "Looking." });
  await house.level("api");
  await house.resolve({ id: 2 });
  expect(await house.level("api")).toBe("degraded_performance");
  await house.closeIncident({ id: 2 });
  await house.level("api");
  expect(changes(house.log()).map(({ to }) => to)).toEqual([
    "degraded_performance",
    "partial_outage",
    "degraded_performance",
  ]);
});

test("maintenance never paints over an outage, and two windows end with the last", async () => {
  const house = await openHouse();
  const plan = (startsIn: number, endsIn: number) => ({
    ...{ title: "Upgrade", components: ["api"] },
    ...{ startsAt: house.now() + startsIn * MINUTE, endsAt: house.now() + endsIn * MINUTE },
  });
  await house.schedule(plan(0, 30));
  await house.schedule(plan(10, 60));
  expect(await house.level("api")).toBe("under_maintenance");
  await house.open({ title: "Down", severity: "critical", components: [{ id: "api" }] });
  expect(await house.level("api")).toBe("major_outage");
  await house.resolve({ id: 1 });
  expect(await house.level("api")).toBe("under_maintenance");
  await house.wind(30 * MINUTE);
  expect(await house.level("api")).toBe("under_maintenance");
  await house.wind(30 * MINUTE);
  expect(await house.level("api")).toBe("operational");
});

test("a severity that asks nothing moves nothing", async () => {
  const house = await openHouse();
  await house.open({ title: "Odd", severity: "low", components: [{ id: "api" }] });
  expect(await house.level("api")).toBe("operational");
  expect(house.types()).toEqual(["incident:opened"]);
});
