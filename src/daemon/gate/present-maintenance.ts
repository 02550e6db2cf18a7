// Windows in the contract's shape.
import type { Maintenance as MaintenanceReply } from "../../contract/maintenances.ts";
import type { Maintenance } from "../../domain/maintenance.ts";
import type { MaintenanceUpdate } from "../store/maintenance-updates.ts";
import type { Tables } from "../store/store.ts";
import { iso, maybe, maybeIso } from "./fields.ts";

/** Many at once, in a constant number of queries. */
export const presentMaintenances = (tables: Tables, windows: readonly Maintenance[]): MaintenanceReply[] => {
  const names = tables.components.namesOf([...new Set(windows.flatMap((window) => window.components))]);
  const series = tables.maintenanceSeries.getMany([...new Set(windows.flatMap(({ seriesId }) => seriesId ?? []))]);
  const updates = tables.maintenanceUpdates.ofMany(windows.map(({ id }) => id));
  return windows.map((window) => ({
    id: window.id,
    title: window.title,
    ...maybe("text", window.text),
    state: window.state,
    startsAt: iso(window.startsAt),
    endsAt: iso(window.endsAt),
    ...maybeIso("startedAt", window.startedAt),
    ...maybeIso("endedAt", window.endedAt),
    ...maybeIso("announcedAt", window.announcedAt),
    ...maybeIso("remindedAt", window.remindedAt),
    components: window.components.map((id) => ({ id, name: names.get(id) ?? id })),
    ...(window.covers.groups.length > 0 ? { groups: window.covers.groups } : {}),
    ...maybe("page", window.covers.page),
    ...maybe("seriesId", window.seriesId),
    ...maybe("rrule", series.get(window.seriesId ?? 0)?.rrule),
    ...maybe("timeZone", series.get(window.seriesId ?? 0)?.timeZone),
    ...maybe("occurrence", window.occurrence),
    edited: window.isEdited,
    autoStart: window.autoStart,
    autoEnd: window.autoEnd,
    announce: window.announce,
    ...maybe("announceBeforeMs", window.announceMs),
    ...maybe("remindBeforeMs", window.remindMs),
    notifyStart: window.notifyStart,
    notifyEnd: window.notifyEnd,
    holdAlerts: window.holdAlerts,
    ...maybe("verifyMs", window.verifyMs),
    updates: (updates.get(window.id) ?? []).map(presentUpdate),
  }));
};
export const presentMaintenance = (tables: Tables, window: Maintenance): MaintenanceReply =>
  presentMaintenances(tables, [window])[0]!;

const presentUpdate = ({ id, body, at, author, isSilent }: MaintenanceUpdate): MaintenanceReply["updates"][number] => ({
  ...{ id, text: body, at: iso(at), by: author, silent: isSilent },
});
