import { problem } from "../../contract/problem.ts";
import { type AmendedTo, refuseAmendment } from "../../domain/amendment.ts";
import { isoOf } from "../../domain/incident.ts";
import type { Amendment } from "../store/amendments.ts";
import type { Tables, Tx } from "../store/store.ts";
import type { KnownComponent } from "../store/views/past.ts";
import { type ActionContext, allow, changed, type Done, noComponent, refuseInvalid, unchanged } from "./context.ts";

export interface AmendInput {
  componentId: string;
  /** Epoch ms; `to` is the first moment after it. */
  from: number;
  to: number;
  /** What it was; `recorded` takes back what was amended of that span before. */
  level: AmendedTo;
  reason: string;
}

/** Corrects what a component was. The log, its present level and what anybody was told stay as they are. */
export const amendComponent = (tx: Tx, ctx: ActionContext, input: AmendInput): Done<Amendment> => {
  allow(ctx, "amendComponent");
  const { componentId, from, to } = input;
  const { createdAt } = requireKnown(tx, componentId);
  const reason = input.reason.trim();
  if (reason === "") throw noReason();
  const level = input.level === "recorded" ? null : input.level;
  const [last] = tx.amendments.list(componentId, Number.MAX_SAFE_INTEGER, 1);
  const made = { componentId, from, to, level, reason, author: ctx.actor.name };
  if (last && isSame(last, made)) return unchanged(last);
  const count = tx.amendments.count(componentId);
  refuseInvalid(refuseAmendment(made, { now: ctx.now, id: componentId, createdAt, count }));
  const amendment = tx.amendments.insert({ ...made, at: ctx.now });
  tx.dayRows.retell(componentId, { from, to });
  const data = { amendmentId: amendment.id, from: isoOf(from), to: isoOf(to), level, reason };
  tx.events.append([{ type: "component:amended", componentId, data }], ctx.now, ctx.actor);
  return changed(amendment);
};

/** One that is in the config, or was: its history counts in reports. */
export const requireKnown = (tables: Tables, id: string): KnownComponent => {
  const component = tables.past.component(id);
  if (component) return component;
  throw noComponent(
    id,
    tables.components.list().map((one) => one.id),
  );
};

const noReason = () =>
  problem("invalid", "The reason is empty.", {
    hint: "Say why the record was wrong; whoever reads the uptime may ask.",
  });

const isSame = (last: Amendment, made: Omit<Amendment, "id" | "at">): boolean =>
  (["from", "to", "level", "reason", "author"] as const).every((name) => last[name] === made[name]);
