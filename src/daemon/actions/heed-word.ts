// A program acknowledges or notes as people do, by the key; what it cannot is said in the source's log.
import { Problem } from "../../contract/problem.ts";
import type { IncomingWord } from "../../domain/alert.ts";
import { decide } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { changeIncident } from "./change-incident.ts";
import type { ActionContext } from "./context.ts";
import type { FiringTally } from "./firing-tally.ts";
import { touchHeld } from "./release-holds.ts";

interface Work {
  tx: Tx;
  ctx: ActionContext;
  source: string;
  firing: FiringTally;
  /** What was left out, in words. */
  remarks: string[];
}

export const heedWord = (work: Work, { status, key, text }: IncomingWord): "acknowledged" | "noted" | "ignored" => {
  const { tx, ctx, source, firing, remarks } = work;
  const since = ctx.now - ctx.settings.reopenWindowMs;
  const incident =
    tx.incidents.activeByKey(source, key) ??
    (status === "noted" ? tx.incidents.resolvedByKey(source, key, since) : undefined);
  if (!incident) {
    remarks.push(`Nothing of the key \`${key}\` is active.`);
    return "ignored";
  }
  if (status === "noted") {
    const note = { type: "incident:noted", incidentId: incident.id, data: { text: text ?? "" } } as const;
    tx.events.append([note], ctx.now, ctx.actor);
    return "noted";
  }
  const { ackTimeoutMs } = ctx.settings;
  const until = ackTimeoutMs === null ? null : ctx.now + ackTimeoutMs;
  const ack = { kind: "ack", by: ctx.actor, note: text ?? undefined, until } as const;
  try {
    const touched = touchHeld(tx, ctx, incident, (one) => decide(one, ack, ctx.now));
    changeIncident(tx, ctx, touched, ack);
    firing.forget(incident.id);
    return "acknowledged";
  } catch (refusal) {
    if (!(refusal instanceof Problem)) throw refusal;
    remarks.push(refusal.message);
    return "ignored";
  }
};
