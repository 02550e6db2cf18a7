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
  const firing = countFiring(tx);
  for (const alert of input.alerts) {
    const known = tx.alerts.get(input.source, alert.fingerprint);
    const effect =
      alert.status === "firing" ? fire(tx, ctx, input.source, alert, known, firing) : recover(tx, ctx, known, firing);
    result[effect] += 1;
  }
  return changed(result);
};

const fire = (
  tx: Tx,
  ctx: ActionContext,
  source: string,
  incoming: IncomingAlert,
  known: Alert | undefined,
  firing: Firing,
): "fired" | "repeated" => {
  if (known?.state === "firing") {
    repeat(tx, ctx, known, incoming, firing);
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

  firing.add(incident.id, components, 1);
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
    const raised = raise(tx, ctx, counted, incoming.severity, firing);
    tx.events.append([fired(effectsNow(tx, raised, firing))], ctx.now, ctx.actor);
  } else {
    tx.incidents.save(counted);
    const { title, severity } = incident;
    const effects = effectsNow(tx, incident, firing);
    const opened = { title, severity, source, key, components: links, effects };
    tx.events.append([{ type: "incident:opened", incidentId: incident.id, data: opened }, fired()], ctx.now, ctx.actor);
  }
  return "fired";
};

/** The same alert again: counted and brought up to date; an event only where it got worse. */
const repeat = (tx: Tx, ctx: ActionContext, known: Alert, incoming: IncomingAlert, firing: Firing): void => {
  const { severity, labels, annotations } = incoming;
  tx.alerts.save({ ...known, severity, labels, annotations, updatedAt: ctx.now, repeats: known.repeats + 1 });
  if (known.isMuted) return;
  const incident = tx.incidents.get(known.incidentId);
  if (incident) raise(tx, ctx, incident, severity, firing);
};

/** A worse alert raises the severity; only people lower it. Saves the incident in any case. */
const raise = (tx: Tx, ctx: ActionContext, incident: Incident, severity: Severity, firing: Firing): Incident => {
  if (rankOfSeverity(severity) >= rankOfSeverity(incident.severity)) {
    tx.incidents.save(incident);
    return incident;
  }
  const raised = { ...incident, severity, version: incident.version + 1 };
  tx.incidents.save(raised);
  const data = { severity: { from: incident.severity, to: severity }, effects: effectsNow(tx, raised, firing) };
  tx.events.append([{ type: "incident:edited", incidentId: incident.id, data }], ctx.now, ctx.actor);
  return raised;
};

const recover = (tx: Tx, ctx: ActionContext, known: Alert | undefined, firing: Firing): "recovered" | "ignored" => {
  if (known?.state !== "firing") return "ignored";
  if (!known.isMuted) firing.add(known.incidentId, known.components, -1);
  tx.alerts.save({ ...known, state: "resolved", isMuted: false, updatedAt: ctx.now });
  const { source, fingerprint, labels, incidentId } = known;
  const incident = tx.incidents.get(incidentId);
  const isOpen = incident !== undefined && isActive(incident.state);
  const asks = isOpen ? { effects: effectsNow(tx, incident, firing) } : {};
  tx.events.append(
    [{ type: "alert:recovered", incidentId, data: { source, fingerprint, labels, ...asks } }],
    ctx.now,
    ctx.actor,
  );
  const isAllWell = isOpen && firing.total(incidentId) === 0;
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

const effectsNow = (tx: Tx, incident: Incident, firing: Firing): Effect[] =>
  effectsOf(
    incident.severity,
    tx.incidents.linksOf([incident.id]).get(incident.id) ?? [],
    firing.components(incident.id),
  );

/** What fires, per incident: read once and kept up to date, since asking the rows again for each of ten thousand alerts takes minutes. */
interface Firing {
  add: (incidentId: number, components: readonly string[], change: 1 | -1) => void;
  total: (incidentId: number) => number;
  components: (incidentId: number) => Set<string>;
}

const countFiring = (tx: Tx): Firing => {
  const tallies = new Map<number, { total: number; byComponent: Map<string, number> }>();
  const tallyOf = (incidentId: number) => {
    const known = tallies.get(incidentId);
    if (known) return known;
    const read = { total: 0, byComponent: new Map<string, number>() };
    for (const { components, count } of tx.alerts.tally(incidentId)) change(read, components, count);
    tallies.set(incidentId, read);
    return read;
  };
  const change = (
    tally: { total: number; byComponent: Map<string, number> },
    ids: readonly string[],
    by: number,
  ): void => {
    tally.total += by;
    for (const id of ids) tally.byComponent.set(id, (tally.byComponent.get(id) ?? 0) + by);
  };
  return {
    add: (incidentId, components, by) => change(tallyOf(incidentId), components, by),
    total: (incidentId) => tallyOf(incidentId).total,
    components: (incidentId) =>
      new Set([...tallyOf(incidentId).byComponent].filter(([, count]) => count > 0).map(([id]) => id)),
  };
};
