// What of an incident the team is paged about, when it is told that it ends, and when it is paged again.
import type { EventType, StoredEvent, StoredEventOf } from "../../domain/events.ts";
import { isWorseSeverity } from "../../domain/level.ts";
import type { Tx } from "../store/store.ts";
import type { PagedIncident, PageReason } from "./channels/message.ts";
import type { TeamFacts } from "./kinds/kind.ts";
import { pagedIncident } from "./kinds/page.ts";

type Told =
  | { kind: "page"; reason: PageReason }
  | { kind: "ended"; how: "acknowledged" | "resolved" | "merged"; note?: string | undefined }
  /** Nobody is told now; the team is paged then if nobody has acked. */
  | { kind: "later"; at: number | null };

type Rules = { [T in EventType]?: (event: StoredEventOf<T>) => Told | null };
const RULES: Rules = {
  "incident:opened": () => ({ kind: "page", reason: "opened" }),
  "incident:reopened": () => ({ kind: "page", reason: "reopened" }),
  "incident:edited": ({ data: { severity } }) =>
    severity && isWorseSeverity(severity.to, severity.from) ? { kind: "page", reason: "raised" } : null,
  "incident:unacknowledged": ({ data: { reason } }) =>
    reason === "expired" ? { kind: "page", reason: "ack_expired" } : { kind: "later", at: null },
  "incident:acknowledged": ({ data: { note } }) => ({ kind: "ended", how: "acknowledged", note }),
  "incident:resolved": ({ data: { note } }) => ({ kind: "ended", how: "resolved", note }),
  "incident:merged": ({ data: { into } }) => ({
    kind: "ended",
    how: "merged",
    note: `It goes on as incident ${into}.`,
  }),
  "incident:snoozed": ({ data: { until } }) => ({ kind: "later", at: until === null ? null : Date.parse(until) }),
};
export const isAboutTeam = ({ type }: StoredEvent): boolean => type in RULES;

/** More parts of one cause than there are reminders. */
const PARTS = 1000;
const partOf = (incidentId: number, count: number): number => incidentId * PARTS + count;

export const planTeam = (tx: Tx, transaction: readonly StoredEvent[], team: TeamFacts): void => {
  if (team.targets.size === 0) return;
  for (const event of transaction) {
    // Each rule is found by the type of the very event that it takes.
    const told = (RULES[event.type] as ((event: StoredEvent) => Told | null) | undefined)?.(event);
    if (told) tell(tx, event, told, team);
  }
};

const tell = (tx: Tx, event: StoredEvent, told: Told, team: TeamFacts): void => {
  const incidentId = event.incidentId!;
  const { txSeq: causeSeq, at, actor } = event;
  const notice = { causeSeq, part: partOf(incidentId, 0), at, incidentId };
  const incident = (): PagedIncident => pagedIncident(tx, tx.incidents.get(incidentId)!);
  const remind = (dueAt: number | null): void => {
    if (dueAt === null) tx.reminders.drop(incidentId);
    else tx.reminders.set({ incidentId, causeSeq, dueAt, count: 0 });
  };
  const remindAt = team.remindEveryMs === null ? null : at + team.remindEveryMs;
  switch (told.kind) {
    case "page":
      tx.deliveries.addNotice({ ...notice, kind: "page", detail: { reason: told.reason, incident: incident() } });
      remind(remindAt);
      return;
    case "ended": {
      const { how, note } = told;
      const detail = { how, by: actor.name, ...(note ? { note } : {}), incident: incident() };
      tx.deliveries.addNotice({ ...notice, kind: "page:ended", detail });
      remind(null);
      return;
    }
    case "later":
      // A snooze ends with a page also where nobody is reminded otherwise.
      remind(told.at ?? remindAt);
  }
};

const REMINDERS_AT_ONCE = 200;

/** Pages again about what is open and nobody has acked, so many times at most. */
export const remindDue = (tx: Tx, team: TeamFacts, now: number): void => {
  for (const reminder of tx.reminders.due(now, REMINDERS_AT_ONCE)) {
    const { incidentId, causeSeq, count } = reminder;
    const incident = tx.incidents.get(incidentId);
    if (incident?.state !== "open") {
      tx.reminders.drop(incidentId);
      continue;
    }
    if ((incident.snoozedUntil ?? 0) > now) {
      tx.reminders.set({ ...reminder, dueAt: incident.snoozedUntil! });
      continue;
    }
    const wasSnoozed = tx.events.get(causeSeq)?.type === "incident:snoozed" && count === 0;
    if (count >= team.remindTimes && !wasSnoozed) {
      tx.reminders.drop(incidentId);
      continue;
    }
    const times = count + 1;
    const why = wasSnoozed ? { reason: "snooze_ended" } : { reason: "reminder", times };
    const detail = { ...why, incident: pagedIncident(tx, incident) };
    const part = partOf(incidentId, times);
    tx.deliveries.addNotice({ kind: "page", causeSeq, part, at: now, incidentId, detail });
    if (team.remindEveryMs === null) tx.reminders.drop(incidentId);
    else tx.reminders.set({ ...reminder, count: times, dueAt: now + team.remindEveryMs });
  }
};
