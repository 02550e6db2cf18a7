// Alerts as a Prometheus of some size has them, in the words of Alertmanager's API and of its webhook.

export interface BenchAlert {
  group: number;
  instance: string;
  status: "firing" | "resolved";
}

const STARTS_AT = new Date(Date.now() - 60_000).toISOString();
const labelsOf = ({ group, instance }: BenchAlert): Record<string, string> => ({
  alertname: `DiskFills${group}`,
  severity: "warning",
  job: "node",
  instance,
  component: `service-${group % 12}`,
  datacenter: "north-1",
});
const annotationsOf = ({ instance }: BenchAlert): Record<string, string> => ({
  summary: `The disk of ${instance} will be full in 4 hours`,
  description: "At the rate of the last hour nothing will be left of it; see the runbook of the storage team.",
});

/** As `POST /api/v2/alerts` takes them. */
export const forAlertmanager = (alerts: readonly BenchAlert[]): string =>
  JSON.stringify(
    alerts.map((alert) => ({
      labels: labelsOf(alert),
      annotations: annotationsOf(alert),
      startsAt: STARTS_AT,
      generatorURL: "http://prometheus.example.org/graph?g0.expr=predict_linear",
    })),
  );

/** As Alertmanager's webhook sends one group. */
export const forTocsin = (alerts: readonly BenchAlert[]): string => {
  const { group } = alerts[0]!;
  return JSON.stringify({
    version: "4",
    groupKey: `{}:{alertname="DiskFills${group}"}`,
    status: "firing",
    receiver: "tocsin",
    groupLabels: { alertname: `DiskFills${group}` },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "http://alertmanager.example.org",
    truncatedAlerts: 0,
    alerts: alerts.map((alert) => ({
      status: alert.status,
      labels: labelsOf(alert),
      annotations: annotationsOf(alert),
      startsAt: STARTS_AT,
      endsAt: alert.status === "resolved" ? new Date().toISOString() : "0001-01-01T00:00:00Z",
      generatorURL: "http://prometheus.example.org/graph?g0.expr=predict_linear",
      fingerprint: alert.instance,
    })),
  });
};

export const inBatches = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
