// Token buckets, one a key, in memory: full they allow a minute's worth at once (or that of another span), and they fill evenly
// over it.
// A bucket is kept as one number, the time at which it is full again; each request moves that on by what it costs.

/** Most keys remembered; the one unused longest is forgotten, and begins with a full bucket again. A few MB. */
const MAX_KEYS = 10_000;
const MINUTE_MS = 60_000;
/** Fractions of a millisecond add up: 7 requests of a seventh of a minute are a minute. */
const TOLERANCE_MS = 1;

export interface RateLimiter {
  /** Takes one from the key's bucket, or says how many milliseconds until one is there again. */
  take: (key: string, now: number) => { isAllowed: true } | { isAllowed: false; waitMs: number };
  keys: () => number;
}

export const createRateLimiter = (
  perSpan: () => number,
  maxKeys: number = MAX_KEYS,
  spanMs: number = MINUTE_MS,
): RateLimiter => {
  /** In order of last use. */
  const fullAt = new Map<string, number>();
  return {
    take: (key, now) => {
      const taken = takeOne(fullAt.get(key), now, perSpan(), spanMs);
      fullAt.delete(key);
      fullAt.set(key, taken.fullAt);
      if (fullAt.size > maxKeys) fullAt.delete(fullAt.keys().next().value!);
      return taken.waitMs === 0 ? { isAllowed: true } : { isAllowed: false, waitMs: taken.waitMs };
    },
    keys: () => fullAt.size,
  };
};

/** The rule. A refused request costs nothing, so that the wait it is told is true. */
export const takeOne = (
  fullAt: number | undefined,
  now: number,
  perSpan: number,
  spanMs: number = MINUTE_MS,
): { fullAt: number; waitMs: number } => {
  // No bucket is emptier than empty, so that a clock that was set back locks nobody out.
  const before = Math.min(Math.max(fullAt ?? now, now), now + spanMs);
  const after = before + spanMs / perSpan;
  const waitMs = after - now - spanMs;
  return waitMs <= TOLERANCE_MS ? { fullAt: after, waitMs: 0 } : { fullAt: before, waitMs };
};

/** Whose bucket an address is: itself, or its /64, since whoever has one IPv6 address has as many as that. */
export const networkOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%")[0]!.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const all = [...first, ...Array<string>(zeros).fill("0"), ...last];
  return `${all.slice(0, 4).join(":")}::/64`;
};
