// Windows of the Statuspage v2 public API. It knows no cancelled ones.
import { v2Id } from "../../domain/v2-id.ts";
import type { PublicWindow } from "../store/views/public-windows.ts";
import type { PageModel } from "./model.ts";
import { textOf } from "./said.ts";
import { cutName, type V2Component } from "./statuspage-shapes.ts";
import { addressOfWindow } from "./windows.tsx";

type V2State = "scheduled" | "in_progress" | "verifying" | "completed";
interface V2WindowUpdate {
  id: string;
  status: V2State;
  body: string;
  incident_id: string;
  created_at: string;
  updated_at: string;
  display_at: string;
  affected_components: null;
  deliver_notifications: boolean;
  custom_tweet: null;
  tweet_id: null;
}
export interface V2Maintenance {
  id: string;
  name: string;
  status: V2State;
  created_at: string;
  updated_at: string;
  monitoring_at: null;
  resolved_at: string | null;
  impact: "maintenance";
  shortlink: string;
  started_at: string;
  page_id: string;
  /** Newest first; that it is planned, with its own text, is the oldest. */
  incident_updates: V2WindowUpdate[];
  components: V2Component[];
  reminder_intervals: null;
  scheduled_for: string;
  scheduled_until: string;
}

/** null: it was called off. */
export const maintenanceRecord = (
  window: PublicWindow,
  model: PageModel,
  pageId: string,
  records: ReadonlyMap<string, V2Component>,
): V2Maintenance | null => {
  if (window.state === "cancelled") return null;
  const { iso } = model.times;
  const knownAt = knownSince(window, model);
  const told = toldOf(window, knownAt);
  const id = v2Id("maintenance", window.id);
  return {
    id,
    name: cutName(window.title),
    status: window.state,
    created_at: iso(knownAt),
    updated_at: iso(Math.max(knownAt, window.changedAt ?? 0, ...told.map(({ at }) => at))),
    monitoring_at: null,
    resolved_at: window.endedAt === null ? null : iso(window.endedAt),
    impact: "maintenance",
    shortlink: model.url + addressOfWindow(window),
    started_at: iso(window.startedAt ?? window.startsAt),
    page_id: pageId,
    incident_updates: told.map((one) => updateRecord(one, id, model)),
    components: window.components.flatMap((component) => records.get(component) ?? []),
    reminder_intervals: null,
    scheduled_for: iso(window.startsAt),
    scheduled_until: iso(window.endsAt),
  };
};

/** Rows of before 0.4 do not keep it: no later than anything known of it, nor than the page that first showed it. */
const knownSince = ({ createdAt, startedAt, startsAt, updates }: PublicWindow, { updatedAt }: PageModel): number =>
  createdAt ?? Math.min(startedAt ?? startsAt, updatedAt, ...updates.map(({ at }) => at));

interface Told {
  /** As webhooks name it too. */
  name: string;
  status: V2State;
  body: string;
  at: number;
  isSent: boolean;
}
/** For who reads only this list: that it is planned, has begun and is over is said in it, as at Statuspage. */
const SENTENCES = {
  planned: "This maintenance is planned.",
  started: "This maintenance has started.",
  completed: "This maintenance has ended.",
  /** Nobody was there to do it; so nothing is said to be done. */
  unseen: "The time that was planned for this maintenance is over.",
} as const;

/** Newest first; that it is planned is the oldest, whatever the clock said. */
const toldOf = (window: PublicWindow, knownAt: number): Told[] => {
  const { id, text, startedAt, endedAt } = window;
  const later: Told[] = window.updates.toReversed().map((update) => ({
    ...{ name: `maintenance-update-${update.id}`, status: statusAt(window, update.at) },
    ...{ body: update.body, at: update.at, isSent: !update.isSilent },
  }));
  if (startedAt !== null)
    later.push({
      ...{ name: `maintenance-${id}-started`, status: "in_progress", body: SENTENCES.started },
      ...{ at: startedAt, isSent: window.notifyStart },
    });
  if (endedAt !== null)
    later.push({
      ...{ name: `maintenance-${id}-completed`, status: "completed" },
      ...{ body: startedAt === null ? SENTENCES.unseen : SENTENCES.completed, at: endedAt, isSent: window.notifyEnd },
    });
  later.sort((a, b) => b.at - a.at || RANK[b.status] - RANK[a.status]);
  const planned = {
    name: `maintenance-${id}-announced`,
    status: "scheduled",
    body: text ?? SENTENCES.planned,
  } as const;
  return [...later, { ...planned, at: knownAt, isSent: window.isAnnounced }];
};

const RANK = { scheduled: 0, in_progress: 1, verifying: 2, completed: 3 } as const satisfies Record<V2State, number>;

/** Since when the work is being looked at is not kept. */
const statusAt = ({ startedAt, endedAt }: PublicWindow, at: number): V2State => {
  if (endedAt !== null && at >= endedAt) return "completed";
  return startedAt !== null && at >= startedAt ? "in_progress" : "scheduled";
};

const updateRecord = (
  { name, status, body, at, isSent }: Told,
  incidentId: string,
  model: PageModel,
): V2WindowUpdate => {
  const moment = model.times.iso(at);
  return {
    ...{ id: v2Id("update", name), status, body: textOf(body), incident_id: incidentId },
    ...{ created_at: moment, updated_at: moment, display_at: moment },
    ...{ affected_components: null, deliver_notifications: isSent, custom_tweet: null, tweet_id: null },
  };
};
