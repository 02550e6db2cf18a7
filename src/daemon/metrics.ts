// /metrics for Prometheus: what an operator would want a graph or an alert of.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { LiveFeed } from "./live/live.ts";
import type { Follower } from "./store/follow.ts";
import type { Store } from "./store/store.ts";

export interface MetricsOptions {
  store: Store;
  readers: () => Record<string, Follower>;
  live: () => LiveFeed;
  /** Requests that wait for the next event. */
  polls: () => number;
}

export const createMetrics = ({ store, readers, live, polls }: MetricsOptions) => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "tocsin_" });
  const gauge = (name: string, help: string, collect: (this: Gauge) => void, labelNames: string[] = []): void => {
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
  gauge(
    "tocsin_deliveries",
    "Deliveries that are not settled, and dead ones.",
    function () {
      this.reset();
      for (const [state, count] of store.deliveries.counts()) this.set({ state }, count);
    },
    ["state"],
  );
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
    countAlerts: (source: string, effect: string, count: number): void => alerts.inc({ source, effect }, count),
    observeRequest: (method: string, status: number, seconds: number): void =>
      requests.observe({ method, status: String(status) }, seconds),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
};
