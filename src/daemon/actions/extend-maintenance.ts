import { problem } from "../../contract/problem.ts";
import type { Maintenance } from "../../domain/maintenance.ts";
import { extend } from "../../domain/maintenance-plan.ts";
import type { Tx } from "../store/store.ts";
import { loadWindow, saveWindow } from "./change-maintenance.ts";
import { type ActionContext, allow, type Done } from "./context.ts";

export interface ExtendInput {
  id: number;
  forMs?: number | undefined;
  until?: number | undefined;
  /** false: nobody is sent the news. */
  notify?: boolean | undefined;
}

/** A later end: by so much, or at that time. */
export const extendMaintenance = (tx: Tx, ctx: ActionContext, input: ExtendInput): Done<Maintenance> => {
  allow(ctx, "extendMaintenance");
  const { forMs, until, notify } = input;
  if ((forMs === undefined) === (until === undefined))
    throw problem("invalid", forMs === undefined ? "It is not said by how much." : "Two ends are given.", {
      hint: "Give either `forMs` or `until` (`--for 30m` or `--until 04:00`).",
    });
  const window = loadWindow(tx, input.id);
  const by = forMs === undefined ? { until: until! } : { forMs };
  return saveWindow(tx, ctx, window, extend(window, by, ctx.now, notify === false));
};
