// What a source says: each alert joins, opens, reopens, raises or recovers an incident. One call is one transaction.
import {
  type Alert,
  type IncomingAlert,
  incidentKeyOf,
  isSameLabels,
  isUnchanged,
  isWord,
  matchComponents,
  meaningOf,
  notAhead,
  type Statement,
  toldLabels,
} from "../../domain/alert.ts";
import { assertNever } from "../../domain/assert.ts";
import type { EventData, NewEvent } from "../../domain/events.ts";
import type { Incident } from "../../domain/incident.ts";
import { isWorseSeverity, type Severity } from "../../domain/level.ts";
import type { Effect } from "../../domain/link.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";
import { type FiringTally, tallyFiring } from "./firing-tally.ts";
import { heedWord } from "./heed-word.ts";
import { type RequestLog, recordRequest } from "./record-request.ts";
import { recoverAlert } from "./recover-alert.ts";
import { count, heldSince } from "./release-holds.ts";
import { reopenRecurred } from "./reopen-recurred.ts";

export interface IngestInput {
  source: string;
  statements: readonly Statement[];
  /** The source's `resolve_after`; null: it promises no repeats. */
  resolveAfterMs: number | null;
  request: RequestLog;
}
export const EFFECTS = ["fired", "repeated", "recovered", "ignored", "acknowledged", "noted"] as const;
type EffectOfStatement = (typeof EFFECTS)[number];
export interface IngestResult {
  counts: Record<EffectOfStatement, number>;
  /** The row of this request in the source's log. */
  row: number;
  /** Whose request this was: another one's where a repeat is answered as it was the first time. */
  requestId: string;
}

interface Work extends IngestInput {
  tx: Tx;
  ctx: ActionContext;
  firing: FiringTally;
  /** Alerts that joined each incident; written once at the end, since ten thousand may join one. */
  joined: Map<number, number>;
  /** What was left out, in words. */
  remarks: string[];
  /** The last one was a repeat: the next one mostly is, and then need not be read to be counted. */
  isRepeating: boolean;
}

export const ingestAlerts = (tx: Tx, ctx: ActionContext, input: IngestInput): Done<IngestResult> => {
  allow(ctx, "ingestAlerts");
  const work: Work = { ...input, tx, ctx, firing: tallyFiring(tx), joined: new Map(), remarks: [], isRepeating: false };
  const counts = { fired: 0, repeated: 0, recovered: 0, ignored: 0, acknowledged: 0, noted: 0 };
  const head = tx.events.head();
  for (const statement of input.statements)
    counts[isWord(statement) ? heedWord(work, statement) : hear(work, statement)] += 1;
  for (const [incidentId, count] of work.joined) tx.incidents.addAlerts(incidentId, count);
  const row = recordRequest(tx, ctx, { ...input, counts, remarks: work.remarks });
  const result = { counts, row, requestId: ctx.requestId };
  return tx.events.head() > head ? changed(result) : unchanged(result);
};

const hear = (work: Work, said: IncomingAlert): EffectOfStatement => {
  const { tx, ctx, source, firing } = work;
  if (work.isRepeating && isPlainRepeat(work, said)) return "repeated";
  const incoming = { ...said, saidAt: notAhead(said.saidAt, ctx.now) };
  const { fingerprint, saidAt } = incoming;
  const alert = tx.alerts.get(source, fingerprint);
  const early = alert ? undefined : tx.earlyRecoveries.get(source, fingerprint);
  const meaning = meaningOf(incoming, { alert, early }, { now: ctx.now, windowMs: ctx.settings.reopenWindowMs });
  work.isRepeating = meaning === "repeats";
  if (early && incoming.status === "firing") tx.earlyRecoveries.forget(source, fingerprint);
  switch (meaning) {
    case "fires":
      fire(work, incoming);
      return "fired";
    case "repeats":
      repeat(work, incoming, alert!);
      return "repeated";
    case "recovers":
      recoverAlert(tx, ctx, alert!, firing, { saidAt, isExpired: false });
      return "recovered";
    case "recovers early":
      rememberRecovery(work, incoming);
      return "ignored";
    case "says nothing new":
      if (saidAt !== null && saidAt > (alert!.saidAt ?? -Infinity)) tx.alerts.heed(alert!, saidAt);
      return "ignored";
    case "fires late":
    case "is late":
      return "ignored";
    default:
      return assertNever(meaning);
  }
};

