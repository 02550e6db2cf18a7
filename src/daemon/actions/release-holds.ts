// Alerts that maintenance holds, and when they take effect: once no window holds them any more, or somebody takes the incident up.
import type { EventData } from "../../domain/events.ts";
import { type Decision, type Incident, isActive } from "../../domain/incident.ts";
import { type Severity, worseSeverity } from "../../domain/level.ts";
import type { Effect } from "../../domain/link.ts";
import { isHeldWhole } from "../store/held.ts";
import type { Tx } from "../store/store.ts";
import { autoPost } from "./auto-post.ts";
import { asksAt, tiesOf } from "./change-incident.ts";
import type { ActionContext } from "./context.ts";

/**
 * After a window has ended, or covers something else: what no running one holds any more takes effect. All of it in the transaction
 * of that, or readers were told an all clear in between: 1,000 incidents take about 60 ms.
 */
export const releaseUncovered = (tx: Tx, ctx: ActionContext): void => {
  const covered = tx.maintenances.holding();
  for (const id of tx.incidents.heldOutside(covered))
    release(tx, ctx, tx.incidents.get(id)!, { why: "over", isLoose: (component) => !covered.has(component) });
};

/** Before a person's command that takes it up; a command that changes nothing, or is refused, releases nothing. */
export const touchHeld = (
  tx: Tx,
  ctx: ActionContext,
  incident: Incident,
  decide: (incident: Incident) => Decision,
): Incident =>
  tx.incidents.hasHeld(incident.id) && decide(incident).kind === "changed"
    ? releaseTouched(tx, ctx, incident)
    : incident;

/** All that is held of it counts from now on, because somebody has it in hand. `isPost`: they tell the public of it themselves. */
export const releaseTouched = (
  tx: Tx,
  ctx: ActionContext,
  incident: Incident,
  { isPost = false }: { isPost?: boolean } = {},
): Incident =>
  tx.incidents.hasHeld(incident.id)
    ? release(tx, ctx, incident, { why: "touched", isPost, isLoose: () => true })
    : incident;

/** A person ended it: nothing of it waits any more. */
export const forgetHeld = (tx: Tx, incidentId: number): void => {
  if (!tx.incidents.hasHeld(incidentId)) return;
  const { links } = tiesOf(tx, incidentId);
  tx.incidents.holdLinks(
    incidentId,
    links.filter(({ isHeld }) => isHeld).map(({ componentId }) => componentId),
    "counts",
  );
};

interface Release {
  why: "over" | "touched";
  /** Which of its held components. */
  isLoose: (component: string) => boolean;
  isPost?: boolean;
}
const release = (
  tx: Tx,
  ctx: ActionContext,
  incident: Incident,
  { why, isLoose, isPost = false }: Release,
): Incident => {
  const ties = tiesOf(tx, incident.id);
  const held = ties.links.flatMap(({ isHeld, componentId }) => (isHeld ? componentId : []));
  const loose = held.filter(isLoose);
  const wasWhole = isHeldWhole(tx, incident, ties);
  tx.incidents.holdLinks(incident.id, loose, "counts");
  const components = loose.filter((id) => ties.firingComponents.has(id));
  if (components.length === 0 || !isActive(incident.state)) return incident;
  const severities = tx.alerts
    .severitiesOf(incident.id)
    .flatMap((one) => (one.components.some((id) => components.includes(id)) ? one.severity : []));
  const isAll = loose.length === held.length;
  return count(tx, ctx, incident, { components, why, wasWhole, severities, isAll, isPost });
};

export interface Counting {
  components: string[];
  why: EventData["incident:released"]["why"];
  wasWhole: boolean;
  /** Of the alerts that count from now on. */
  severities: readonly Severity[];
  /** Nothing of it is held any more. */
  isAll: boolean;
  isPost?: boolean;
  /** What it asks then, where the rows do not say yet. */
  effectsOf?: (incident: Incident) => Effect[];
}
/** The event of what counts from now on; the public hears of it where it thought that the incident was over. */
export const count = (tx: Tx, ctx: ActionContext, incident: Incident, counting: Counting): Incident => {
  const { components, why, wasWhole, isPost = false, effectsOf } = counting;
  const severity = severityOf(tx, incident, counting);
  const released = { ...incident, severity, version: incident.version + 1 };
  tx.incidents.save(released);
  const effects = effectsOf ? effectsOf(released) : asksAt(tx, incident.id, severity);
  const isRegraded = severity !== incident.severity;
  const data = {
    ...{ components, why, wasWhole },
    ...(isRegraded ? { severity: { from: incident.severity, to: severity } } : {}),
    effects,
  };
  tx.events.append([{ type: "incident:released", incidentId: incident.id, data }], ctx.now, ctx.actor);
  return wasWhole && !isPost ? autoPost(tx, ctx, released, "reopened") : released;
};

/**
 * The worst of what it was and of what counts from now on. Where nothing of it ever counted, only held alerts have said how bad
 * it is: what stays held says nothing then, or maintenance of one component would make an outage of another.
 */
const severityOf = (tx: Tx, incident: Incident, { wasWhole, isAll, severities }: Counting): Severity => {
  const [first, ...more] = severities;
  const isFirstWord = first !== undefined && wasWhole && !isAll && heldSince(tx, incident.id) === "opened";
  return isFirstWord ? more.reduce(worseSeverity, first) : severities.reduce(worseSeverity, incident.severity);
};

/** Since when nothing of an incident that is held has counted; null: it did, and people were told. */
export const heldSince = (tx: Tx, incidentId: number): "opened" | "reopened" | null => {
  const begun = tx.events.lastBegun(incidentId);
  if (begun?.type === "incident:opened" && begun.data.held) return "opened";
  return begun?.type === "incident:reopened" && begun.data.held ? "reopened" : null;
};
