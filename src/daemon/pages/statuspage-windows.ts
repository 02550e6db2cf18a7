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
  /** Newest first; its own text is the oldest. */
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
  // Rows of before 0.4 do not keep when it was planned: no later than it began, nor than the page that first showed it.
  const knownAt = window.createdAt ?? window.startedAt ?? Math.min(window.startsAt, model.updatedAt);
  const id = v2Id("maintenance", window.id);
  const said = (name: string, status: V2State, body: string, at: number, isSent: boolean): V2WindowUpdate => ({
    ...{ id: v2Id("update", name), status, body: textOf(body), incident_id: id },
    ...{ created_at: iso(at), updated_at: iso(at), display_at: iso(at) },
    ...{ affected_components: null, deliver_notifications: isSent, custom_tweet: null, tweet_id: null },
  });
  return {
    id,
    name: cutName(window.title),
    status: window.state,
    created_at: iso(knownAt),
    updated_at: iso(Math.max(knownAt, window.updates[0]?.at ?? 0, window.startedAt ?? 0, window.endedAt ?? 0)),
    monitoring_at: null,
    resolved_at: window.endedAt === null ? null : iso(window.endedAt),
    impact: "maintenance",
    shortlink: model.url + addressOfWindow(window),
    started_at: iso(window.startedAt ?? window.startsAt),
    page_id: pageId,
    incident_updates: [
      ...window.updates.map((one) => said(`maintenance-update-${one.id}`, one.state, one.body, one.at, !one.isSilent)),
      ...(window.text === null
        ? []
        : [said(`maintenance-${window.id}-text`, "scheduled", window.text, knownAt, window.isAnnounced)]),
    ],
    components: window.components.flatMap((component) => records.get(component) ?? []),
    reminder_intervals: null,
    scheduled_for: iso(window.startsAt),
    scheduled_until: iso(window.endsAt),
  };
};
