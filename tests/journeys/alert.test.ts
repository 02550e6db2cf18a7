// The whole way of one real alert, by real programs: Prometheus, Alertmanager, the daemon, watch, the TUI in a terminal, the page
// in a browser, a webhook that verifies; once with deliveries inside the daemon, once through Redis and a separate worker.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Incident } from "../../src/contract/incidents.ts";
import type { LiveEvent } from "../../src/contract/live.ts";
import { openPage } from "../support/chromium.ts";
import { type ProcessDaemon, spawnDaemon } from "../support/process.ts";
import { startAlertmanager, startPrometheus, startService } from "../support/prometheus.ts";
import { startRedis } from "../support/redis.ts";
import { type Sink, startSink } from "../support/sink.ts";
import { startTerminal } from "../support/tmux.ts";
import { hasTools } from "../support/tools.ts";
import { until } from "../support/until.ts";

const KEY = "key-of-the-real-alertmanager";
const PROGRAM = join(import.meta.dirname, "../../bin/tocsin");
const SCREENS = join(import.meta.dirname, "../output/screens");
const TOOLS = ["prometheus", "prometheus-alertmanager", "tmux", "chromium", "redis-server"];

describe.skipIf(!hasTools(...TOOLS))("a real alert", () => {
  test.each(["embedded", "redis"] as const)(
    "goes from Prometheus to terminal, page and webhook, is acked, recovers and is closed (%s)",
    { timeout: 120_000 },
    async (engine) => {
      const redis = engine === "redis" ? await startRedis() : undefined;
      const daemon = await spawnDaemon({
        config: {
          components: [
            { id: "checkout", name: "Checkout", match: { job: "api" } },
            { id: "web", name: "Website" },
          ],
          sources: [{ id: "am", kind: "alertmanager", key: KEY }],
          notify: { allow_private_targets: true, debounce: "1s" },
          ...(redis ? { redis: { url: redis.url, worker: false } } : {}),
        },
      });
      const worker = redis ? daemon.startTocsin(["worker", "--config", daemon.configFile]) : undefined;
      const sink = await startSink();
      const secret = await subscribe(daemon, sink);
      const watch = daemon.startTocsin(["watch", "--json"]);
      const seen = (): LiveEvent[] =>
        watch
          .stdout()
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line));
      const terminal = startTerminal(PROGRAM, { env: { TOCSIN_CONFIG: daemon.configFile, TOCSIN_ACTOR: "bob" } });
      const page = await openPage(`${daemon.url}/`);
      await until("the terminal to be live", () => /live/i.test(terminal.screen()));
      expect(await page.textContent("main")).toContain("All Systems Operational");

      const service = await startService();
      const alertmanager = await startAlertmanager({ url: `${daemon.url}/ingest/am`, key: KEY });
      await startPrometheus({
        service: service.address,
        alertmanager: alertmanager.address,
        labels: { severity: "page" },
      });
      service.setUp(false);

      const incident = await until("the incident", async () => (await listed(daemon))[0], 40_000);
      expect(incident).toMatchObject({ severity: "critical", state: "open", source: "am", firing: 1 });
      expect(incident.title).toBe("CheckoutDown: The checkout fails");
      await until("watch to see it", () => seen().some((event) => event.type === "incident:opened"));
      await until("watch to see the level move", () =>
        seen().some((event) => event.type === "status:changed" && event.data.to === "major_outage"),
      );
      await until("the terminal to show it", () => /CheckoutDown/.test(terminal.screen()));
      await until("the page to show it", async () => {
        await page.reload();
        return /Major outage/i.test((await page.textContent("main")) ?? "");
      });
      mkdirSync(SCREENS, { recursive: true });
      await page.screenshot({ path: join(SCREENS, `alert-${engine}.png`) });
      const told = await until("the webhook", () => sink.received[0]);
      sink.verify(told, secret);
      expect(told.body).toMatchObject({
        type: "status.changed",
        data: {
          changes: [{ component: { id: "checkout", name: "Checkout" }, from: "operational", to: "major_outage" }],
        },
      });

      terminal.keys("a");
      await until("the ack by key", async () => (await listed(daemon))[0]?.owner === "bob");
      expect(await daemon.tocsin(["ack", "1"])).toMatchObject({
        code: 5,
        stderr: expect.stringContaining("acknowledged by bob"),
      });
      expect(await daemon.tocsin(["resolve", "1"])).toMatchObject({
        code: 5,
        stderr: expect.stringContaining("1 firing alert"),
      });

      service.setUp(true);
      await until("the recovery to resolve it", async () => (await shown(daemon)).state === "resolved", 40_000);
      await until("the webhook to be told of the recovery", () => sink.received.length === 2);
      expect(sink.received[1]!.body).toMatchObject({
        data: { changes: [{ from: "major_outage", to: "operational" }] },
      });
      expect(await daemon.tocsin(["close", "1"])).toMatchObject({ code: 0 });
      await until("watch to see the close", () => seen().some((event) => event.type === "incident:closed"));

      await plannedWindow(daemon, seen);
      await until("the webhook to be told of the window", () => sink.received.length === 4);
      expect(sink.received.map(({ body }) => body.type)).toEqual([
        ...["status.changed", "status.changed", "maintenance.started", "maintenance.completed"],
      ]);
      expect([...sink.counts().get("/hook")!.values()]).toEqual([1, 1, 1, 1]);
      const seqs = seen().map((event) => event.seq);
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
      terminal.keys("q");
      expect((await daemon.kill()).code).toBe(0);
      if (worker) expect((await worker.kill()).code).toBe(0);
    },
  );
});

const subscribe = async (daemon: ProcessDaemon, sink: Sink): Promise<string> => {
  const { stdout } = await daemon.tocsin(["subscriber", "add", "webhook", `${sink.url}/hook`, "--json"]);
  return JSON.parse(stdout).secret;
};
const listed = async (daemon: ProcessDaemon): Promise<Incident[]> =>
  JSON.parse((await daemon.tocsin(["list", "--json"])).stdout);
const shown = async (daemon: ProcessDaemon): Promise<Incident> =>
  JSON.parse((await daemon.tocsin(["show", "1", "--json"])).stdout);

/** One that starts in a second and ends two seconds later, by itself. */
const plannedWindow = async (daemon: ProcessDaemon, seen: () => LiveEvent[]): Promise<void> => {
  const planned = await daemon.tocsin([
    "maintenance",
    "schedule",
    "Disk swap",
    "-c",
    "web",
    "--start",
    "+1s",
    "--for",
    "2s",
    ...["--no-announce", "--no-remind"],
    "--json",
  ]);
  expect(planned).toMatchObject({ code: 0 });
  const levels = (): (string | false)[] =>
    seen()
      .filter((event) => event.componentId === "web")
      .map((event) => event.type === "status:changed" && event.data.to);
  await until("the window to have started and ended by itself", () => levels().length === 2);
  expect(levels()).toEqual(["under_maintenance", "operational"]);
};