/** One that gives its time, or names components, is judged by more than what it repeats. */
const isPlainRepeat = (work: Work, said: IncomingAlert): boolean =>
  said.status === "firing" &&
  said.saidAt === null &&
  said.named.length === 0 &&
  work.tx.alerts.repeat(work.source, said, { at: work.ctx.now, leaseUntil: leaseOf(work) });

const leaseOf = ({ ctx, resolveAfterMs }: Work): number | null =>
  resolveAfterMs === null ? null : ctx.now + resolveAfterMs;

const fire = (work: Work, incoming: IncomingAlert): void => {
  const { tx, ctx, source, firing } = work;
  const { fingerprint, severity, labels, annotations, startsAt, saidAt } = incoming;
  const components = matchComponents(labels, ctx.settings.components, incoming.named);
  const key = incidentKeyOf(incoming, components);
  const active = tx.incidents.activeByKey(source, key);
  const recent = active ? undefined : tx.incidents.resolvedByKey(source, key, ctx.now - ctx.settings.reopenWindowMs);
  const incident =
    active ?? recent ?? tx.incidents.insert({ title: incoming.title, severity, source, key, openedAt: ctx.now });

  const wasWhole = active !== undefined && firing.isHeldWhole(active);
  const joined = firing.join(incident, components);
  tx.alerts.save({
    ...{ source, fingerprint, incidentId: incident.id, state: "firing", isMuted: false },
    ...{ severity, labels, annotations, components, startsAt, firedAt: ctx.now, updatedAt: ctx.now, repeats: 0 },
    ...{ leaseUntil: leaseOf(work), saidAt },
  });
  work.joined.set(incident.id, (work.joined.get(incident.id) ?? 0) + 1);
  const isHeld = firing.isHeld(incident.id, components);
  const fired = (effects?: Effect[]): NewEvent => ({
    type: "alert:fired",
    incidentId: incident.id,
    data: { source, fingerprint, severity, labels: toldLabels(labels), components, ...(effects ? { effects } : {}) },
  });
  if (recent) {
    tx.events.append([fired()], ctx.now, ctx.actor);
    const told = isHeld ? recent.severity : severity;
    reopenRecurred(tx, ctx, recent, { severity: told, isHeld: firing.isHeldWhole(recent) });
  } else if (active) {
    const emerges = wasWhole && !isHeld;
    const now = !emerges && isRaised(work, active, severity, isHeld) ? raise(work, active, severity) : active;
    // What it touches anew is a change of the incident like any other: with a version, and all of its links.
    const isSaidNow = joined.isElsewhere && !joined.isLinked;
    tx.events.append([fired(isSaidNow ? firing.effectsOf(now) : undefined)], ctx.now, ctx.actor);
    const linked = joined.isLinked ? edited(work, now, now, { components: [...firing.links(incident.id)] }) : now;
    if (emerges) emerge(work, linked, severity);
  } else {
    const { title } = incident;
    const opened = {
      title,
      severity,
      source,
      key,
      components: [...firing.links(incident.id)],
      ...(firing.isHeldWhole(incident) ? { held: true as const } : {}),
      effects: firing.effectsOf(incident),
    };
    tx.events.append([{ type: "incident:opened", incidentId: incident.id, data: opened }, fired()], ctx.now, ctx.actor);
  }
  tellHeld(work, incident, joined.held);
};

const tellHeld = ({ tx, ctx, firing }: Work, incident: Incident, components: string[]): void => {
  if (components.length === 0) return;
  const data = { components, isWhole: firing.isHeldWhole(incident) };
  tx.events.append([{ type: "incident:held", incidentId: incident.id, data }], ctx.now, ctx.actor);
};

