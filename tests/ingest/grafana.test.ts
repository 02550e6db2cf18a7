// Grafana's webhook, as Grafana 11 sends it.
import { expect, test } from "vitest";
import { incidentsOf, logOf, say, startWithSources } from "./support.ts";

const alert = (change: Record<string, unknown> = {}) => ({
  status: "firing",
  labels: { alertname: "High latency", grafana_folder: "Shop", job: "web", severity: "warning" },
  annotations: { summary: "p95 is above 2 s" },
  startsAt: "2026-12-01T02:00:00Z",
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: "https://grafana.example.org/alerting/grafana/abc/view",
  fingerprint: "c6eadffa33fcdf37",
  silenceURL: "https://grafana.example.org/alerting/silence/new?alertmanager=grafana",
  dashboardURL: "https://grafana.example.org/d/abc",
  panelURL: "https://grafana.example.org/d/abc?viewPanel=1",
  values: { B: 2.31, C: 1, D: 1e308 },
  valueString: "[ var='B' labels={job=web} value=2.31 ]",
  ...change,
});
const payload = (alerts: object[]) => ({
  ...{
    receiver: "tocsin",
    status: "firing",
    orgId: 1,
    alerts,
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
  },
  ...{ externalURL: "https://grafana.example.org/", version: "1", groupKey: '{}:{alertname="High latency"}' },
  ...{ truncatedAlerts: 0, title: "[FIRING:1] High latency Shop", state: "alerting", message: "**Firing**" },
});

test("fires, repeats and recovers; the links and the value stand with the alert", async () => {
  const daemon = await startWithSources();
  expect((await say(daemon, "grafana", payload([alert()]))).json).toMatchObject({ fired: 1 });
  expect((await say(daemon, "grafana", payload([alert()]), { method: "PUT" })).json).toMatchObject({ repeated: 1 });
  expect(await incidentsOf(daemon)).toMatchObject([
    { title: "High latency: p95 is above 2 s", severity: "medium", components: [{ id: "web" }], source: "grafana" },
  ]);
  expect(daemon.store.alerts.get("grafana", "c6eadffa33fcdf37")!.annotations).toEqual({
    summary: "p95 is above 2 s",
    valueString: "[ var='B' labels={job=web} value=2.31 ]",
    dashboardURL: "https://grafana.example.org/d/abc",
    panelURL: "https://grafana.example.org/d/abc?viewPanel=1",
    silenceURL: "https://grafana.example.org/alerting/silence/new?alertmanager=grafana",
    generatorURL: "https://grafana.example.org/alerting/grafana/abc/view",
  });
  const over = alert({ status: "resolved", endsAt: "2026-12-01T02:05:00Z" });
  expect((await say(daemon, "grafana", payload([over]))).json).toMatchObject({ recovered: 1 });
  expect(await incidentsOf(daemon)).toMatchObject([{ state: "resolved" }]);
  expect((await logOf(daemon, "grafana")).map(({ shape }) => shape)).toEqual(["grafana", "grafana", "grafana"]);
});

test("an alert without a name takes the title of its group; null for a link is none", async () => {
  const daemon = await startWithSources();
  const bare = alert({
    labels: {},
    annotations: {},
    dashboardURL: null,
    panelURL: null,
    silenceURL: "",
    generatorURL: null,
    valueString: null,
  });
  expect((await say(daemon, "grafana", payload([bare]))).status).toBe(200);
  expect(await incidentsOf(daemon)).toMatchObject([{ title: "[FIRING:1] High latency Shop" }]);
  expect(daemon.store.alerts.get("grafana", "c6eadffa33fcdf37")!.annotations).toEqual({});
});

test("another version is refused by its kind's own measure", async () => {
  const daemon = await startWithSources();
  const { status, json } = await say(daemon, "grafana", { ...payload([alert()]), version: "2" });
  expect([status, json]).toMatchObject([400, { errors: [{ path: "version" }] }]);
  expect(json.detail).toContain("not a Grafana webhook");
});
