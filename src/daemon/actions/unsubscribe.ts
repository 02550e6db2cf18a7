import type { Actor } from "../../domain/actor.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";
import { forgetSubscriber } from "./remove-subscriber.ts";

/** Who acts by the link of a message: nobody's name, and never an address. */
export const asSubscriber = (id: number): Actor => ({ kind: "person", name: `subscriber ${id}` });

/** For whoever holds the link of a message (RFC 8058 too); the entrance has looked at its signature. Twice is fine. */
export const unsubscribe = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<null> => {
  allow(ctx, "unsubscribe");
  const known = tx.subscribers.get(input.id);
  if (known?.audience !== "public" || known.state === "removed") return unchanged(null);
  forgetSubscriber(tx, known, { now: ctx.now, actor: asSubscriber(known.id) });
  return changed(null);
};
