// A daemon with one source of each kind, and ways to speak as each of them.
import { listIncidents } from "../../src/contract/incidents.ts";
import { listSourceRequests, type SourceRequest } from "../../src/contract/sources.ts";
import { type Answer, type Ask, ask } from "../http/requests.ts";
import { startTestDaemon, type TestDaemon, type TestDaemonOptions } from "../support/daemon.ts";

export const KEYS = { am: "key-of-alertmanager", grafana: "key-of-grafana", script: "key-of-the-script" } as const;
export type SourceId = keyof typeof KEYS;

export const startWithSources = (options: TestDaemonOptions = {}): Promise<TestDaemon> =>
  startTestDaemon({
    ...options,
    config: {
      sources: [
        { id: "am", kind: "alertmanager", key: KEYS.am },
        { id: "grafana", kind: "grafana", key: KEYS.grafana },
        { id: "script", kind: "generic", key: KEYS.script, severities: { sev1: "critical" } },
      ],
      ...options.config,
    },
  });

export const say = (daemon: TestDaemon, source: SourceId, body: unknown, more: Ask = {}): Promise<Answer> =>
  ask(daemon, `/ingest/${source}`, { method: "POST", token: KEYS[source], body, ...more });

export const incidentsOf = async (daemon: TestDaemon) =>
  (await daemon.client.call(listIncidents, { state: "all" })).items;

export const logOf = async (daemon: TestDaemon, id: string): Promise<SourceRequest[]> =>
  (await daemon.client.call(listSourceRequests, { id })).items;

export const amAlert = (fingerprint: string, change: Record<string, unknown> = {}) => ({
  ...{ status: "firing", labels: { alertname: "Down", job: "api", severity: "critical" }, annotations: {} },
  ...{ startsAt: "2026-12-01T02:00:00Z", endsAt: "0001-01-01T00:00:00Z", fingerprint },
  ...change,
});
export const amGroup = (alerts: object[], groupKey = "{}:{}") => ({ version: "4", groupKey, alerts });
