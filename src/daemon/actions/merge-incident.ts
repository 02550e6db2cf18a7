import { problem } from "../../contract/problem.ts";
import type { PublicWords } from "../../domain/events.ts";
import { decide, describe, hintWhenOver, type Incident, isActive } from "../../domain/incident.ts";
import { absorb, joinLinks } from "../../domain/incident-changes.ts";
import { believedTogether } from "../../domain/post.ts";
import type { Tx } from "../store/store.ts";
import { changeIncident, loadIncident, saveDecision, tiesOf } from "./change-incident.ts";
import { type ActionContext, allow, type Done, refuse } from "./context.ts";
import { releaseTouched } from "./release-holds.ts";

/**
 * Puts one incident into another: alerts, links and public words move, the severity is the worse of the two (both only of one that is
 * active still), what comes later under the first one's key joins the second, and the second's timeline tells both stories. Gives the first, closed as merged.
 */
export const mergeIncident = (tx: Tx, ctx: ActionContext, input: { id: number; into: number }): Done<Incident> => {
  allow(ctx, "mergeIncident");
  if (input.id === input.into)
    throw problem("invalid", `Incident ${input.id} cannot be merged into itself.`, {
      hint: "Name the incident that stays second: `tocsin merge ID INTO`.",
    });
  const from = loadIncident(tx, input.id);
  const into = loadIncident(tx, input.into);
  if (from.mergedInto !== into.id && !isActive(into.state))
    throw refuse({
      kind: "refused",
      detail: `Incident ${into.id} was ${describe(into)}; only an active incident can take another in.`,
      hint: hintWhenOver(into),
    });
  const command = { kind: "merge", by: ctx.actor, into: into.id } as const;
  if (decide(from, command, ctx.now).kind !== "changed") return changeIncident(tx, ctx, from, command);
  const taken = releaseTouched(tx, ctx, from);
  const done = changeIncident(tx, ctx, taken, command);
  takeIn(tx, ctx, releaseTouched(tx, ctx, into), taken);
  return done;
};

const takeIn = (tx: Tx, ctx: ActionContext, into: Incident, from: Incident): void => {
  const alerts = tx.alerts.move(from.id, into.id);
  // One that was resolved asks nothing any more, and does not begin again by being put away.
  const wasActive = isActive(from.state);
  if (wasActive) tx.incidents.replaceLinks(into.id, joinLinks(linked(tx, into), linked(tx, from)));
  const words = joinWords(tx, into, from);
  saveDecision(tx, ctx, absorb(into, { from, wasActive, alerts, words, ...tiesOf(tx, into.id) }));
};

/** What was said of either was said of the one that stays; null where the other had nothing to bring. */
const joinWords = (tx: Tx, into: Incident, from: Incident): PublicWords => {
  if (from.publicStatus === null) return null;
  tx.posts.move(from.id, into.id);
  const status = believedTogether(into, from, tx.posts.ofIncident(into.id));
  return status && { title: into.publicTitle ?? from.publicTitle ?? into.title, status };
};

const linked = (tx: Tx, { id, severity }: Incident) => ({ severity, links: tx.incidents.linksOf([id]).get(id) ?? [] });
