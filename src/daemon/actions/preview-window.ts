// When a window would take place, by the very rules by which it then does.
import { refusePlan } from "../../domain/maintenance-plan.ts";
import { type Occurrence, occurrencesOf } from "../../domain/recurrence.ts";
import { refuseInvalid, refuseLoneZone, requireRecurrence } from "./schedule-maintenance.ts";

export interface WantedWindow {
  startsAt: number;
  endsAt: number;
  rrule?: string | undefined;
  timeZone?: string | undefined;
  limit: number;
}

export const previewWindow = (
  { startsAt, endsAt, rrule, timeZone, limit }: WantedWindow,
  now: number,
): Occurrence[] => {
  refuseLoneZone(rrule, timeZone);
  refuseInvalid(refusePlan({ startsAt, endsAt }, rrule === undefined ? now : startsAt));
  if (rrule === undefined) return [{ wall: "", startsAt, endsAt, dst: null }];
  const recurrence = requireRecurrence({ rrule, timeZone, durationMs: endsAt - startsAt, startsAt }, now);
  return occurrencesOf(recurrence, { afterWall: null, notEndedBefore: now, limit });
};
