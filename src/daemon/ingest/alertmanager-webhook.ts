// Alertmanager's webhook, version "4": one group with its alerts. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
import * as z from "zod";
import type { SourceConfig } from "../../config/schema.ts";
import { dotted } from "../../contract/explain.ts";
import { problem } from "../../contract/problem.ts";
import { type IncomingAlert, type Labels, severityOf } from "../../domain/alert.ts";

const LabelSet = z.record(z.string(), z.string());
/** Only what we use is checked, so that newer versions may add fields. */
const AlertmanagerWebhook = z.object({
  version: z.literal("4"),
  groupKey: z.string().min(1),
  groupLabels: LabelSet.default({}),
  truncatedAlerts: z.number().default(0),
  alerts: z
    .array(
      z.object({
        status: z.enum(["firing", "resolved"]),
        labels: LabelSet,
        annotations: LabelSet.default({}),
        startsAt: z.string().optional(),
        fingerprint: z.string().min(1).max(255),
      }),
    )
    .max(10_000),
});
type Group = z.output<typeof AlertmanagerWebhook>;

const MAX_FAULTS = 20;
const MAX_TITLE = 255;
const MAX_LABELS = 64;
const MAX_LABEL_CHARS = 4096;

export const readAlertmanager = (payload: unknown, source: SourceConfig): IncomingAlert[] => {
  const parsed = AlertmanagerWebhook.safeParse(payload);
  if (parsed.success) return alertsOfGroup(parsed.data, source);
  const faults = parsed.error.issues.slice(0, MAX_FAULTS);
  throw problem(
    "invalid",
    `This is not an Alertmanager webhook of version 4, which the source \`${source.id}\` takes.`,
    {
      hint: "Point a `webhook_configs` receiver of Alertmanager here.",
      errors: faults.map(({ path, message }) => ({ path: dotted(path), message })),
    },
  );
};

/** The alerts of a group. Their own status counts, not the group's; what was truncated is never taken for resolved. */
const alertsOfGroup = (group: Group, source: SourceConfig): IncomingAlert[] =>
  group.alerts.map((alert) => {
    const labels = bounded(alert.labels);
    const annotations = bounded(alert.annotations);
    return {
      fingerprint: alert.fingerprint,
      status: alert.status,
      groupKey: group.groupKey,
      title: titleOf(labels, annotations),
      severity: severityOf(labels.severity, source.severities),
      labels,
      annotations,
      startsAt: momentOf(alert.startsAt),
    };
  });

const titleOf = (labels: Labels, annotations: Labels): string => {
  const name = labels.alertname;
  const summary = annotations.summary ?? annotations.title ?? annotations.description;
  const title = [name, summary].filter(Boolean).join(": ") || "Alert without a name";
  return title.length <= MAX_TITLE ? title : `${title.slice(0, MAX_TITLE - 1)}…`;
};

/** Alert text is hostile: so many labels, so long each. */
const bounded = (labels: Labels): Labels =>
  Object.fromEntries(
    Object.entries(labels)
      .slice(0, MAX_LABELS)
      .map(([name, value]) => [name.slice(0, 255), value.slice(0, MAX_LABEL_CHARS)]),
  );

/** Go's zero time means that it was not said. */
const momentOf = (text: string | undefined): number | null => {
  const ms = Date.parse(text ?? "");
  return Number.isFinite(ms) && ms > 0 ? ms : null;
};
