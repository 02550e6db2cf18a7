// When a window would take place, by the very rules by which it then does.
import { refusePlan } from "../../domain/maintenance-plan.ts";
import { type Occurrence, occurrencesOf } from "../../domain/recurrence.ts";
import { refuseInvalid } from "./context.ts";
import { refuseLoneZone, requireRecurrence } from "./require-recurrence.ts";

/** `wall` is null where no rule gave it. */
export type Foreseen = Omit<Occurrence, "wall"> & { wall: string | null };
export interface WantedWindow {
  startsAt: number;
  endsAt: number;
  rrule?: string | undefined;
  timeZone?: string | undefined;
  limit: number;
}

export const previewWindow = ({ startsAt, endsAt, rrule, timeZone, limit }: WantedWindow, now: number): Foreseen[] => {
  refuseLoneZone(rrule, timeZone);
  refuseInvalid(refusePlan({ startsAt, endsAt }, rrule === undefined ? now : startsAt));
  if (rrule === undefined) return [{ wall: null, startsAt, endsAt, dst: null }];
  const recurrence = requireRecurrence({ rrule, timeZone, startsAt, endsAt }, now);
  return occurrencesOf(recurrence, { afterWall: null, notEndedBefore: now, limit });
};