/** What is held says how bad an incident is only where nothing of it ever counted; else its release does. */
const isRaised = ({ tx }: Work, incident: Incident, severity: Severity, isHeld: boolean): boolean =>
  isWorseSeverity(severity, incident.severity) && (!isHeld || heldSince(tx, incident.id) === "opened");

/** All of it was held, and now something fires that no maintenance covers: the team is told, and what is held stays so. */
const emerge = ({ tx, ctx, firing }: Work, incident: Incident, severity: Severity): Incident =>
  count(tx, ctx, incident, {
    ...{ components: [], why: "joined", wasWhole: true, severities: [severity], isAll: false },
    effectsOf: firing.effectsOf,
  });

/** The same alert again: counted, and brought up to date; an event only where it got worse or touches something else. */
const repeat = (work: Work, incoming: IncomingAlert, known: Alert): void => {
  const { tx, ctx } = work;
  const { severity, labels, annotations } = incoming;
  const leaseUntil = leaseOf(work);
  const saidAt = incoming.saidAt ?? known.saidAt;
  if (isUnchanged(incoming, known) && incoming.named.every((id) => known.components.includes(id))) {
    tx.alerts.touch(known, { at: ctx.now, leaseUntil, saidAt });
    return;
  }
  const isSaidAnew = incoming.named.length > 0 || !isSameLabels(labels, known.labels);
  const components = isSaidAnew ? matchComponents(labels, ctx.settings.components, incoming.named) : known.components;
  const incident = known.isMuted ? undefined : tx.incidents.get(known.incidentId);
  // Before the row is saved: what it was still counts.
  if (incident) follow(work, incident, known, { severity, components });
  const told = { severity, labels, annotations, components, leaseUntil, saidAt };
  tx.alerts.save({ ...known, ...told, updatedAt: ctx.now, repeats: known.repeats + 1 });
};

const follow = (work: Work, incident: Incident, before: Alert, now: Pick<Alert, "severity" | "components">): void => {
  const { firing } = work;
  const isElsewhere = now.components.join() !== before.components.join();
  // Only where the alert itself got worse: a person may have lowered the incident meanwhile.
  const isWorse = isWorseSeverity(now.severity, before.severity);
  if (!isElsewhere && !isWorse) return;
  const wasWhole = firing.isHeldWhole(incident);
  const relinked = isElsewhere ? relink(work, incident, before, now.components) : incident;
  const isHeld = firing.isHeld(incident.id, now.components);
  if (wasWhole && !isHeld) {
    emerge(work, relinked, now.severity);
    return;
  }
  if (isWorse && isRaised(work, relinked, now.severity, isHeld)) raise(work, relinked, now.severity);
};

const relink = (work: Work, incident: Incident, before: Alert, components: string[]): Incident => {
  const { firing } = work;
  const { source, fingerprint } = before;
  const { held } = firing.move(incident, before.components, components);
  const alert = { source, fingerprint, components };
  const relinked = edited(work, incident, incident, { components: [...firing.links(incident.id)], alert });
  tellHeld(work, incident, held);
  return relinked;
};

/** A worse alert raises the severity; only people lower it. */
const raise = (work: Work, incident: Incident, severity: Severity): Incident =>
  edited(work, incident, { ...incident, severity }, { severity: { from: incident.severity, to: severity } });

const edited = (
  { tx, ctx, firing }: Work,
  before: Incident,
  after: Incident,
  change: Omit<EventData["incident:edited"], "effects">,
): Incident => {
  const saved = { ...after, version: before.version + 1 };
  tx.incidents.save(saved);
  const held = firing.isHeldWhole(saved) ? { held: true as const } : {};
  const data = { ...change, ...held, effects: firing.effectsOf(saved) };
  tx.events.append([{ type: "incident:edited", incidentId: before.id, data }], ctx.now, ctx.actor);
  return saved;
};

/** Only where the sender says when it ended: the firing's start can be compared with nothing else. */
const rememberRecovery = ({ tx, ctx, source }: Work, { fingerprint, endsAt }: IncomingAlert): void => {
  const endedAt = notAhead(endsAt, ctx.now);
  if (endedAt === null) return;
  tx.earlyRecoveries.remember(source, fingerprint, { endedAt, at: ctx.now });
};
