// /metrics for Prometheus: what an operator would want a graph or an alert of.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { CHANNELS } from "../domain/channel.ts";
import { LANES } from "../domain/lane.ts";
import { type Backlog, createBacklog } from "./backlog.ts";
import type { Settled } from "./delivery/settle.ts";
import type { LiveFeed } from "./live/live.ts";
import type { Follower } from "./store/follow.ts";
import type { Store } from "./store/store.ts";
import { thrifty } from "./thrifty.ts";

export interface MetricsOptions {
  store: Store;
  now: () => number;
  readers: () => Record<string, Follower>;
  live: () => LiveFeed;
  /** Requests that wait for the next event. */
  polls: () => number;
}

type MakeGauge = (name: string, help: string, collect: (this: Gauge) => void, labelNames?: string[]) => void;

export const createMetrics = ({ store, now, readers, live, polls }: MetricsOptions) => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "tocsin_" });
  const gauge: MakeGauge = (name, help, collect, labelNames = []) => {
    new Gauge({ name, help, labelNames, registers: [registry], collect });
  };
  gauge("tocsin_incidents_active", "Incidents that are open or acknowledged.", function () {
    this.set(store.incidents.countActive());
  });
  gauge("tocsin_events_head", "Newest seq of the event log.", function () {
    this.set(store.events.head());
  });
  gauge(
    "tocsin_reader_lag_events",
    "Events that a reader of the log has not handled yet.",
    function () {
      for (const [reader, follower] of Object.entries(readers()))
        this.set({ reader }, store.events.head() - follower.seq());
    },
    ["reader"],
  );
  gauge(
    "tocsin_reader_faults",
    "Events that a reader had to pass over.",
    function () {
      this.reset();
      for (const reader of Object.keys(readers())) this.set({ reader }, 0);
      for (const fault of store.readers.faults()) this.inc({ reader: fault.reader });
    },
    ["reader"],
  );
  const backlog = createBacklog(store);
  const observeDelivery = deliveryMetrics(registry, gauge, { store, now, backlog });
  gauge("tocsin_commands_waiting", "Transactions that wait for the next shared commit.", function () {
    this.set(store.depth());
  });
  gauge("tocsin_live_sockets", "Connected sockets, public ones too.", function () {
    this.set(live().sockets());
  });
  gauge("tocsin_polls_waiting", "Requests that wait for the next event.", function () {
    this.set(polls());
  });
  const alerts = new Counter({
    name: "tocsin_alerts_total",
    help: "What sources said of alerts, and what became of it; shed: repeats only counted, since too much came at once.",
    labelNames: ["source", "effect"],
    registers: [registry],
  });
  const requests = new Histogram({
    name: "tocsin_http_request_seconds",
    help: "Time from request to reply of the API, by route and status.",
    labelNames: ["method", "status"],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5],
    registers: [registry],
  });
  return {
    observeDelivery,
    countAlerts: (source: string, effect: string, count: number): void => alerts.inc({ source, effect }, count),
    observeRequest: (method: string, status: number, seconds: number): void =>
      requests.observe({ method, status: String(status) }, seconds),
    render: async () => {
      await backlog.count();
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
};

/** What waits is counted from the rows, and not on every scrape where they are many; what was settled counts since the start. */
const deliveryMetrics = (
  registry: Registry,
  gauge: MakeGauge,
  { store, now, backlog }: Pick<MetricsOptions, "store" | "now"> & { backlog: Backlog },
) => {
  const targets = thrifty(store.tellingFacts.targets);
  const dead = thrifty(store.deliveries.countDead);
  gauge(
    "tocsin_deliveries",
    "Deliveries that are not settled, and dead ones.",
    function () {
      for (const state of ["queued", "retrying", "sending"] as const) this.set({ state }, backlog.of({ state }));
      this.set({ state: "dead" }, dead());
    },
    ["state"],
  );
  gauge(
    "tocsin_deliveries_waiting",
    "Deliveries that are queued or wait for another try.",
    function () {
      for (const channel of CHANNELS) this.set({ channel }, backlog.waiting({ channel }));
    },
    ["channel"],
  );
  gauge(
    "tocsin_lane_waiting",
    "The same by lane: each is sent beside the others.",
    function () {
      for (const lane of LANES) this.set({ lane }, backlog.waiting({ lane }));
    },
    ["lane"],
  );
  gauge(
    "tocsin_deliveries_oldest_due_seconds",
    "For how long the oldest delivery of a lane has been due; 0 where none is.",
    function () {
      for (const lane of LANES) {
        const dueAt = store.deliveries.nextDueIn(lane) ?? now();
        this.set({ lane }, Math.max(0, now() - dueAt) / 1000);
      }
    },
    ["lane"],
  );
  gauge("tocsin_notify_paused", "1 while sending is paused.", function () {
    this.set(store.pauses.inForce(now()) ? 1 : 0);
  });
  gauge(
    "tocsin_subscribers",
    "Who may be told, subscribers and targets of the team.",
    function () {
      this.reset();
      for (const { audience, channel, state, count } of targets()) this.set({ audience, channel, state }, count);
    },
    ["audience", "channel", "state"],
  );
  const settled = new Counter({
    name: "tocsin_deliveries_settled_total",
    help: "Tries to send by how they ended: sent, failed (will be tried again), dead (given up).",
    labelNames: ["channel", "outcome"],
    registers: [registry],
  });
  const lag = new Histogram({
    name: "tocsin_delivery_seconds",
    help: "Time from planning a message until it was sent.",
    labelNames: ["channel"],
    buckets: [0.1, 0.5, 1, 5, 30, 120, 600, 3600, 21_600, 86_400],
    registers: [registry],
  });
  return ({ channel, outcome, seconds }: Settled): void => {
    settled.inc({ channel, outcome });
    if (outcome === "sent") lag.observe({ channel }, seconds);
  };
};
