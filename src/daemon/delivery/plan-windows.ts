// Windows: each thing that happens to one, and that its switches tell, is a notice of its own.
import type { EventType, StoredEvent, StoredEventOf } from "../../domain/events.ts";
import type { Maintenance } from "../../domain/maintenance.ts";
import type { WindowNoticeKind } from "../store/notices.ts";
import type { Tx } from "../store/store.ts";
import { type PageScope, visibleOnSome } from "../store/views/public.ts";
import { visibleWindow } from "../store/views/public-windows.ts";
import { factsOf, type WindowDetail } from "./kinds/window-detail.ts";
import { isOldNews } from "./old-news.ts";

/** What an event adds to the facts of its window; null: nobody is told. */
type Tell<T extends EventType> = (tx: Tx, event: StoredEventOf<T>, window: Maintenance) => Partial<WindowDetail> | null;
type Told = { [T in EventType]?: { kind: WindowNoticeKind; tell: Tell<T> } };

const TOLD: Told = {
  "maintenance:announced": { kind: "maintenance:announced", tell: (_tx, { data }) => timesOf(data) },
  "maintenance:reminded": { kind: "maintenance:reminded", tell: (_tx, { data }) => timesOf(data) },
  "maintenance:edited": {
    kind: "maintenance:moved",
    tell: (tx, { data }, { id }) => {
      const { moved, left = [], isSilent } = data;
      if (!isKnown(tx, id) || !(moved || left.length > 0)) return null;
      const told = { ...timesOf(data), ...(moved ? { was: moved } : {}), ...(left.length > 0 ? { left } : {}) };
      // Told silently it is news only to those who were not told of it as it was before yet.
      return isSilent ? { ...told, isSilent } : told;
    },
  },
  "maintenance:updated": {
    kind: "maintenance:updated",
    tell: (_tx, { data }) => (data.isSilent ? null : { updateId: data.updateId }),
  },
  "maintenance:started": { kind: "maintenance:started", tell: (_tx, _event, { notifyStart }) => onlyIf(notifyStart) },
  "maintenance:completed": {
    kind: "maintenance:completed",
    tell: (_tx, { at }, { notifyEnd, startedAt, endsAt }) => {
      if (startedAt !== null) return onlyIf(notifyEnd);
      // After a week off nobody wants to hear of all that was to be.
      return notifyEnd && !isOldNews({ at: endsAt }, at) ? { isUnseen: true } : null;
    },
  },
  "maintenance:cancelled": {
    kind: "maintenance:cancelled",
    tell: (tx, { data: { isSilent, wasRunning, why } }, { id }) => {
      if (isSilent || !isKnown(tx, id)) return null;
      return { wasRunning, ...(why ? { why } : {}) };
    },
  },
};

const timesOf = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }) => ({ startsAt, endsAt });
const onlyIf = (isSwitchedOn: boolean) => (isSwitchedOn ? {} : null);
/** What nobody was to be told of has no end and no other time either; whom of all, each notice asks for itself. */
const isKnown = (tx: Tx, id: number): boolean => tx.notices.isAnyOfWindow(id);

export const isAboutWindows = ({ type }: StoredEvent): boolean => type in TOLD;

interface Planned {
  kind: WindowNoticeKind;
  event: StoredEvent;
  window: Maintenance;
  detail: WindowDetail;
}

export const planWindows = (tx: Tx, transaction: readonly StoredEvent[], pages: readonly PageScope[]): void => {
  const events = transaction.filter(isAboutWindows);
  if (events.length === 0) return;
  const visible = new Map(visibleOnSome(tx, pages).map((component) => [component.id, component]));
  const planned = events.flatMap((event): Planned[] => {
    const window = tx.maintenances.get(event.maintenanceId!);
    if (!window || !visibleWindow(window, new Set(visible.keys()))) return [];
    const { kind, tell } = ruleOf(event.type);
    const told = tell(tx, event, window);
    if (told === null) return [];
    const components = window.components.flatMap((id) => {
      const component = visible.get(id);
      return component ? [{ id, name: component.name, level: component.level }] : [];
    });
    return [{ kind, event, window, detail: { ...factsOf(window), components, ...ofSeries(window), ...told } }];
  });
  for (const { kind, event, window, detail } of oncePerSeries(tx, planned, events))
    tx.notices.add({
      ...{ kind, causeSeq: event.txSeq, at: event.at, maintenanceId: window.id },
      // One transaction may be about many windows; of one it says each kind of thing once.
      ...{ part: window.id, detail: { ...detail } },
    });
};

const ofSeries = ({ seriesId }: Maintenance): Pick<WindowDetail, "isOfSeries"> =>
  seriesId === null ? {} : { isOfSeries: true };

/** Each rule is found by the type of the very event that it takes. */
const ruleOf = (type: EventType) => TOLD[type] as { kind: WindowNoticeKind; tell: Tell<EventType> };

/** Where another rule leaves some of them out, the series goes on: each of those is told for itself. */
const isOfWholeSeries = (tx: Tx, kind: WindowNoticeKind, { seriesId }: Maintenance): boolean => {
  if (kind === "maintenance:cancelled") return tx.maintenanceSeries.get(seriesId ?? 0)?.endedAt !== null;
  return kind === "maintenance:moved";
};

/** What becomes of a whole series in one breath is one message, that of the first of its windows that people know of. */
const oncePerSeries = (tx: Tx, planned: readonly Planned[], events: readonly StoredEvent[]): Planned[] => {
  const groupOf = (type: EventType, { id, seriesId }: Pick<Maintenance, "id" | "seriesId">): string =>
    seriesId === null ? `${type} of ${id}` : `${type} of series ${seriesId}`;
  const all = Map.groupBy(events, ({ type, maintenanceId }) => groupOf(type, tx.maintenances.get(maintenanceId!)!));
  const told = Map.groupBy(planned, ({ event, window }) => groupOf(event.type, window));
  return [...told].flatMap(([group, ones]) => {
    const { kind } = ones[0]!;
    const isOfMany = all.get(group)!.length > 1;
    if (!isOfMany || !isOfWholeSeries(tx, kind, ones[0]!.window)) return ones;
    const first = ones.reduce((a, b) => (b.window.startsAt < a.window.startsAt ? b : a));
    const windows = ones.map(({ window }) => window.id);
    return [{ ...first, detail: { ...first.detail, windows, withLater: true } }];
  });
};
