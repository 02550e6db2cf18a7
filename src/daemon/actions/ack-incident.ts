import { decide, type Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { changeIncident, loadIncident } from "./change-incident.ts";
import { type ActionContext, allow, type Done } from "./context.ts";
import { touchHeld } from "./release-holds.ts";

export interface AckInput {
  id: number;
  note?: string | undefined;
  /** How long it lasts; absent: as the config says, else until it is resolved. */
  forMs?: number | undefined;
}

/** Takes an incident. The second of two people is told who has it; the same person twice changes nothing. */
export const ackIncident = (tx: Tx, ctx: ActionContext, input: AckInput): Done<Incident> => {
  allow(ctx, "ackIncident");
  const incident = loadIncident(tx, input.id);
  const forMs = input.forMs ?? ctx.settings.ackTimeoutMs;
  const until = forMs === null ? null : ctx.now + forMs;
  const command = { kind: "ack", by: ctx.actor, note: input.note, until } as const;
  const touched = touchHeld(tx, ctx, incident, (one) => decide(one, command, ctx.now));
  return changeIncident(tx, ctx, touched, command);
};
