// What stands between an entrance and its verbs: who it is, how often they may come, and a trace of who was turned away.
import { type Problem, problem } from "../../contract/problem.ts";
import type { Store } from "../store/store.ts";
import { authenticate, type Credentials, originOf, type Principal, type Tried } from "./authenticate.ts";
import { createRateLimiter, networkOf, type RateLimiter } from "./rate-limit.ts";

export interface Limits {
  requestsPerMinute: number;
  anonymousPerMinute: number;
}
/** What was tried, for the audit. */
export interface Attempt {
  verb: string;
  requestId: string;
}
/** Where somebody stands who has not signed in. */
export type Doorstep = Pick<Credentials, "entrance" | "address">;

export interface Admission {
  /** Who it is. Rejects with 401, or with 429 after too many: of a token its own, of strangers those of their address. */
  admit: (credentials: Credentials, attempt: Attempt) => Promise<Principal>;
  /** Counts whoever asks for what needs no token; rejects with 429 after too many. */
  count: (credentials: Credentials) => void;
  /** Rejects with this refusal, counted and recorded where something was tried; or with 429 after too many. */
  turnAway: (refusal: Problem, at: Doorstep, attempt: Attempt, tried?: Tried) => Promise<never>;
  /** Throws if this token opens nothing any more; for whoever has waited inside. */
  recheck: (credentials: Credentials) => void;
}

/** So that no crowd of strangers fills the disk: about 60 MB a day if they never stop. What is beyond it only counts. */
const MAX_DENIALS_KEPT_PER_MINUTE = 240;

export const createAdmission = (options: { store: Store; now: () => number; limits: () => Limits }): Admission => {
  const { store, now, limits } = options;
  const tokens = createRateLimiter(() => limits().requestsPerMinute);
  const addresses = createRateLimiter(() => limits().anonymousPerMinute);
  const denials = createRateLimiter(() => MAX_DENIALS_KEPT_PER_MINUTE);

  const countToken = (principal: Principal): void =>
    take(tokens, principal.id, `This token made more than ${limits().requestsPerMinute} requests in a minute.`);
  const countStranger = (address = "unknown"): void =>
    take(
      ...([addresses, networkOf(address)] as const),
      `More than ${limits().anonymousPerMinute} requests in a minute came from ${address} without a valid token.`,
    );
  const take = (limiter: RateLimiter, key: string, detail: string): void => {
    const taken = limiter.take(key, now());
    if (!taken.isAllowed) throw tooMany(detail, taken.waitMs);
  };

  const turnAway: Admission["turnAway"] = async (refusal, at, { verb, requestId }, tried) => {
    if (at.entrance === "tcp") countStranger(at.address);
    const isKept = tried !== undefined && denials.take("all", now()).isAllowed;
    if (isKept) {
      const entry = { ...tried, at: now(), verb, outcome: refusal.code, origin: originOf(at), requestId };
      await store.transact((tx) => tx.records.audit(entry));
    }
    throw refusal;
  };

  return {
    turnAway,
    admit: async (credentials, attempt) => {
      const signIn = authenticate(store, credentials, now());
      if ("refusal" in signIn) return turnAway(signIn.refusal, credentials, attempt, signIn.tried);
      if (credentials.entrance === "tcp") countToken(signIn.principal);
      return signIn.principal;
    },
    count: (credentials) => {
      if (credentials.entrance === "unix") return;
      const signIn = authenticate(store, credentials, now());
      if ("principal" in signIn) countToken(signIn.principal);
      else countStranger(credentials.address);
    },
    recheck: (credentials) => {
      const signIn = authenticate(store, credentials, now());
      if ("refusal" in signIn) throw signIn.refusal;
    },
  };
};

const tooMany = (detail: string, waitMs: number): Problem => {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return problem("rate_limited", detail, {
    hint: `Wait ${retryAfterSeconds} s, or ask less often; the limits are \`limits\` in the config file.`,
    retryAfterSeconds,
  });
};
