// What a source says: each alert joins, opens, reopens, raises or recovers an incident. One request is one transaction.
import { type Alert, type IncomingAlert, incidentKeyOf, matchComponents } from "../../domain/alert.ts";
import type { NewEvent } from "../../domain/events.ts";
import { decide, type Incident, isActive } from "../../domain/incident.ts";
import { rankOfSeverity, type Severity } from "../../domain/level.ts";
import type { Effect } from "../../domain/link.ts";
import { effectsOf, type Link } from "../../domain/link.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";
import { reopenRecurred } from "./reopen-recurred.ts";

export interface IngestInput {
  source: string;
  alerts: readonly IncomingAlert[];
}
export interface IngestResult {
  fired: number;
  repeated: number;
  recovered: number;
  /** Recoveries of alerts that were not firing here. */
  ignored: number;
}

export const ingestAlerts = (tx: Tx, ctx: ActionContext, input: IngestInput): Done<IngestResult> => {
  allow(ctx, "ingestAlerts");
  const result: IngestResult = { fired: 0, repeated: 0, recovered: 0, ignored: 0 };
  for (const alert of input.alerts) {
    const known = tx.alerts.get(input.source, alert.fingerprint);
    result[alert.status === "firing" ? fire(tx, ctx, input.source, alert, known) : recover(tx, ctx, known)] += 1;
  }
  return changed(result);
};

const fire = (
  tx: Tx,
  ctx: ActionContext,
  source: string,
  incoming: IncomingAlert,
  known: Alert | undefined,
): "fired" | "repeated" => {
  if (known?.state === "firing") {
    repeat(tx, ctx, known, incoming);
    return "repeated";
  }
  const components = matchComponents(incoming.labels, ctx.settings.components);
  const key = incidentKeyOf(incoming, components);
  const links = components.map((componentId): Link => ({ componentId, origin: "alert", level: null }));
  const active = tx.incidents.activeByKey(source, key);
  const recent = active ? undefined : tx.incidents.resolvedByKey(source, key, ctx.now - ctx.settings.reopenWindowMs);
  const incident =
    active ??
    recent ??
    tx.incidents.insert({ title: incoming.title, severity: incoming.severity, source, key, openedAt: ctx.now });

  tx.alerts.save({
    ...{ source, fingerprint: incoming.fingerprint, incidentId: incident.id, state: "firing", isMuted: false },
    ...{ severity: incoming.severity, labels: incoming.labels, annotations: incoming.annotations, components },
    ...{ startsAt: incoming.startsAt, firedAt: ctx.now, updatedAt: ctx.now, repeats: 0 },
  });
  tx.incidents.addLinks(incident.id, links);
  const counted = { ...incident, alertCount: incident.alertCount + 1 };
  const data = {
    ...{ source, fingerprint: incoming.fingerprint, severity: incoming.severity },
    ...{ labels: incoming.labels, components },
  };
  const fired = (effects?: Effect[]): NewEvent => ({
    type: "alert:fired",
    incidentId: incident.id,
    data: { ...data, ...(effects ? { effects } : {}) },
  });
  if (recent) {
    tx.events.append([fired()], ctx.now, ctx.actor);
    reopenRecurred(tx, ctx, counted, incoming.severity);
  } else if (active) {
    const raised = raise(tx, ctx, counted, incoming.severity);
    tx.events.append([fired(effectsNow(tx, raised))], ctx.now, ctx.actor);
  } else {
    tx.incidents.save(counted);
    const { title, severity } = incident;
    const effects = effectsNow(tx, incident);
    const opened = { title, severity, source, key, components: links, effects };
    tx.events.append([{ type: "incident:opened", incidentId: incident.id, data: opened }, fired()], ctx.now, ctx.actor);
  }
  return "fired";
};

/** The same alert again: counted and brought up to date; an event only where it got worse. */
const repeat = (tx: Tx, ctx: ActionContext, known: Alert, incoming: IncomingAlert): void => {
  const { severity, labels, annotations } = incoming;
  tx.alerts.save({ ...known, severity, labels, annotations, updatedAt: ctx.now, repeats: known.repeats + 1 });
  if (known.isMuted) return;
  const incident = tx.incidents.get(known.incidentId);
  if (incident) raise(tx, ctx, incident, severity);
};

/** A worse alert raises the severity; only people lower it. Saves the incident in any case. */
const raise = (tx: Tx, ctx: ActionContext, incident: Incident, severity: Severity): Incident => {
  if (rankOfSeverity(severity) >= rankOfSeverity(incident.severity)) {
    tx.incidents.save(incident);
    return incident;
  }
  const raised = { ...incident, severity, version: incident.version + 1 };
  tx.incidents.save(raised);
  const data = { severity: { from: incident.severity, to: severity }, effects: effectsNow(tx, raised) };
  tx.events.append([{ type: "incident:edited", incidentId: incident.id, data }], ctx.now, ctx.actor);
  return raised;
};

const recover = (tx: Tx, ctx: ActionContext, known: Alert | undefined): "recovered" | "ignored" => {
  if (known?.state !== "firing") return "ignored";
  tx.alerts.save({ ...known, state: "resolved", isMuted: false, updatedAt: ctx.now });
  const { source, fingerprint, labels, incidentId } = known;
  const incident = tx.incidents.get(incidentId);
  const isOpen = incident !== undefined && isActive(incident.state);
  const asks = isOpen ? { effects: effectsNow(tx, incident) } : {};
  tx.events.append(
    [{ type: "alert:recovered", incidentId, data: { source, fingerprint, labels, ...asks } }],
    ctx.now,
    ctx.actor,
  );
  const isAllWell = isOpen && !tx.alerts.countFiring([incidentId]).has(incidentId);
  if (isAllWell && incident.source !== "manual") resolveByItself(tx, ctx, incident);
  return "recovered";
};

/** Every alert of an incident that alerts opened has recovered. */
const resolveByItself = (tx: Tx, ctx: ActionContext, incident: Incident): void => {
  const command = { kind: "resolve", by: ctx.actor, note: "All alerts have recovered.", firing: 0 } as const;
  const decision = decide(incident, command, ctx.now);
  if (decision.kind !== "changed") return;
  tx.incidents.save(decision.incident);
  tx.events.append(decision.events, ctx.now, ctx.actor);
};

const effectsNow = (tx: Tx, incident: Incident): Effect[] =>
  effectsOf(
    incident.severity,
    tx.incidents.linksOf([incident.id]).get(incident.id) ?? [],
    tx.alerts.firingComponents([incident.id]).get(incident.id) ?? new Set(),
  );
