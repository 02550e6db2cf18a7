// What of an incident the team is paged about, when it is told that it ends, and when it is paged again.
import type { EventType, StoredEvent, StoredEventOf } from "../../domain/events.ts";
import { isWorseSeverity, type Severity } from "../../domain/level.ts";
import { isHeldNow } from "../store/held.ts";
import type { Tx } from "../store/store.ts";
import type { PageReason } from "./channels/message.ts";
import type { TeamFacts } from "./kinds/kind.ts";
import { pagedIncident } from "./kinds/page.ts";

type Told =
  /** `isRaise`: worse than whoever has acked knew. */
  | { kind: "page"; reason: PageReason; isRaise?: true }
  | { kind: "ended"; how: "acknowledged" | "resolved" | "merged"; note?: string | undefined }
  /** Nobody is told now; the team is paged then if nobody has acked. */
  | { kind: "later" };

type Rules = { [T in EventType]?: (event: StoredEventOf<T>) => Told | null };
const RULES: Rules = {
  "incident:opened": ({ data: { held } }) => (held ? null : { kind: "page", reason: "opened" }),
  "incident:reopened": ({ data: { held } }) => (held ? null : { kind: "page", reason: "reopened" }),
  "incident:edited": ({ data: { severity, held } }) =>
    !held && isRaise(severity) ? { kind: "page", reason: "raised", isRaise: true } : null,
  // Who was paged about it already is only told that it got worse.
  "incident:released": ({ data: { severity, wasWhole } }) =>
    wasWhole || isRaise(severity)
      ? { kind: "page", reason: "released", ...(isRaise(severity) ? { isRaise: true } : {}) }
      : null,
  "incident:absorbed": ({ data: { raisedFrom } }) =>
    raisedFrom ? { kind: "page", reason: "raised", isRaise: true } : null,
  "incident:unacknowledged": ({ data: { reason } }) =>
    reason === "expired" ? { kind: "page", reason: "ack_expired" } : { kind: "later" },
  "incident:acknowledged": ({ data: { note } }) => ({ kind: "ended", how: "acknowledged", note }),
  "incident:resolved": ({ data: { note } }) => ({ kind: "ended", how: "resolved", note }),
  "incident:merged": ({ data: { into } }) => ({
    kind: "ended",
    how: "merged",
    note: `It goes on as incident ${into}.`,
  }),
  "incident:snoozed": () => ({ kind: "later" }),
};
const isRaise = (severity: { from: Severity; to: Severity } | undefined): boolean =>
  severity !== undefined && isWorseSeverity(severity.to, severity.from);
export const isAboutTeam = ({ type }: StoredEvent): boolean => type in RULES;

/** More parts of one cause than there are reminders. */
const PARTS = 1000;
const partOfReminder = (incidentId: number, count: number): number => incidentId * PARTS + count;
/** Of one transaction, which may tell several things of one incident: below those of reminders. */
const partOfEvent = ({ seq, txSeq }: StoredEvent): number => txSeq - seq;

export const planTeam = (tx: Tx, transaction: readonly StoredEvent[], team: TeamFacts): void => {
  if (team.targets.size === 0) return;
  for (const event of transaction) {
    // Each rule is found by the type of the very event that it takes.
    const told = (RULES[event.type] as ((event: StoredEvent) => Told | null) | undefined)?.(event);
    if (told) tell(tx, event, { ...told, ...begunWith(transaction, event) }, team);
  }
};

/** What was held for no moment, since something else fired with it, was opened, and not released. */
const begunWith = (transaction: readonly StoredEvent[], { type, incidentId }: StoredEvent): { reason?: PageReason } => {
  if (type !== "incident:released") return {};
  const of = transaction.filter((event) => event.incidentId === incidentId);
  if (of.some((event) => event.type === "incident:opened")) return { reason: "opened" };
  return of.some((event) => event.type === "incident:reopened") ? { reason: "reopened" } : {};
};

const tell = (tx: Tx, event: StoredEvent, told: Told, team: TeamFacts): void => {
  const incidentId = event.incidentId!;
  const { txSeq: causeSeq, at, actor } = event;
  const notice = { causeSeq, part: partOfEvent(event), at, incidentId };
  const incident = tx.incidents.get(incidentId)!;
  /** A snooze ends with a page also where nobody is reminded otherwise, and whatever happened meanwhile. */
  const remind = (): void => {
    const snoozedUntil = incident.snoozedUntil ?? 0;
    const reminder = { incidentId, causeSeq, count: 0 };
    if (snoozedUntil > at) tx.reminders.set({ ...reminder, dueAt: snoozedUntil, endsSnooze: true });
    else if (team.remindEveryMs === null) tx.reminders.drop(incidentId);
    else tx.reminders.set({ ...reminder, dueAt: at + team.remindEveryMs, endsSnooze: false });
  };
  switch (told.kind) {
    case "page": {
      const { reason, isRaise } = told;
      const detail = { reason, ...(isRaise ? { isRaise } : {}), incident: pagedIncident(tx, incident) };
      tx.notices.add({ ...notice, kind: "page", detail });
      remind();
      return;
    }
    case "ended": {
      const { how, note } = told;
      const detail = { how, by: actor.name, ...(note ? { note } : {}), incident: pagedIncident(tx, incident) };
      tx.notices.add({ ...notice, kind: "page:ended", detail });
      tx.reminders.drop(incidentId);
      return;
    }
    case "later":
      remind();
  }
};

const REMINDERS_AT_ONCE = 200;

/** Pages again about what is open and nobody has acked, so many times at most. */
export const remindDue = (tx: Tx, team: TeamFacts, now: number): void => {
  for (const reminder of tx.reminders.due(now, REMINDERS_AT_ONCE)) {
    const { incidentId, causeSeq, count, endsSnooze } = reminder;
    const incident = tx.incidents.get(incidentId);
    // What maintenance holds is paged when it is released.
    if (incident?.state !== "open" || isHeldNow(tx, incident)) {
      tx.reminders.drop(incidentId);
      continue;
    }
    if ((incident.snoozedUntil ?? 0) > now) {
      tx.reminders.set({ ...reminder, dueAt: incident.snoozedUntil!, endsSnooze: true });
      continue;
    }
    if (count >= team.remindTimes && !endsSnooze) {
      tx.reminders.drop(incidentId);
      continue;
    }
    const times = count + 1;
    const why = endsSnooze ? { reason: "snooze_ended" } : { reason: "reminder", times };
    const detail = { ...why, incident: pagedIncident(tx, incident) };
    const part = partOfReminder(incidentId, times);
    tx.notices.add({ kind: "page", causeSeq, part, at: now, incidentId, detail });
    if (team.remindEveryMs === null) tx.reminders.drop(incidentId);
    else tx.reminders.set({ ...reminder, count: times, dueAt: now + team.remindEveryMs, endsSnooze: false });
  }
};
