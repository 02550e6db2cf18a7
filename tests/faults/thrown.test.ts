// Something throws inside: commands go on, one warning says so, and the work is done later.
import { expect, test } from "vitest";
import { ackIncident, openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { getDoctor, listEvents, repairReaders } from "../../src/contract/log.ts";
import { getStatus } from "../../src/contract/status.ts";
import { addSubscriber, listDeliveries } from "../../src/contract/subscribers.ts";
import type { OpenInput } from "../../src/daemon/actions/open-incident.ts";
import type { Seam } from "../../src/daemon/ports.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { createRecorder, START } from "./recorder.ts";

const DOWN = { title: "Down", severity: "critical", components: [{ id: "api" }] } satisfies OpenInput;

/** A seam that throws at one place while `times` last. */
const throwAt = (where: Seam, times: number) => {
  const fault = { left: times, thrown: 0 };
  const seam = (name: Seam): void => {
    if (name !== where || fault.left <= 0) return;
    fault.left -= 1;
    fault.thrown += 1;
    throw new Error(`thrown at ${where}`);
  };
  return { fault, seam };
};

const levelOf = async (daemon: TestDaemon, id: string) =>
  (await daemon.client.call(getStatus, {})).components.find((component) => component.id === id)?.level;

const changesOf = async (daemon: TestDaemon) =>
  (await daemon.client.call(listEvents, { limit: "200" })).items.filter((event) => event.type === "status:changed");

const doctorOf = async (daemon: TestDaemon, name: string) =>
  (await daemon.client.call(getDoctor, {})).checks.find((check) => check.name === name);

test("the status engine throws three times: the command is answered, one warning, the level moves and is told once", async () => {
  const { fault, seam } = throwAt("engine-step", 3);
  const recorder = createRecorder();
  const daemon = await startTestDaemon({ ports: { seam, createSender: recorder.createSender } });
  await daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a" });

  const opened = await daemon.client.callWithStatus(openIncident, DOWN);
  expect(opened.status).toBe(201);
  expect((await daemon.client.callWithStatus(ackIncident, { id: 1 })).status).toBe(200);

  await until("the message", () => recorder.told.length === 1);
  expect(fault.thrown).toBe(3);
  expect(recorder.words()).toEqual(["api operational>major_outage"]);
  expect(await changesOf(daemon)).toHaveLength(1);
  expect(daemon.logged.map((line) => line.msg)).toEqual([
    expect.stringMatching(/^status could not handle event \d+; trying again$/),
  ]);
  expect(daemon.store.readers.faults()).toEqual([]);
});

test("other commands meanwhile do not use up the tries of an event that cannot be handled", async () => {
  const { fault, seam } = throwAt("engine-step", 2);
  const daemon = await startTestDaemon({ ports: { seam } });
  await daemon.client.call(openIncident, DOWN);
  for (let round = 0; round < 20; round++) await daemon.client.call(openIncident, { title: "Other", severity: "low" });
  expect(await until("the level", async () => (await levelOf(daemon, "api")) === "major_outage")).toBe(true);
  expect(fault.thrown).toBe(2);
  expect(daemon.store.readers.faults()).toEqual([]);
});

test("the planner's fan-out throws three times: one warning, and each target is told once", async () => {
  const { fault, seam } = throwAt("planner-chunk", 3);
  const recorder = createRecorder();
  const daemon = await startTestDaemon({ ports: { seam, createSender: recorder.createSender } });
  for (const name of ["a", "b"])
    await daemon.client.call(addSubscriber, { channel: "webhook", target: `https://example.org/${name}` });

  expect((await daemon.client.callWithStatus(openIncident, DOWN)).status).toBe(201);
  await until("both messages", async () => {
    await daemon.tick();
    return recorder.told.length === 2;
  });
  expect(fault.thrown).toBe(3);
  expect(recorder.told.map((told) => told.url).sort()).toEqual(["https://example.org/a", "https://example.org/b"]);
  expect(daemon.logged.map((line) => line.msg)).toEqual(["notice 1 (status) could not be planned; trying again"]);
});

test.each([
  [
    "throws at once",
    () => {
      throw new Error("no sender today");
    },
  ],
  ["rejects", () => Promise.reject(new Error("no sender today"))],
])(
  "the channel %s: the command is answered, and the message goes out at the next try under the same id",
  async (_, fail) => {
    const recorder = createRecorder();
    const daemon = await startTestDaemon({ ports: { createSender: recorder.createSender } });
    await daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a" });
    recorder.answer(fail);

    expect((await daemon.client.callWithStatus(openIncident, DOWN)).status).toBe(201);
    await until("the failed attempt", () => daemon.store.deliveries.list("retrying", 99, 1).length === 1);
    expect((await daemon.client.call(listDeliveries, {})).items[0]).toMatchObject({
      attempts: 1,
      reason: "no sender today",
    });

    recorder.answer(() => ({ kind: "sent" }));
    await daemon.wind(10_000);
    await until("the message", () => daemon.store.deliveries.list("sent", 99, 1).length === 1);
    expect(recorder.told.map((told) => told.id)).toEqual([recorder.told[0]!.id, recorder.told[0]!.id]);
    expect(await levelOf(daemon, "api")).toBe("major_outage");
  },
);

test("a message that cannot be written is tried by the table of retries and then given up; others go out", async () => {
  const recorder = createRecorder();
  const daemon = await startTestDaemon({ ports: { createSender: recorder.createSender, random: () => 0 } });
  for (const name of ["a", "b"])
    await daemon.client.call(addSubscriber, { channel: "webhook", target: `https://example.org/${name}` });
  daemon.store.db.prepare("UPDATE subscribers SET secret = 'whsec_!' WHERE id = 1").run();

  await daemon.client.call(openIncident, DOWN);
  await until("the other message", () => recorder.told.length === 1);
  expect(recorder.told[0]!.url).toBe("https://example.org/b");
  await until("the end", async () => {
    await daemon.wind(24 * 3600_000);
    return daemon.store.deliveries.list("dead", 99, 1).length === 1;
  });
  expect(daemon.store.deliveries.list("dead", 99, 1)[0]).toMatchObject({ subscriberId: 1, attempts: 11 });
  const why = "its message could not be written: Base64Coder: incorrect padding";
  expect(daemon.logged.map((line) => line.msg)).toEqual([
    ...Array(11).fill(`delivery 1: ${why}`),
    `delivery 1 to subscriber 1 was given up: ${why}`,
  ]);
});

test("an outcome that cannot be settled is kept and settled later; nothing is sent twice", async () => {
  const { fault, seam } = throwAt("before-settle", 1);
  const recorder = createRecorder();
  const daemon = await startTestDaemon({ ports: { seam, createSender: recorder.createSender } });
  await daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a" });
  await daemon.client.call(openIncident, DOWN);
  await until("the settled row", () => daemon.store.deliveries.list("sent", 99, 1).length === 1);
  expect(fault.thrown).toBe(1);
  expect(recorder.told).toHaveLength(1);
  expect(daemon.logged.map((line) => line.msg)).toEqual(["delivery 1 could not be settled; trying again"]);
});

test("a commit that fails is refused as unavailable with Retry-After; nothing of it is left and the next one works", async () => {
  const { fault, seam } = throwAt("before-commit", 0);
  const daemon = await startTestDaemon({ ports: { seam } });
  const head = daemon.store.events.head();
  fault.left = Infinity;
  const reply = await daemon.client.raw({ method: "POST", path: "/api/v1/incidents", body: JSON.stringify(DOWN) });
  expect(reply.status).toBe(503);
  expect(reply.headers["retry-after"]).toBe("2");
  expect(JSON.parse(reply.body)).toMatchObject({ code: "unavailable" });
  expect(daemon.store.events.head()).toBe(head);
  fault.left = 0;
  expect(await daemon.client.call(openIncident, DOWN)).toMatchObject({ id: 1, state: "open" });
});

test("a reader that throws for good passes over the event, tells it and turns the doctor red until it is repaired", async () => {
  const { fault, seam } = throwAt("engine-step", Infinity);
  const daemon = await startTestDaemon({ ports: { seam } });
  await daemon.client.call(openIncident, DOWN);
  const { seq } = (await daemon.client.call(listEvents, { limit: "200" })).items.find(
    (event) => event.type === "incident:opened",
  )!;

  await until("the fault", () => daemon.store.readers.faults().length === 1);
  // What could not be handled step by step is recomputed from the rows.
  await until("the level", async () => (await levelOf(daemon, "api")) === "major_outage");
  const faulted = (await daemon.client.call(listEvents, { limit: "200" })).items.filter(
    (event) => event.type === "reader:faulted",
  );
  expect(faulted).toMatchObject([{ actor: { kind: "system" }, data: { reader: "status", seq } }]);
  expect(await doctorOf(daemon, "reader status")).toMatchObject({
    state: "failed",
    detail: `passed over 1 event, the first at seq ${seq}: Error: thrown at engine-step`,
  });
  const ready = await fetch(`${daemon.url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ ready: true, degraded: [expect.stringContaining("reader status")] });
  expect((await fetch(`${daemon.url}/healthz`)).status).toBe(200); // no supervisor restarts us for one bad row

  fault.left = 0;
  await daemon.client.call(resolveIncident, { id: 1 });
  await until("the level", async () => (await levelOf(daemon, "api")) === "operational");
  expect(await daemon.client.call(repairReaders, {})).toEqual({ repaired: 1, remaining: 0 });
  expect(await levelOf(daemon, "api")).toBe("operational"); // repair asks the rows; it does not replay old news
  expect(await changesOf(daemon)).toHaveLength(2);
  expect((await daemon.client.call(getDoctor, {})).healthy).toBe(true);
  expect(await daemon.client.call(repairReaders, {})).toEqual({ repaired: 0, remaining: 0 });
});

test("everything throws at once, and every command is still answered", async () => {
  const seam = (name: Seam): void => {
    if (["engine-step", "planner-chunk", "before-send", "before-settle"].includes(name)) throw new Error(name);
  };
  const createSender = () => ({ send: () => Promise.reject(new Error("no")), close: async () => {} });
  const daemon = await startTestDaemon({ ports: { seam, createSender, now: () => START } });
  await daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a" });
  for (let id = 1; id <= 10; id++) {
    expect((await daemon.client.callWithStatus(openIncident, DOWN)).status).toBe(201);
    expect((await daemon.client.callWithStatus(ackIncident, { id })).status).toBe(200);
    expect((await daemon.client.callWithStatus(resolveIncident, { id })).status).toBe(200);
  }
});
