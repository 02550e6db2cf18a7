import { ANNOUNCE_SERIES_MS, DEFAULT_SWITCHES, type Maintenance, type Switches } from "../../domain/maintenance.ts";
import { refusePlan } from "../../domain/maintenance-plan.ts";
import type { Tx } from "../store/store.ts";
import { takeSteps } from "./change-maintenance.ts";
import { type ActionContext, allow, changed, type Done, refuseInvalid } from "./context.ts";
import { insertWindow } from "./insert-window.ts";
import { planAhead } from "./plan-ahead.ts";
import { refuseLoneZone, requireRecurrence } from "./require-recurrence.ts";
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
    const recurrence = requireRecurrence({ rrule, timeZone, startsAt, endsAt }, ctx.now);
    const series = tx.maintenanceSeries.insert({ ...recurrence, plan, createdAt: ctx.now });
    return changed(takeSteps(tx, ctx, planAhead(tx, ctx, series.id)[0]!).value);
  }
  refuseInvalid(refusePlan({ startsAt, endsAt, verifyMs: switches.verifyMs }, ctx.now));
  const window = insertWindow(tx, ctx, { plan, startsAt, endsAt, components, of: null });
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
