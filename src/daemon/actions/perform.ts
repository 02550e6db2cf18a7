// Runs one action in the shared commit, with its idempotency record and its audit row beside it: a refusal leaves its trace too.
import { hash } from "node:crypto";
import { Problem, type ProblemBody, problem } from "../../contract/problem.ts";
import type { Verb } from "../../domain/actor.ts";
import type { Store, Tables, Tx } from "../store/store.ts";
import type { ActionContext, Done } from "./context.ts";

/** A verb as the entrances use it: the action, and how its result is shown. */
export interface Command<I, T, R> {
  verb: Verb;
  action: (tx: Tx, ctx: ActionContext, input: I) => Done<T>;
  present: (tables: Tables, value: T) => R;
  /** What it was done to, for the audit: `incident 42`. */
  target?: (input: I) => string;
}
export interface Replayable {
  /** The client's Idempotency-Key. */
  key: string;
  /** Whose keys these are: the token or the person behind the socket. */
  principal: string;
  body: string;
}
export interface Performed<R> {
  result: Done<unknown>["result"];
  reply: R;
}
type Outcome<R> = Performed<R> | { problem: ProblemBody };

/** Refusals that say more about the moment than about the command are not kept for its repeat. */
const NOT_STORED: ReadonlySet<string> = new Set(["unauthenticated", "rate_limited", "internal", "unavailable"]);

export type Perform = <I, T, R>(
  command: Command<I, T, R>,
  ctx: ActionContext,
  input: I,
  replayable?: Replayable,
) => Promise<Performed<R>>;

/** Resolves after COMMIT with the reply, or rejects with the Problem that was recorded. */
export const createPerform =
  (store: Store): Perform =>
  async (command, ctx, input, replayable) => {
    const outcome = await store.transact((tx) => {
      const known = replayable && findOutcome(tx, command, replayable);
      if (known) return known as Outcome<never>;
      const outcome = run(tx, command, ctx, input);
      const code = "problem" in outcome ? outcome.problem.code : outcome.result;
      tx.records.audit({
        at: ctx.now,
        actor: ctx.actor,
        verb: command.verb,
        target: command.target?.(input) ?? null,
        outcome: code,
        origin: ctx.origin,
        requestId: ctx.requestId,
      });
      if (replayable && !NOT_STORED.has(code)) {
        const record = { actor: replayable.principal, route: command.verb, key: replayable.key };
        tx.records.rememberReply(record, hashOf(replayable.body), JSON.stringify(outcome), ctx.now);
      }
      return outcome;
    });
    if ("problem" in outcome) throw Problem.fromBody(outcome.problem);
    return outcome;
  };

const run = <I, T, R>(tx: Tx, command: Command<I, T, R>, ctx: ActionContext, input: I): Outcome<R> => {
  try {
    return tx.attempt(() => {
      const { result, value } = command.action(tx, ctx, input);
      return { result, reply: command.present(tx, value) };
    });
  } catch (error) {
    if (error instanceof Problem) return { problem: error.toBody() };
    throw error;
  }
};

const findOutcome = (tx: Tx, command: { verb: Verb }, replayable: Replayable): Outcome<unknown> | undefined => {
  const record = { actor: replayable.principal, route: command.verb, key: replayable.key };
  const known = tx.records.findReply(record);
  if (!known) return undefined;
  if (known.bodyHash === hashOf(replayable.body)) return JSON.parse(known.outcome);
  return {
    problem: problem("conflict", "This Idempotency-Key was used with another body.", {
      hint: "Use a new key for a new command.",
    }).toBody(),
  };
};

const hashOf = (text: string): string => hash("sha256", text, "base64");
