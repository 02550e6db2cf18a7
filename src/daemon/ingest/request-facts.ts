// What is known of a request beside its alerts, for the source's log.

const MAX_AGENT = 200;

export interface RequestFacts {
  /** null until it was recognised. */
  shape: string | null;
  bytes: number;
  excerpt: string | null;
  origin: string;
  agent: string | null;
  requestId: string;
}

/** Never its address: a key may stand there. */
export const factsOf = (of: { origin: string; agent: string | undefined; requestId: string }): RequestFacts => ({
  ...{ shape: null, bytes: 0, excerpt: null, origin: of.origin, requestId: of.requestId },
  agent: of.agent?.slice(0, MAX_AGENT) ?? null,
});
