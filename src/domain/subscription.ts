// What a subscription asks for, and how often its target may be asked to confirm it.
import { NEWS_KINDS, type Scope } from "./channel.ts";

/** How long the link works that confirms. */
export const CONFIRM_WITHIN_MS = 7 * 24 * 3600_000;
/** Anybody may ask for a stranger: often enough for a mail that was lost, too seldom to be a nuisance. */
export const CONFIRMATION_GAP_MS = 60_000;
export const CONFIRMATIONS_A_DAY = 5;
export const DAY_MS = 24 * 3600_000;
/** Strangers' requests that nobody has confirmed yet; where there are more, the oldest is forgotten. */
export const MAX_UNVERIFIED = 10_000;
/** How long a secret that was replaced signs beside the new one. */
export const OLD_SECRET_MS = DAY_MS;
/** As many as one request may name. */
const MAX_INCIDENTS = 100;

/** When its target was last asked to confirm, and how often within a day. */
export interface Asked {
  lastAt: number | null;
  withinDay: number;
}
export const mayAskAgain = ({ lastAt, withinDay }: Asked, now: number): boolean =>
  withinDay < CONFIRMATIONS_A_DAY && (lastAt === null || now - lastAt >= CONFIRMATION_GAP_MS);

/** Each thing once and in one order; all kinds are no narrowing. */
export const normalScope = (scope: Scope): Scope => ({
  page: scope.page,
  components: scope.components && [...new Set(scope.components)].sort(),
  incidents: scope.incidents && [...new Set(scope.incidents)].sort((a, b) => a - b),
  kinds:
    scope.kinds && NEWS_KINDS.some((kind) => !scope.kinds!.includes(kind)) ? [...new Set(scope.kinds)].sort() : null,
});

/** Of two in their normal form. */
export const isSameScope = (a: Scope, b: Scope): boolean =>
  JSON.stringify([a.page, a.components, a.incidents, a.kinds]) ===
  JSON.stringify([b.page, b.components, b.incidents, b.kinds]);

/**
 * What one asks for who has confirmed another wish: following one more incident takes nothing away, where it is of the same page.
 * One target is told of one page, or of all.
 */
export const scopeAfter = (present: Scope, wanted: Scope): Scope => {
  const isOfAnother = present.page !== null && present.page !== wanted.page;
  if (wanted.incidents === null || isOfAnother) return wanted;
  if (present.incidents === null) return present;
  const incidents = [...new Set([...present.incidents, ...wanted.incidents])].sort((a, b) => a - b);
  return { ...wanted, incidents: incidents.slice(-MAX_INCIDENTS) };
};
