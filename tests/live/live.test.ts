// The live feed: one event once, narrowed where asked, closed gaps, and nothing internal in public.
import { Agent, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { io } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../../src/client/client.ts";
import { followLive } from "../../src/client/live.ts";
import { noteIncident, openIncident } from "../../src/contract/incidents.ts";
import type { ResumeReply } from "../../src/contract/live.ts";
import {
  editMaintenance,
  endMaintenance,
  scheduleMaintenance,
  startMaintenance,
  updateMaintenance,
  verifyMaintenance,
} from "../../src/contract/maintenances.ts";
import { getStatus } from "../../src/contract/status.ts";
import { PLACES } from "../../src/daemon/live/places.ts";
import { tokenOf } from "../http/requests.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { connectTo, type Ear, listen } from "../support/ear.ts";
import { until } from "../support/until.ts";

const open = (daemon: TestDaemon, component = "api", title = "Down") =>
  daemon.client.call(openIncident, { title, severity: "critical", components: [{ id: component }] });
const resume = (ear: Ear, after: unknown): Promise<ResumeReply> => ear.socket.emitWithAck("resume", { after });

test("each event comes once, under its type, with the envelope of the API", async () => {
  const daemon = await startTestDaemon();
  const ear = await connectTo(daemon, { token: await tokenOf(daemon, "viewer") });
  await open(daemon);
  await until("the level", () => ear.types().includes("status:changed"));
  expect(ear.types()).toEqual(["incident:opened", "status:changed"]);
  const page = await daemon.client.raw({ method: "GET", path: `/api/v1/events?after=${ear.heard[0]!.seq - 1}` });
  expect(JSON.parse(page.body).items).toEqual(ear.heard);
});

test("without a token there is nothing over TCP, and everything over the socket", async () => {
  const daemon = await startTestDaemon();
  await expect(connectTo(daemon)).rejects.toMatchObject({ data: { code: "unauthenticated", status: 401 } });
  await expect(connectTo(daemon, { token: "tocsin_wrong" })).rejects.toMatchObject({
    data: { code: "unauthenticated" },
  });
  const agent = new Agent({ socketPath: daemon.socketPath } as object) as unknown as string;
  const ear = listen(
    io("http://localhost", { transports: ["websocket"], agent, auth: { actor: "ann" }, reconnection: false }),
  );
  await until("the connection", () => ear.socket.connected);
  await open(daemon);
  await until("the event", () => ear.types().includes("incident:opened"));
});

test("a client finds the feed below the path where a proxy has put the daemon", async () => {
  const asked: string[] = [];
  const proxy = createServer((_, response) => response.end("{}")).on("upgrade", (request, socket) => {
    asked.push(String(request.url));
    socket.destroy();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void proxy.close());
  const client = createClient({ url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/tocsin/`, env: {} });
  await client.call(getStatus, {});
  const feed = followLive(client, 0, {
    onEvent: () => {},
    onSnapshot: () => {},
    onState: () => {},
    onRefused: () => {},
  });
  onTestFinished(feed.close);
  await until("it to knock", () => asked.length > 0);
  expect(asked[0]).toMatch(/^\/tocsin\/socket\.io\/\?/);
});

test("subscribe narrows to incidents and components, and widens again", async () => {
  const daemon = await startTestDaemon();
  const [token, other] = [await tokenOf(daemon, "viewer"), await tokenOf(daemon, "viewer")];
  const ear = await connectTo(daemon, { token });
  const all = await connectTo(daemon, { token: other });
  expect(await ear.socket.emitWithAck("subscribe", { rooms: ["incident:1", "component:web"] })).toEqual({
    rooms: ["incident:1", "component:web"],
  });
  await open(daemon, "api");
  await open(daemon, "mail");
  await open(daemon, "web");
  await until("the levels", () => all.types().filter((type) => type === "status:changed").length === 3);
  expect(ear.heard.map(({ type, incidentId, componentId }) => [type, incidentId ?? componentId])).toEqual([
    ["incident:opened", 1],
    ["status:changed", "web"],
  ]);
  await ear.socket.emitWithAck("subscribe", { rooms: [] });
  await daemon.client.call(noteIncident, { id: 2, text: "Looking." });
  await until("the note", () => ear.types().includes("incident:noted"));
  for (const rooms of [["everything"], ["incident:x"], "incident:1", Array(101).fill("incident:1"), null])
    expect(await ear.socket.emitWithAck("subscribe", { rooms })).toMatchObject({ problem: { code: "invalid" } });
});

test("resume gives what was missed, five hundred at a time, and joins without a gap", async () => {
  const daemon = await startTestDaemon();
  await open(daemon);
  await daemon.tick();
  const from = daemon.store.events.head();
  for (let round = 0; round < 11; round++)
    await Promise.all(Array.from({ length: 100 }, () => daemon.client.call(noteIncident, { id: 1, text: "Looking." })));
  const ear = await connectTo(daemon, { token: await tokenOf(daemon, "viewer") });
  const seqs: number[] = [];
  for (let more = true; more; ) {
    const answer = await resume(ear, seqs.at(-1) ?? from);
    if (!("events" in answer)) throw new Error("a snapshot was not asked for");
    expect(answer.events.length).toBeLessThanOrEqual(500);
    seqs.push(...answer.events.map(({ seq }) => seq));
    more = answer.more;
  }
  expect(seqs).toEqual(Array.from({ length: daemon.store.events.head() - from }, (_, index) => from + 1 + index));
  for (const after of [-1, 1.5, "1", null])
    expect(await resume(ear, after)).toMatchObject({ problem: { code: "invalid" } });
});

test("a seq that the log does not reach, or never had, is answered with the whole situation", async () => {
  const daemon = await startTestDaemon();
  await open(daemon);
  await daemon.tick();
  const ear = await connectTo(daemon, { token: await tokenOf(daemon, "viewer") });
  const head = daemon.store.events.head();
  expect(await resume(ear, head + 1)).toMatchObject({
    reset: true,
    snapshot: { seq: head, incidents: [{ id: 1 }], status: { level: "major" } },
  });
  daemon.store.db.prepare("DELETE FROM events WHERE seq < ?").run(head);
  expect(await resume(ear, 0)).toMatchObject({ reset: true, snapshot: { seq: head } });
  expect(await resume(ear, head - 1)).toMatchObject({ events: [{ seq: head }], more: false });
});

test("a revoked token is cut off at once, others stay", async () => {
  const daemon = await startTestDaemon();
  const revoked = await connectTo(daemon, { token: await tokenOf(daemon, "viewer") });
  const other = await connectTo(daemon, { token: await tokenOf(daemon, "viewer") });
  await daemon.client.raw({ method: "DELETE", path: "/api/v1/tokens/1" });
  await until("the end", () => !revoked.socket.connected);
  await open(daemon);
  await until("the event", () => other.types().includes("incident:opened"));
  expect(revoked.types()).not.toContain("incident:opened");
});

test("a token that runs out ends its connection, and the page's readers stay", async () => {
  const daemon = await startTestDaemon();
  const token = await tokenOf(daemon, "viewer", { expiresInMs: 1000 });
  const reader = await connectTo(daemon, { namespace: "/public" });
  const ear = await connectTo(daemon, { token });
  await until("the end", () => !ear.socket.connected);
  await expect(connectTo(daemon, { token })).rejects.toMatchObject({
    data: { code: "unauthenticated", detail: "The token viewer has expired." },
  });
  await daemon.client.raw({ method: "DELETE", path: "/api/v1/tokens/1" });
  await open(daemon, "api");
  await until("the level", () => reader.heard.some((event) => "component" in event && event.component === "api"));
  expect(reader.socket.connected).toBe(true);
});

test("a token has so many connections; one more is told so, another token is not, and a place that is left is free", async () => {
  const daemon = await startTestDaemon();
  const [token, other] = [await tokenOf(daemon, "viewer"), await tokenOf(daemon, "viewer")];
  const ears: Ear[] = [];
  while (ears.length < PLACES.perToken) {
    const some = Array.from({ length: 100 }, () => connectTo(daemon, { token }));
    ears.push(...(await Promise.all(some)));
  }
  await expect(connectTo(daemon, { token })).rejects.toMatchObject({
    data: { code: "rate_limited", status: 429, detail: "This token has 1000 live connections already." },
  });
  await connectTo(daemon, { token: other });
  ears[0]!.socket.close();
  await until("a free place", () => connectTo(daemon, { token }).catch(() => undefined));
});

test("/public tells levels and windows of what is visible, and nothing of people, incidents or hidden components", async () => {
  const daemon = await startTestDaemon();
  const ear = await connectTo(daemon, { namespace: "/public" });
  const iso = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const plan = { title: "Upgrade", startsAt: iso(0), endsAt: iso(60_000) };
  await open(daemon, "vault", "A secret outage");
  await daemon.client.call(scheduleMaintenance, { ...plan, title: "A secret window", components: ["vault"] });
  await daemon.client.call(scheduleMaintenance, { ...plan, components: ["vault", "web"] });
  await open(daemon, "api", "A secret outage");
  await daemon.client.call(noteIncident, { id: 1, text: "A secret note." });
  await until("the level", () => ear.heard.some((event) => "component" in event && event.component === "api"));
  expect(ear.heard).toEqual([
    { page: "status", id: 2, title: "Upgrade", components: ["web"], at: expect.any(String), seq: expect.any(Number) },
    { page: "status", id: 2, title: "Upgrade", components: ["web"], at: expect.any(String), seq: expect.any(Number) },
    expect.objectContaining({ page: "status", component: "web", from: "operational", to: "under_maintenance" }),
    expect.objectContaining({ page: "status", component: "api", from: "operational", to: "major_outage" }),
  ]);
  expect(Object.keys(ear.heard[3]!).sort()).toEqual(["at", "component", "from", "page", "seq", "to"]);
  expect(JSON.stringify(ear.heard)).not.toMatch(/vault|secret|ann/);
});

test("/public tells what becomes of a window: other times, words, its end; not what only operators see", async () => {
  const daemon = await startTestDaemon();
  const { call } = daemon.client;
  const ear = await connectTo(daemon, { namespace: "/public" });
  const types: string[] = [];
  ear.socket.onAny((type: string) => types.push(type));
  const iso = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const plan = { title: "Upgrade", components: ["vault", "web"], startsAt: iso(3600_000), endsAt: iso(7200_000) };
  const { id } = await call(scheduleMaintenance, plan);
  await call(editMaintenance, { id, holdAlerts: false, remindBeforeMs: null });
  await call(editMaintenance, { id, title: "Upgrade of the disks" });
  await call(updateMaintenance, { id, text: "A secret of the page alone." });
  await call(startMaintenance, { id });
  await call(verifyMaintenance, { id });
  await call(endMaintenance, { id });
  await until("its end", () => types.includes("maintenance:completed"));
  expect(types.filter((type) => type.startsWith("maintenance:"))).toEqual(
    ["scheduled", "edited", "updated", "edited", "started", "verifying", "completed"].map(
      (what) => `maintenance:${what}`,
    ),
  );
  const told = ear.heard.filter((event) => "title" in event);
  expect(new Set(told.map((event) => Object.keys(event).sort().join()))).toEqual(
    new Set(["at,components,id,page,seq,title"]),
  );
  expect(JSON.stringify(ear.heard)).not.toMatch(/vault|secret|ann/);
});
