// Levels of components: worse at once, everything else once it has lasted, and one that keeps changing as just that.
import { isWanted, type LevelChange, newsFor, type Told } from "../../../domain/telling.ts";
import type { Component } from "../../store/components.ts";
import type { Notice } from "../../store/notices.ts";
import type { Tx } from "../../store/store.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import { believedBy, says, supersedeLevels } from "../beliefs.ts";
import { toldComponents } from "./components.ts";
import type { Facts, KindRules, Look, PlanFor } from "./kind.ts";
import { saidByWindow } from "./window.ts";

type When = Parameters<typeof newsFor>[2];
/** Of a notice of what has lasted: the windows that moved it last, by component. */
export interface SettledDetail {
  windows: Record<string, number[]>;
}

const planLevels =
  (when: When) =>
  (tx: Tx, notice: Notice): PlanFor => {
    // What has moved since has a notice of its own; an old one, repaired late, must not replace that.
    const still = notice.changes.filter(({ componentId, to }) => tx.components.get(componentId)?.level === to);
    const components = new Map(still.map(({ componentId }) => [componentId, tx.components.get(componentId)!]));
    return (target, { unsettled, told: wasTold }, { shows }) => {
      // What has lasted is no news beside a message that is still being tried and says it: one thing, one id.
      const onItsWay = when === "settled" ? unsettled : [];
      const wanted = still.filter(
        (change) =>
          shows.has(change.componentId) &&
          isWanted(target.components, change.componentId) &&
          !onItsWay.some(({ changes }) => says(changes, change)),
      );
      if (wanted.length === 0) return null;
      const told = believedBy(wasTold, unsettled);
      // Who came when it was so already has seen it on the page.
      const isNewTo = ({ componentId }: LevelChange): boolean =>
        told.has(componentId) || components.get(componentId)!.since >= (target.activeSince ?? 0);
      const said = when === "at-once" ? saidByWindow(tx, unsettled, notice.causeSeq) : NONE;
      const changes = newsFor(wanted.filter(isNewTo), told, when).filter((change) => {
        if (said.has(change.componentId)) return false;
        if (isStartOfWindow(change, told, components.get(change.componentId))) return false;
        if (!isEndOfWindow(tx, notice, change, told, target)) return true;
        // Its end is told by the window or by nobody; and nobody goes on believing what they were told before.
        tx.subscribers.tell(target.id, change.componentId, { level: change.to, isUnstable: false });
        return false;
      });
      supersedeLevels(tx, unsettled, new Set(wanted.map((change) => change.componentId)));
      return changes.length === 0 ? null : changes;
    };
  };

const NONE: ReadonlySet<string> = new Set();

/** That maintenance begins is told by its window or, where that is switched off, by nobody: for who believes all well it is no news. */
const isStartOfWindow = (
  { componentId, from, to }: LevelChange,
  told: Told,
  component: Component | undefined,
): boolean =>
  to === "under_maintenance" &&
  from === "operational" &&
  component?.cause.kind === "maintenance" &&
  told.get(componentId)?.isUnstable !== true;

/** So is its end for whom the window told of its start. Who learned of it as the end of an outage is owed this end as well. */
const isEndOfWindow = (
  tx: Tx,
  notice: Notice,
  { componentId, from, to }: LevelChange,
  told: Told,
  { id }: Subscriber,
) => {
  if (from !== "under_maintenance" || to !== "operational" || told.get(componentId)?.isUnstable) return false;
  const windows = (notice.detail as Partial<SettledDetail>).windows?.[componentId] ?? [];
  const by = { before: notice.id, kind: "maintenance:started" } as const;
  return windows.length > 0 && tx.deliveries.isToldOfWindows(id, windows, by);
};

/** Still as the message says, and still news. What has changed since has a notice of its own, or is held. */
const lookAtLevels: KindRules["look"] = (tx, delivery, _notice, target, { visible }): Look => {
  const components = new Map(visible.map((component) => [component.id, component]));
  const still = delivery.changes.filter(
    ({ componentId, to }) => components.get(componentId)?.level === to && isWanted(target.components, componentId),
  );
  const told = tx.subscribers.told(target.id);
  const changes = newsFor(still, told, "settled").filter(
    (change) => !isStartOfWindow(change, told, components.get(change.componentId)),
  );
  return changes.length === 0 ? { unwanted: "it was no longer so when it came due" } : { changes };
};

const thread: KindRules["thread"] = ({ incidentId }) => (incidentId === null ? null : `incident-${incidentId}`);

const levels = (when: When): KindRules => ({
  audience: "public",
  news: "status",
  plan: planLevels(when),
  look: lookAtLevels,
  content: (_tables, { changes }) => ({
    kind: "levels",
    components: toldComponents(changes),
    isSettled: when === "settled",
  }),
  thread,
});
export const status = levels("at-once");
export const settled = levels("settled");

/** It replaces what waits of these components: whether up or down, that is not worth a message each. */
export const unstable: KindRules = {
  audience: "public",
  news: "status",
  plan:
    (tx, notice) =>
    (target, standing, { shows }) => {
      const { unsettled } = standing;
      const told = believedBy(standing.told, unsettled);
      const changes = notice.changes.filter(
        ({ componentId }) =>
          shows.has(componentId) && isWanted(target.components, componentId) && !told.get(componentId)?.isUnstable,
      );
      if (changes.length === 0) return null;
      supersedeLevels(tx, unsettled, new Set(changes.map((change) => change.componentId)));
      return changes;
    },
  look: (tx, delivery, _notice, target, { shows }: Facts) => {
    const changes = delivery.changes.filter(
      ({ componentId }) =>
        shows.has(componentId) && isWanted(target.components, componentId) && tx.flaps.get(componentId) !== undefined,
    );
    return changes.length === 0 ? { unwanted: "it had become stable when it came due" } : { changes };
  },
  content: (_tables, { changes }, { detail }) => ({
    kind: "unstable",
    components: toldComponents(changes),
    changes: Number(detail.changes),
    withinMs: Number(detail.withinMs),
  }),
  thread,
};
