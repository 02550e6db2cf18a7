// A rule as it is kept, or why it cannot be.
import { problem } from "../../contract/problem.ts";
import type { Refusal } from "../../domain/incident.ts";
import { type Recurrence, readRule, refuseRecurrence } from "../../domain/recurrence.ts";
import { wallAt, wallText } from "../../domain/wall-time.ts";

interface Wanted {
  rrule: string;
  timeZone: string | undefined;
  startsAt: number;
  endsAt: number;
}
/** One that counts from the wall time of its start in its zone. */
export const requireRecurrence = ({ rrule, timeZone, startsAt, endsAt }: Wanted, now: number): Recurrence => {
  if (timeZone === undefined)
    throw problem("invalid", "A rule needs the time zone whose wall clock it follows.", {
      hint: "Give `timeZone` (`--tz Europe/Berlin`).",
      errors: [{ path: "timeZone", message: "is missing" }],
    });
  const first = wallText(wallAt(startsAt, timeZone));
  return requireRule({ rrule, timeZone, durationMs: endsAt - startsAt, startsAt: first }, now);
};

/** The same where its wall time is known already. */
export const requireRule = (wanted: Recurrence, now: number): Recurrence => {
  const read = readRule(wanted.rrule);
  if (read.kind === "refused") throw invalidRule(read);
  const recurrence = { ...wanted, rrule: read.rrule };
  const refusal = refuseRecurrence(recurrence, now);
  if (refusal) throw invalidRule(refusal);
  return recurrence;
};

export const refuseLoneZone = (rrule: string | undefined, timeZone: string | undefined): void => {
  if (rrule !== undefined || timeZone === undefined) return;
  throw problem("invalid", "A time zone goes with a rule; without one the times say it all.", {
    hint: "Leave out `timeZone`, or give `rrule`.",
    errors: [{ path: "timeZone", message: "goes with `rrule`" }],
  });
};

const invalidRule = ({ detail, hint }: Refusal) =>
  problem("invalid", detail, { hint, errors: [{ path: "rrule", message: detail }] });
