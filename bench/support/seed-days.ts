// Ninety days of many components with some trouble, rolled up as the daemon does it: every second one had three bad spells, between
// five minutes and five hours long, no two alike, so that nothing in the page compresses better than in real life.
import type { ActionContext } from "../../src/daemon/actions/context.ts";
import { rollUpDays } from "../../src/daemon/actions/roll-up-days.ts";
import { syncDayZones } from "../../src/daemon/actions/sync-day-zones.ts";
import type { Tx } from "../../src/daemon/store/store.ts";
import { SYSTEM } from "../../src/domain/actor.ts";
import type { Level } from "../../src/domain/level.ts";
import { componentsOf } from "./config.ts";

const DAY_MS = 24 * 3600_000;
const DAYS = 90;
const SPELLS = 3;
const SHORTEST_MS = 5 * 60_000;
const LONGEST_MS = 5 * 3600_000;
const LEVELS = ["degraded_performance", "partial_outage", "major_outage"] as const satisfies readonly Level[];
/** Of the pages that the measured daemons have. */
const ZONE = "UTC";

export const liveDays = (tx: Tx, { components, now }: { components: number; now: number }): void => {
  const chance = createChance();
  const between = (least: number, most: number): number => Math.round(least + chance() * (most - least));
  const moves = componentsOf(components).flatMap(({ id }, index) =>
    index % 2 === 1
      ? []
      : Array.from({ length: SPELLS }, (_, spell) => {
          // One after another, and all of them over by yesterday.
          const third = now - DAYS * DAY_MS + spell * (DAYS / SPELLS) * DAY_MS;
          const begin = between(third, third + (DAYS / SPELLS - 2) * DAY_MS);
          const level = LEVELS[between(0, LEVELS.length - 1)]!;
          return [
            { at: begin, id, from: "operational" as Level, to: level as Level },
            { at: begin + between(SHORTEST_MS, LONGEST_MS), id, from: level as Level, to: "operational" as Level },
          ];
        }).flat(),
  );
  for (const { at, id, from, to } of moves.sort((a, b) => a.at - b.at))
    tx.events.append(
      [{ type: "status:changed", componentId: id, data: { from, to, cause: { kind: "none" } } }],
      at,
      SYSTEM,
    );
};

/** All that is over, as the clock does it bit by bit. */
export const rollUp = (tx: Tx, ctx: ActionContext): void => {
  const system = { ...ctx, actor: SYSTEM, role: null };
  syncDayZones(tx, system, [ZONE]);
  while ((tx.dayRows.zone(ZONE)?.dueAt ?? Number.MAX_SAFE_INTEGER) <= system.now)
    rollUpDays(tx, system, { zone: ZONE });
};

/** The same past in every run (the generator of Park and Miller). */
const createChance = (): (() => number) => {
  let state = 42;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};
