// Levels of components: worse at once, everything else once it has lasted, and one that keeps changing as just that.
import { isWanted, type LevelChange, newsFor } from "../../../domain/telling.ts";
import type { Notice } from "../../store/notices.ts";
import type { Tx } from "../../store/store.ts";
import { believedBy, says, supersedeLevels } from "../beliefs.ts";
import { toldComponents } from "./components.ts";
import type { Facts, KindRules, Look, PlanFor } from "./kind.ts";

type When = Parameters<typeof newsFor>[2];

const planLevels =
  (when: When) =>
  (tx: Tx, notice: Notice): PlanFor => {
    // What has moved since has a notice of its own; an old one, repaired late, must not replace that.
    const still = notice.changes.filter(({ componentId, to }) => tx.components.get(componentId)?.level === to);
    const since = new Map(still.map(({ componentId }) => [componentId, tx.components.get(componentId)!.since]));
    return (target, { unsettled, told: wasTold }) => {
      // What has lasted is no news beside a message that is still being tried and says it: one thing, one id.
      const onItsWay = when === "settled" ? unsettled : [];
      const wanted = still.filter(
        (change) =>
          isWanted(target.components, change.componentId) && !onItsWay.some(({ changes }) => says(changes, change)),
      );
      if (wanted.length === 0) return null;
      const told = believedBy(wasTold, unsettled);
      // Who came when it was so already has seen it on the page.
      const isNewTo = ({ componentId }: LevelChange): boolean =>
        told.has(componentId) || since.get(componentId)! >= (target.activeSince ?? 0);
      const changes = newsFor(wanted.filter(isNewTo), told, when);
      supersedeLevels(tx, unsettled, new Set(wanted.map((change) => change.componentId)));
      return changes.length === 0 ? null : changes;
    };
  };

/** Still as the message says, and still news. What has changed since has a notice of its own, or is held. */
const lookAtLevels: KindRules["look"] = (tx, delivery, _notice, target, { visible }): Look => {
  const levels = new Map(visible.map((component) => [component.id, component.level]));
  const still = delivery.changes.filter(
    (change) => levels.get(change.componentId) === change.to && isWanted(target.components, change.componentId),
  );
  const changes = newsFor(still, tx.subscribers.told(target.id), "settled");
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
  plan: (tx, notice) => (target, standing) => {
    const { unsettled } = standing;
    const told = believedBy(standing.told, unsettled);
    const changes = notice.changes.filter(
      ({ componentId }) => isWanted(target.components, componentId) && !told.get(componentId)?.isUnstable,
    );
    if (changes.length === 0) return null;
    supersedeLevels(tx, unsettled, new Set(changes.map((change) => change.componentId)));
    return changes;
  },
  look: (tx, delivery, _notice, target, { visible }: Facts) => {
    const shown = new Set(visible.map(({ id }) => id));
    const changes = delivery.changes.filter(
      ({ componentId }) =>
        shown.has(componentId) && isWanted(target.components, componentId) && tx.flaps.get(componentId) !== undefined,
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
