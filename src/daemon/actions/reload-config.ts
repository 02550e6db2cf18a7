import type { Problem } from "../../contract/problem.ts";
import type { ComponentFacts } from "../store/components.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";
import { alignComponents, alignPages } from "./sync-components.ts";
import { alignDayZones } from "./sync-day-zones.ts";
import { alignTeam, type TeamFacts } from "./sync-team.ts";

/** What the file says now, or why none of it can be applied. */
export type ReloadInput =
  | { refusal: Problem }
  | {
      components: readonly ComponentFacts[];
      /** Who is paged. */
      team: readonly TeamFacts[];
      /** Time zones of the pages. */
      dayZones: readonly string[];
      /** Paths alone: values may be secrets. */
      changed: string[];
      /** Sources that promise another time now, in ms; null: none. What the others' alerts have left is not touched. */
      resolveAfter: Readonly<Record<string, number | null>>;
    };

/** Writes down that the config is another one now. The daemon takes it over once this has been committed. */
export const reloadConfig = (tx: Tx, ctx: ActionContext, input: ReloadInput): Done<null> => {
  allow(ctx, "reloadConfig");
  if ("refusal" in input) throw input.refusal;
  const { added, removed } = alignComponents(tx, ctx, input.components);
  alignPages(tx, ctx);
  alignTeam(tx, ctx, input.team);
  alignDayZones(tx, ctx, input.dayZones);
  if (added.length + removed.length + input.changed.length === 0) return unchanged(null);
  const until = Object.entries(input.resolveAfter).map(([source, ms]) => [source, ms === null ? null : ctx.now + ms]);
  tx.alerts.renewLeasesOf(Object.fromEntries(until));
  const data = { added, removed, changed: input.changed };
  tx.events.append([{ type: "config:reloaded", data }], ctx.now, ctx.actor);
  return changed(null);
};
