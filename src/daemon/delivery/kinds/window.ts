// What is told of maintenance windows, at once; the levels that a start and an end lead to are said with them.
import { isRunning, type Maintenance } from "../../../domain/maintenance.ts";
import { isWanted } from "../../../domain/telling.ts";
import type { Notice, WindowNoticeKind } from "../../store/notices.ts";
import type { Tables, Tx } from "../../store/store.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import { levelsNow, suppress, type Waiting } from "../beliefs.ts";
import type { WindowNews } from "../channels/message.ts";
import { isOldNews, OLD_NEWS } from "../old-news.ts";
import { toldComponents } from "./components.ts";
import { hasEngineSeen } from "./engine-seen.ts";
import type { Facts, KindRules, SingleContent } from "./kind.ts";
import { detailOf, type WindowDetail, windowsOf } from "./window-detail.ts";

interface Rule {
  news: WindowNews;
  /** Its message says how its components are by it; else only which they are. */
  saysLevels: (detail: WindowDetail) => boolean;
  /** What waits of the same window and is no news beside this. */
  replaces: readonly WindowNoticeKind[];
  /** For whom it is, of those who ask for its components; what waited is replaced already. */
  isFor?: (tx: Tx, notice: Notice, target: Subscriber, replaced: readonly Waiting[]) => boolean;
  /** Why it is not wanted any more; null: it is. */
  staleness: (tables: Tables, window: Maintenance, told: Told) => string | null;
}
interface Told {
  notice: Notice;
  detail: WindowDetail;
  target: Subscriber;
  now: number;
}

const MOVED_ON = "the window has moved on";
const MOVED = "the window has been moved since";
const unless = (isStill: boolean, reason = MOVED_ON): string | null => (isStill ? null : reason);
const isOfThen = (window: Maintenance, { startsAt, endsAt }: Pick<WindowDetail, "startsAt" | "endsAt">): boolean =>
  window.startsAt === startsAt && window.endsAt === endsAt;

/** A plan is told while it is one, with its times as they are. */
const aheadOfIt: Rule["staleness"] = (_tables, window, { detail }) =>
  unless(window.state === "scheduled") ?? unless(isOfThen(window, detail), MOVED);

const wasToldOf = (tables: Tables, notice: Notice, { id }: Subscriber): boolean =>
  tables.deliveries.isToldOfWindows(id, windowsOf(notice), { before: notice.id });

export const WINDOW_KINDS: Record<WindowNoticeKind, KindRules> = {
  "maintenance:announced": window({ news: "announced", saysLevels: () => false, replaces: [], staleness: aheadOfIt }),
  "maintenance:reminded": window({
    ...{ news: "reminded", saysLevels: () => false, replaces: ["maintenance:announced"] },
    staleness: aheadOfIt,
  }),
  "maintenance:moved": window({
    ...{ news: "moved", saysLevels: () => false },
    replaces: ["maintenance:announced", "maintenance:reminded", "maintenance:moved"],
    isFor: (tx, notice, target, replaced) => {
      const { detail } = notice;
      // There and back again, before anybody was told.
      const first = replaced.find((older) => older.notice.kind === "maintenance:moved")?.notice.detail.was as
        | WindowDetail["was"]
        | undefined;
      const isAsItWas = first?.startsAt === detail.startsAt && first?.endsAt === detail.endsAt;
      if (isAsItWas && wasToldOf(tx, notice, target)) return false;
      return detail.isSilent !== true || replaced.length > 0;
    },
    staleness: (_tables, window, { detail }) =>
      // Of one that was started early the start says it all.
      unless(window.state === "scheduled" || (isRunning(window.state) && !detail.isSilent)) ??
      unless(isOfThen(window, detail), MOVED),
  }),
  "maintenance:updated": window({
    ...{ news: "updated", saysLevels: () => false, replaces: ["maintenance:updated"] },
    staleness: (_tables, _window, { notice, now }) => unless(!isOldNews(notice, now), OLD_NEWS),
  }),
  "maintenance:started": window({
    ...{ news: "started", saysLevels: () => true, replaces: [] },
    staleness: (_tables, { state }) => unless(isRunning(state)),
  }),
  "maintenance:completed": window({
    ...{ news: "completed", saysLevels: () => true, replaces: [] },
    staleness: (_tables, { state }) => unless(state === "completed"),
  }),
  "maintenance:cancelled": window({
    ...{ news: "cancelled", saysLevels: ({ wasRunning }) => wasRunning !== false, replaces: [] },
    // Who never heard of it need not hear that it is off.
    isFor: wasToldOf,
    staleness: (tables, { state }, { notice, target }) =>
      unless(state === "cancelled") ?? unless(wasToldOf(tables, notice, target), "the subscriber was never told of it"),
  }),
};

