// One group with its alerts, as Alertmanager's webhook has it and Grafana's took it over.
import * as z from "zod";
import { dotted } from "../../contract/explain.ts";
import { type FieldError, problem } from "../../contract/problem.ts";
import { type IncomingAlert, type Labels, severityOf } from "../../domain/alert.ts";
import { boundedKey, boundedLabels, cleanTitle, momentOf } from "./hostile-text.ts";
import { fieldOf, MAX_FAULTS, MAX_GROUP_ALERTS, type Opened, type SourceFacts } from "./shape.ts";

const LabelSet = z.record(z.string(), z.string());
/** Only what we use is checked, so that newer versions may add fields. */
export const GroupAlert = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: LabelSet,
  annotations: LabelSet.nullish(),
  startsAt: z.string().optional(),
  endsAt: z.string().optional(),
  fingerprint: z.string().min(1).max(255),
});
export type GroupAlert = z.output<typeof GroupAlert>;

/** Made once for each shape: making a schema costs more than checking a request by it. */
export const groupOf = (version: string) =>
  z.object({
    version: z.literal(version),
    groupKey: z.string().min(1),
    alerts: z.array(z.unknown()).max(MAX_GROUP_ALERTS),
  });

export interface GroupShape<A extends GroupAlert> {
  group: ReturnType<typeof groupOf>;
  alert: z.ZodType<A>;
  /** Beside its annotations: links and the like that stand in fields of their own. */
  annotations?: (alert: A) => Labels;
  /** Where an alert's labels give no title. */
  title?: (payload: unknown) => string | undefined;
  refusal: (source: SourceFacts) => Opened["refusal"];
}

export const isGroup = (payload: unknown, version: string): boolean =>
  fieldOf(payload, "version") === version && Array.isArray(fieldOf(payload, "alerts"));

export const openGroup = <A extends GroupAlert>(
  payload: unknown,
  source: SourceFacts,
  shape: GroupShape<A>,
): Opened => {
  const parsed = shape.group.safeParse(payload);
  const refusal = shape.refusal(source);
  if (!parsed.success)
    throw problem("invalid", refusal.detail, { hint: refusal.hint, errors: faultsOf(parsed.error, []) });
  const groupKey = boundedKey(parsed.data.groupKey);
  const title = shape.title?.(payload);
  return {
    items: parsed.data.alerts,
    refusal,
    read: (item, index) => {
      const alert = shape.alert.safeParse(item);
      if (!alert.success) return { faults: faultsOf(alert.error, ["alerts", index]) };
      const own = shape.annotations?.(alert.data) ?? {};
      const annotations = boundedLabels({ ...own, ...alert.data.annotations });
      return { statement: incomingOf(alert.data, { source, groupKey, annotations, title }) };
    },
  };
};

interface Around {
  source: SourceFacts;
  groupKey: string;
  annotations: Labels;
  title: string | undefined;
}
/** Its own status counts, not the group's; what was truncated is never taken for resolved. */
const incomingOf = (alert: GroupAlert, { source, groupKey, annotations, title }: Around): IncomingAlert => {
  const labels = boundedLabels(alert.labels);
  return {
    fingerprint: alert.fingerprint.toWellFormed(),
    status: alert.status,
    groupKey,
    title: titleOf(labels, annotations) || title || "Alert without a name",
    severity: severityOf(labels.severity, source.severities),
    labels,
    annotations,
    named: [],
    startsAt: momentOf(alert.startsAt),
    endsAt: alert.status === "resolved" ? momentOf(alert.endsAt) : null,
    saidAt: null,
  };
};

const titleOf = (labels: Labels, annotations: Labels): string => {
  const summary = annotations.summary ?? annotations.title ?? annotations.description;
  return cleanTitle([labels.alertname, summary].filter(Boolean).join(": "));
};

const faultsOf = (error: z.core.$ZodError, at: readonly PropertyKey[]): FieldError[] =>
  error.issues.slice(0, MAX_FAULTS).map(({ path, message }) => ({ path: dotted([...at, ...path]), message }));
