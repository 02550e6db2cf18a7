// The rows of a series: so many occurrences ahead, each once.
import type { Maintenance } from "../../domain/maintenance.ts";
import { type Occurrence, occurrencesOf } from "../../domain/recurrence.ts";
import type { Series } from "../store/maintenance-series.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, refuse } from "./context.ts";
import { insertWindow } from "./insert-window.ts";
import { resolveCovers } from "./window-covers.ts";

/** Occurrences ahead that have a row: enough to be seen, moved and skipped; more come as these go. */
export const AHEAD = 10;
/** Beyond it only the next one has a row. */
const HORIZON_MS = 400 * 86_400_000;
/** Of a rule, at one question; a series of which more were left out in a row is looked through in several. */
const PAGE = 50;
const MAX_PAGES = 40;
/** Rows of a series that may wait at once: those ahead, and those that people moved. */
export const MAX_WAITING = 1000;

export const requireSeries = (tx: Tx, window: Maintenance): Series => {
  const series = window.seriesId === null ? undefined : tx.maintenanceSeries.get(window.seriesId);
  if (series) return series;
  throw refuse({
    kind: "refused",
    detail: `Maintenance ${window.id} takes place once; it belongs to no series.`,
    hint: "Leave out `--series`.",
  });
};

/** May it have a row already, as the `at`th that is to come? */
export const isNear = ({ startsAt }: Occurrence, at: number, now: number): boolean =>
  at === 0 || startsAt <= now + HORIZON_MS;

/**
 * Fills up what has come to pass: the next of the rule each have a row. What was left out, is over or was moved elsewhere is
 * none of them, or a series would stop at what people did to it. What of it is due already, the clock sees to.
 */
export const planAhead = (tx: Tx, ctx: ActionContext, seriesId: number): Maintenance[] => {
  const series = tx.maintenanceSeries.get(seriesId)!;
  const planned: Maintenance[] = [];
  if (series.endedAt !== null) return planned;
  let ahead = 0;
  let afterWall: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const found = occurrencesOf(series, { afterWall, notEndedBefore: ctx.now, limit: PAGE });
    for (const occurrence of found) {
      if (ahead === AHEAD || !isNear(occurrence, ahead, ctx.now)) return planned;
      const row = tx.maintenances.ofOccurrence(seriesId, occurrence.wall);
      if (!row) planned.push(insertOccurrence(tx, ctx, series, occurrence));
      if (!row || (row.state === "scheduled" && row.startsAt === occurrence.startsAt)) ahead += 1;
    }
    if (found.length < PAGE) return planned;
    afterWall = found.at(-1)!.wall;
  }
  return planned;
};

const insertOccurrence = (
  tx: Tx,
  ctx: ActionContext,
  series: Series,
  { wall, startsAt, endsAt }: Occurrence,
): Maintenance => {
  const components = componentsOf(tx, ctx, series);
  return insertWindow(tx, ctx, { plan: series.plan, startsAt, endsAt, components, of: { series, wall } });
};

/** Where its groups and its page have nothing any more, what they had when it was planned last. */
const componentsOf = (tx: Tx, ctx: ActionContext, { id, plan }: Series): string[] => {
  const now = resolveCovers(tx, ctx, plan.covers);
  return now.length > 0 ? now : (tx.maintenances.scheduledOf(id, 1)[0]?.components ?? []);
};
