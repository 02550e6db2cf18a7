// Runs one action in the shared commit, with its idempotency record and its audit row beside it: a refusal leaves its trace too.
import { hash } from "node:crypto";
import { Problem, type ProblemBody, problem } from "../../contract/problem.ts";
import type { Verb } from "../../domain/actor.ts";
import type { IdempotencyKey } from "../store/records.ts";
import type { Store, Tables, Tx } from "../store/store.ts";
import type { ActionContext, Done } from "./context.ts";
import { seal, unseal } from "./seal.ts";

/** A verb as the entrances use it: the action, and how its result is shown. */
export interface Command<I, T, R> {
  verb: Verb;
  action: (tx: Tx, ctx: ActionContext, input: I) => Done<T>;
  present: (tables: Tables, value: T) => R;
  /** What it was done to, for the audit: `incident 42`. */
  target?: (input: I) => string;
  /** The reply shows a secret that is stored nowhere in clear. */
  isSecret?: boolean;
  /** It comes many times a second and mostly changes nothing; then only what it changes and refuses is audited. */
  isFrequent?: boolean;
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
  /** By any of these it is known again. */
  replayable?: Replayable | readonly Replayable[],
) => Promise<Performed<R>>;

/** Resolves after COMMIT with the reply, or rejects with the Problem that was recorded. */
export const createPerform =
  (store: Store): Perform =>
  async (command, ctx, input, replayable) => {
    const replayables = [replayable ?? []].flat();
    const outcome = await store.transact((tx) => {
      const found = replayables.map((one) => findOutcome(tx, command, one));
      const known = found.find((one) => one !== undefined);
      if (known) {
        // From now on by all of its names: a copy of this request may come with one of the others alone.
        const names = replayables.filter((_, index) => !found[index]);
        remember(tx, command, names, known, ctx.now);
        return known as Outcome<never>;
      }
      const outcome = run(tx, command, ctx, input);
      const code = "problem" in outcome ? outcome.problem.code : outcome.result;
      if (!command.isFrequent || code !== "unchanged")
        tx.records.audit({
          at: ctx.now,
          actor: ctx.actor,
          verb: command.verb,
          target: command.target?.(input) ?? null,
          outcome: code,
          origin: ctx.origin,
          requestId: ctx.requestId,
        });
      if (!NOT_STORED.has(code)) remember(tx, command, replayables, outcome, ctx.now);
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

type Known = Pick<Command<never, never, never>, "verb" | "isSecret">;
const findOutcome = (tx: Tx, command: Known, replayable: Replayable): Outcome<unknown> | undefined => {
  const known = tx.records.findReply(recordOf(command, replayable));
  if (!known) return undefined;
  if (known.bodyHash === hashOf(replayable.body))
    return JSON.parse(command.isSecret ? unseal(known.outcome, replayable.key) : known.outcome);
  return {
    problem: problem("conflict", "This Idempotency-Key was used with another body.", {
      hint: "Use a new key for a new command.",
    }).toBody(),
  };
};

const remember = (tx: Tx, command: Known, names: readonly Replayable[], outcome: unknown, now: number): void => {
  if (names.length === 0) return;
  const text = JSON.stringify(outcome);
  for (const one of names) {
    const kept = command.isSecret ? seal(text, one.key) : text;
    tx.records.rememberReply(recordOf(command, one), hashOf(one.body), kept, now);
  }
};

/** The key itself is not kept: it opens what is sealed. */
const recordOf = (command: Known, { principal, key }: Replayable): IdempotencyKey => ({
  ...{ actor: principal, route: command.verb, key: hashOf(key) },
});

const hashOf = (text: string): string => hash("sha256", text, "base64");
