import { problem } from "../../contract/problem.ts";
import type { Covers, Maintenance } from "../../domain/maintenance.ts";
import { editWindow, refusePlan, type WindowEdit } from "../../domain/maintenance-plan.ts";
import type { Tx } from "../store/store.ts";
import { loadWindow, saveWindow } from "./change-maintenance.ts";
import { type ActionContext, allow, type Done, refuseInvalid } from "./context.ts";
import { editSeries } from "./edit-series.ts";
import { givenSwitches, type SomeSwitches } from "./schedule-maintenance.ts";
import { requireCovers, resolveCovers } from "./window-covers.ts";

export interface EditMaintenanceInput extends SomeSwitches {
  id: number;
  title?: string | undefined;
  /** Markdown; null: none. */
  text?: string | null | undefined;
  /** What it covers: any of these replaces all of it. */
  components?: readonly string[] | undefined;
  groups?: readonly string[] | undefined;
  page?: string | null | undefined;
  startsAt?: number | undefined;
  endsAt?: number | undefined;
  /** All that are to come of its series; only with it: */
  series?: boolean | undefined;
  rrule?: string | undefined;
  timeZone?: string | undefined;
  /** false: nobody is sent the news of other times. */
  notify?: boolean | undefined;
}

/** Changes one window, also while it runs, or all that are to come of its series. Another start alone keeps the length. */
export const editMaintenance = (tx: Tx, ctx: ActionContext, input: EditMaintenanceInput): Done<Maintenance> => {
  allow(ctx, "editMaintenance");
  const { id, notify, series, ...wanted } = input;
  const window = loadWindow(tx, id);
  if (Object.values(wanted).every((value) => value === undefined))
    throw problem("invalid", "There is nothing to change.", { hint: "Give a title, times, components or switches." });
  const isSilent = notify === false;
  const edit = editOf(tx, ctx, window, input);
  if (series) {
    const { startsAt: _, endsAt: __, ...others } = edit;
    return editSeries(tx, ctx, window, { ...input, edit: others, isSilent });
  }
  if (input.rrule !== undefined || input.timeZone !== undefined)
    throw problem("invalid", "A rule and its zone are those of a series.", {
      hint: `Add \`series: true\` (\`tocsin maintenance edit ${id} --series --rrule …\`).`,
    });
  const { startsAt = window.startsAt, endsAt = window.endsAt } = edit;
  if (edit.startsAt !== undefined || edit.endsAt !== undefined)
    refuseInvalid(refusePlan({ startsAt, endsAt, verifyMs: edit.verifyMs ?? null }, startsAt));
  return saveWindow(tx, ctx, window, editWindow(window, edit, ctx.now, { isSilent, ofSeries: false }));
};

const editOf = (tx: Tx, ctx: ActionContext, window: Maintenance, input: EditMaintenanceInput): WindowEdit => {
  const { title, text, startsAt } = input;
  const lengthMs = window.endsAt - window.startsAt;
  const endsAt = input.endsAt ?? (startsAt === undefined ? undefined : startsAt + lengthMs);
  const covers = coversOf(tx, ctx, window, input);
  const components = covers && resolveCovers(tx, ctx, covers);
  return { title, text, startsAt, endsAt, covers, components, ...givenSwitches(input) };
};

/** What it names already may stay, also where it has left the config. */
const coversOf = (tx: Tx, ctx: ActionContext, { covers: before }: Maintenance, input: EditMaintenanceInput) => {
  const { components = [], groups = [], page = null } = input;
  if (input.components === undefined && input.groups === undefined && input.page === undefined) return undefined;
  const covers: Covers = { components: [...new Set(components)], groups: [...new Set(groups)], page };
  requireCovers(tx, ctx, covers, new Set(before.components));
  return covers;
};
