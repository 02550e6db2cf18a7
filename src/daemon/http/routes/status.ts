import type { Hono } from "hono";
import { problem } from "../../../contract/problem.ts";
import * as routes from "../../../contract/status.ts";
import { boundsOfMonth, monthOf } from "../../../domain/month.ts";
import { requireKnown } from "../../actions/amend-component.ts";
import { iso } from "../../gate/fields.ts";
import type { TeamAddress } from "../../gate/present-delivery.ts";
import { type Month, presentComponentDetail, presentReport } from "../../gate/present-past.ts";
import type { Tables } from "../../store/store.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead } from "../mount.ts";

const DAY_MS = 86_400_000;
const UPTIME_DAYS = 90;

export const mountStatus = (app: Hono<HttpEnv>, deps: HttpDeps, team: () => readonly TeamAddress[]): void => {
  const { store } = deps;
  mountRead(app, deps, routes.getComponent, ({ params, query }, { ctx }) => {
    const days = query.days ?? UPTIME_DAYS;
    const span = { from: ctx.now - days * DAY_MS, to: ctx.now };
    return presentComponentDetail(store, requireKnown(store, params.id), {
      ...{ span, days, timeZone: query.timeZone, rule: ctx.settings.uptime },
    });
  });
  mountRead(app, deps, routes.getReport, ({ query }, { ctx }) =>
    presentReport(store, monthOfLog(query.month, query.timeZone, ctx.now), {
      ...{ now: ctx.now, team: team(), rule: ctx.settings.uptime },
    }),
  );
};

/** A moment that has been, and that the log still tells of. */
export const momentOfLog = (tables: Tables, text: string, now: number): number => {
  const at = Date.parse(text);
  const begin = tables.past.begin();
  if (at > now)
    throw invalid("?at", `${iso(at)} lies in the future; it is ${iso(now)} now`, "Leave `at` out for the present.");
  if (begin === null || at < begin)
    throw invalid(
      "?at",
      begin === null ? "nothing has been logged yet" : `${iso(at)} is before the log begins, at ${iso(begin)}`,
      "Ask for a later moment.",
    );
  return at;
};

const monthOfLog = (asked: string | undefined, timeZone: string, now: number): Month => {
  const present = monthOf(now, timeZone);
  const month = asked ?? present;
  const { from, to } = boundsOfMonth(month, timeZone);
  if (from > now)
    throw invalid("?month", `${month} lies in the future`, `The newest month is ${present}, counted to now.`);
  return { month, timeZone, from, to };
};

const invalid = (path: string, message: string, hint: string) =>
  problem("invalid", `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, { hint, errors: [{ path, message }] });
