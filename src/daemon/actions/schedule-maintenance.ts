import { problem } from "../../contract/problem.ts";
import type { Refusal } from "../../domain/incident.ts";
import { ANNOUNCE_SERIES_MS, DEFAULT_SWITCHES, type Maintenance, type Switches } from "../../domain/maintenance.ts";
import { refusePlan } from "../../domain/maintenance-plan.ts";
import { type Recurrence, readRule, refuseRecurrence } from "../../domain/recurrence.ts";
import type { Tx } from "../store/store.ts";
import { takeSteps } from "./change-maintenance.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";
import { planAhead } from "./plan-ahead.ts";
import { requireCovers } from "./window-covers.ts";

export type SomeSwitches = { [S in keyof Switches]?: Switches[S] | undefined };
export interface ScheduleInput extends SomeSwitches {
  title: string;
  text?: string | undefined;
  components?: readonly string[] | undefined;
  groups?: readonly string[] | undefined;
  page?: string | undefined;
  startsAt: number;
  endsAt: number;
  /** It comes again by this rule, in wall time of this zone. */
  rrule?: string | undefined;
  timeZone?: string | undefined;
  /** false: subscribers are told nothing of it, but for what is switched on besides. */
  notify?: boolean | undefined;
}

/** Plans a window, or a series of them and gives its first. A start in the past starts now, in the same transaction. */
export const scheduleMaintenance = (tx: Tx, ctx: ActionContext, input: ScheduleInput): Done<Maintenance> => {
  allow(ctx, "scheduleMaintenance");
  const { title, startsAt, endsAt, rrule, timeZone } = input;
  const covers = {
    ...{ components: [...new Set(input.components)], groups: [...new Set(input.groups)], page: input.page ?? null },
  };
  const components = requireCovers(tx, ctx, covers);
  const switches = switchesOf(input);
  const plan = { title, text: input.text ?? null, covers, ...switches };
  refuseLoneZone(rrule, timeZone);
  if (rrule !== undefined) {
    refuseInvalid(refusePlan({ startsAt, endsAt, verifyMs: switches.verifyMs }, startsAt));
    const recurrence = requireRecurrence({ rrule, timeZone, durationMs: endsAt - startsAt, startsAt }, ctx.now);
    const series = tx.maintenanceSeries.insert({ ...recurrence, plan, createdAt: ctx.now });
    return changed(takeSteps(tx, ctx, planAhead(tx, ctx, series.id)[0]!).value);
  }
  refuseInvalid(refusePlan({ startsAt, endsAt, verifyMs: switches.verifyMs }, ctx.now));
  const alone = { seriesId: null, occurrence: null, announcedAt: null, remindedAt: null };
  const window = tx.maintenances.insert({ ...plan, ...alone, startsAt, endsAt, components, createdAt: ctx.now });
  const data = { title, startsAt, endsAt, components, ...(input.text === undefined ? {} : { text: input.text }) };
  tx.events.append([{ type: "maintenance:scheduled", maintenanceId: window.id, data }], ctx.now, ctx.actor);
  return changed(takeSteps(tx, ctx, window).value);
};

const SILENT = { announce: false, remindMs: null, notifyStart: false, notifyEnd: false } as const;

const switchesOf = (input: ScheduleInput): Switches => ({
  ...DEFAULT_SWITCHES,
  ...(input.rrule === undefined ? {} : { announceMs: ANNOUNCE_SERIES_MS }),
  ...(input.notify === false ? SILENT : {}),
  ...givenSwitches(input),
});

/** Those that were said; what was left out stays as it is. */
export const givenSwitches = (input: SomeSwitches): Partial<Switches> =>
  Object.fromEntries(
    (Object.keys(DEFAULT_SWITCHES) as (keyof Switches)[]).flatMap((name) =>
      input[name] === undefined ? [] : [[name, input[name]]],
    ),
  );

interface WantedRecurrence {
  rrule: string;
  timeZone: string | undefined;
  durationMs: number;
  /** Where the rule counts from: an instant, or the wall time itself. */
  startsAt: number | Temporal.PlainDateTime;
}
/** The rule as it is kept. */
export const requireRecurrence = (wanted: WantedRecurrence, now: number): Recurrence => {
  const { rrule, timeZone, durationMs } = wanted;
  if (timeZone === undefined)
    throw problem("invalid", "A rule needs the time zone whose wall clock it follows.", {
      hint: "Give `timeZone` (`--tz Europe/Berlin`).",
      errors: [{ path: "timeZone", message: "is missing" }],
    });
  const read = readRule(rrule);
  if (read.kind === "refused") throw invalidRule(read);
  const first = typeof wanted.startsAt === "number" ? wallAt(wanted.startsAt, timeZone) : wanted.startsAt;
  const startsAt = first.round({ smallestUnit: "second", roundingMode: "trunc" }).toString({ smallestUnit: "second" });
  const recurrence = { rrule: read.rrule, timeZone, durationMs, startsAt };
  const refusal = refuseRecurrence(recurrence, now);
  if (refusal) throw invalidRule(refusal);
  return recurrence;
};

export const wallAt = (ms: number, timeZone: string): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDateTime();

export const refuseLoneZone = (rrule: string | undefined, timeZone: string | undefined): void => {
  if (rrule !== undefined || timeZone === undefined) return;
  throw problem("invalid", "A time zone goes with a rule; without one the times say it all.", {
    hint: "Leave out `timeZone`, or give `rrule`.",
    errors: [{ path: "timeZone", message: "goes with `rrule`" }],
  });
};

const invalidRule = ({ detail, hint }: Refusal) =>
  problem("invalid", detail, { hint, errors: [{ path: "rrule", message: detail }] });

export const refuseInvalid = (refusal: Refusal | null): void => {
  if (refusal) throw problem("invalid", refusal.detail, { hint: refusal.hint });
};
