import { problem } from "../../contract/problem.ts";
import type { StoredEvent } from "../../domain/events.ts";
import { type Incident, isoSeconds } from "../../domain/incident.ts";
import { type Edit, edit } from "../../domain/incident-changes.ts";
import type { Tx } from "../store/store.ts";
import { loadIncident, saveDecision, tiesOf } from "./change-incident.ts";
import { type ActionContext, allow, changed, type Done, requireComponents } from "./context.ts";
import { touchHeld } from "./release-holds.ts";

export interface EditInput extends Edit {
  id: number;
  /** The version that the editor saw; absent: whatever it is now. */
  version?: number | undefined;
}

/** Changes what an incident is called, how bad it is, or what it touches. */
export const editIncident = (tx: Tx, ctx: ActionContext, input: EditInput): Done<Incident> => {
  allow(ctx, "editIncident");
  const incident = loadIncident(tx, input.id);
  refuseStale(tx, incident, input.version);
  if (input.title === undefined && input.severity === undefined && input.components === undefined)
    throw problem("invalid", "There is nothing to change.", { hint: "Give a title, a severity or components." });
  const known = tiesOf(tx, incident.id);
  requireNewComponents(
    tx,
    ctx,
    input,
    known.links.map((link) => link.componentId),
  );
  const touched = touchHeld(tx, ctx, incident, (one) => edit(one, known.links, known.firingComponents, input).decision);
  const { links, firingComponents } = touched === incident ? known : tiesOf(tx, incident.id);
  const edited = edit(touched, links, firingComponents, input);
  const done = saveDecision(tx, ctx, edited.decision);
  if (done.result === "changed" && input.components) tx.incidents.replaceLinks(incident.id, edited.links);
  // Its release alone may have made it what was asked for.
  return touched === incident ? done : changed(done.value);
};

/** What is linked already may stay, also when it has left the config. */
export const requireNewComponents = (
  tx: Tx,
  ctx: ActionContext,
  { components = [] }: Pick<EditInput, "components">,
  linked: readonly string[],
): void => {
  const known = new Set(linked);
  const fresh = components.flatMap(({ id }, index) => (known.has(id) ? [] : [{ id, index }]));
  if (fresh.length === 0) return;
  const ids = fresh.map(({ id }) => id);
  requireComponents(tx, ctx, ids, (at) => `components[${fresh[at]!.index}]`);
};

const refuseStale = (tx: Tx, incident: Incident, version: number | undefined): void => {
  if (version === undefined || version === incident.version) return;
  const missed = Math.min(Math.max(incident.version - version, 1), MAX_TOLD);
  const since = tx.events.newestOfIncident(incident.id, missed);
  const told = since.map(
    (event) => `${event.actor.name} ${WHAT[event.type] ?? "changed it"} at ${isoSeconds(event.at)}`,
  );
  throw problem(
    "conflict",
    `Incident ${incident.id} is at version ${incident.version} now, not ${version}: ${told.join(", ")}.`,
    { hint: "Look at it as it is now (`tocsin show`), and edit again." },
  );
};

const MAX_TOLD = 3;
const WHAT: Partial<Record<StoredEvent["type"], string>> = {
  "incident:opened": "opened it",
  "incident:acknowledged": "acknowledged it",
  "incident:unacknowledged": "gave it back",
  "incident:resolved": "resolved it",
  "incident:reopened": "reopened it",
  "incident:closed": "closed it",
  "incident:merged": "merged it",
  "incident:absorbed": "merged another one into it",
  "incident:assigned": "assigned it",
  "incident:snoozed": "snoozed it",
  "incident:edited": "edited it",
  "incident:posted": "posted about it",
  "incident:released": "ended what maintenance held of it",
  "post:edited": "corrected a post of it",
};