function window({ news, saysLevels, replaces, isFor = () => true, staleness }: Rule): KindRules {
  return {
    audience: "public",
    news: "maintenance",
    plan: (tx, notice) => {
      const ids = windowsOf(notice);
      // Who asks for what it does not cover any more is told that, too.
      const covered = ids.flatMap((id) => tx.maintenances.get(id)?.components ?? []).concat(leftOf(notice));
      return (target, { unsettled }, { shows }) => {
        if (!covered.some((id) => shows.has(id) && isWanted(target.components, id))) return null;
        const replaced = replace(tx, unsettled, ids, replaces);
        return isFor(tx, notice, target, replaced) ? [] : null;
      };
    },
    /** A message that says the levels it led to waits until the status engine has seen the transition. */
    look: (tx, _delivery, notice, target, { visible, now }) => {
      const detail = detailOf(tx, notice);
      if (saysLevels(detail) && !hasEngineSeen(tx, notice.causeSeq)) return { later: true };
      const found = tx.maintenances.get(notice.maintenanceId!)!;
      const stale = staleness(tx, found, { notice, detail, target, now });
      if (stale !== null) return { unwanted: stale };
      const about = [...found.components, ...leftOf(notice)];
      const covered = visible.filter(({ id }) => about.includes(id) && isWanted(target.components, id));
      if (covered.length === 0) return { unwanted: "none of its components is shown any more" };
      return { changes: saysLevels(detail) ? levelsNow(covered, tx.subscribers.told(target.id)) : [] };
    },
    content: (tables, { changes }, notice, _target, facts) => {
      const detail = detailOf(tables, notice);
      const components = saysLevels(detail) ? toldComponents(changes) : namesOf(detail, facts);
      return contentOf(tables, notice, detail, {
        url: facts.urlOfWindow(notice.maintenanceId!),
        ...{ transition: news, says: saysLevels(detail) ? "levels" : "names", components },
        ...(detail.left
          ? { left: facts.visible.flatMap(({ id, name }) => (detail.left!.includes(id) ? name : [])) }
          : {}),
      });
    },
    thread: ({ maintenanceId }: Notice) => `maintenance-${maintenanceId}`,
  };
}

const leftOf = ({ detail }: Notice): string[] => (detail as Partial<WindowDetail>).left ?? [];

/** Older news of the window that waits is said by this. */
const replace = (tx: Tx, unsettled: readonly Waiting[], ids: readonly number[], kinds: Rule["replaces"]): Waiting[] => {
  const older = unsettled.filter(
    ({ state, notice }) =>
      state !== "sending" &&
      (kinds as readonly string[]).includes(notice.kind) &&
      windowsOf(notice).some((id) => ids.includes(id)),
  );
  for (const one of older) suppress(tx, one, "newer news of the window replaced it before it was sent");
  return older;
};

type OfWindow = Extract<SingleContent, { kind: "window" }>;
const contentOf = (
  tables: Tables,
  { maintenanceId }: Notice,
  detail: WindowDetail,
  said: Pick<OfWindow, "url" | "transition" | "says" | "components" | "left">,
): OfWindow => {
  const { title, text, state, startsAt, endsAt, autoStart, autoEnd, was, updateId, isUnseen, withLater, isOfSeries } =
    detail;
  const update = updateId === undefined ? undefined : tables.maintenanceUpdates.get(updateId);
  const why = detail.wasRunning === true ? "running" : detail.why;
  return {
    ...{ kind: "window", id: maintenanceId!, title, text, state, startsAt, endsAt, autoStart, autoEnd, ...said },
    ...(was ? { was } : {}),
    ...(update ? { update: { id: update.id, text: update.body, at: update.at } } : {}),
    ...(said.transition === "cancelled" && why ? { why } : {}),
    ...(isUnseen ? { isUnseen } : {}),
    ...(withLater ? { withLater } : {}),
    ...(isOfSeries ? { isOfSeries } : {}),
  };
};

/** As they were when it was planned; of those that its page does not show nothing is said. */
const namesOf = ({ components }: WindowDetail, { shows }: Facts): OfWindow["components"] =>
  components.flatMap(({ id, name, level }) => (shows.has(id) ? [{ id, name, from: level, to: level }] : []));

/** Components whose levels a window's message that waits will say, of those that moved with it. */
export const saidByWindow = (tx: Tx, unsettled: readonly Waiting[], causeSeq: number): ReadonlySet<string> => {
  const ones = unsettled.filter(({ notice: { kind, causeSeq: seq } }) => seq === causeSeq && kind in WINDOW_KINDS);
  return new Set(ones.flatMap(({ notice }) => tx.maintenances.get(notice.maintenanceId!)?.components ?? []));
};
