import { Problem } from "../../contract/problem.ts";
import type { Tx } from "../store/store.ts";
import { type AddSubscriberInput, activate, insertSubscriber, readWanted } from "./add-subscriber.ts";
import { createScopeCheck } from "./check-subscription.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";

export interface ImportInput {
  items: Omit<AddSubscriberInput, "verified">[];
  /** Of all of them. */
  verified?: boolean | undefined;
}
export interface Imported {
  added: number;
  unchanged: number;
  refused: { index: number; message: string }[];
}

/** Each by the rules of `addSubscriber`, except that one who is there stays as they are. Nobody is told old news. */
export const importSubscribers = (tx: Tx, ctx: ActionContext, input: ImportInput): Done<Imported> => {
  allow(ctx, "importSubscribers");
  const checkScope = createScopeCheck(tx, ctx);
  const importOne = (item: AddSubscriberInput): Done<unknown>["result"] => {
    const wanted = readWanted(ctx, item, checkScope);
    const known = tx.subscribers.byTarget(wanted.channel, wanted.target);
    if (!known) return insertSubscriber(tx, ctx, wanted).result;
    const isNewsToUs = known.state === "unverified" && wanted.isProven;
    return isNewsToUs ? activate(tx, ctx, known, wanted).result : "unchanged";
  };
  const done: Imported = { added: 0, unchanged: 0, refused: [] };
  for (const [index, item] of input.items.entries()) {
    try {
      const result = tx.attempt(() => importOne({ ...item, verified: input.verified }));
      done[result === "changed" ? "added" : "unchanged"] += 1;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      done.refused.push({ index, message: `${error.message}${error.hint ? ` ${error.hint}` : ""}` });
    }
  }
  return done.added > 0 ? changed(done) : unchanged(done);
};
