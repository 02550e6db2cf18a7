// Whether sending goes on, and who of the team is told.
import type { RouteReply } from "../../contract/route.ts";
import type { Notify, pauseNotify } from "../../contract/subscribers.ts";
import { count, longTime, maybeUntil, relative } from "../../contract/words.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Column, type Context, tableOf } from "../context.ts";

type Target = Notify["team"][number];

export const sendingLine = ({ io, paint }: Context, { paused, waiting }: Notify): string => {
  const wait = waiting === 0 ? "nothing waits" : `${count(waiting, "message")} wait${waiting === 1 ? "s" : ""}`;
  if (!paused) return `sending to everybody; ${wait}`;
  const { scope, by, since, until, reason } = paused;
  const why = reason ? `: ${safeLine(reason)}` : "";
  return paint(
    "yellow",
    `sending to ${scope} is paused by ${safeLine(by)} since ${longTime(since, io.timeZone)}${maybeUntil(until, io)}${why}; ${wait}`,
  );
};

/** `; it replaces the pause by ann until … (moving)`: what somebody set, and no longer counts. */
export const replacedWords = ({ io }: Context, { paused, replaced }: RouteReply<typeof pauseNotify>): string => {
  if (!replaced) return "";
  const { scope, by, until, reason } = replaced;
  const of = scope === paused?.scope ? "" : ` of ${scope}`;
  return `; it replaces the pause${of} by ${safeLine(by)}${maybeUntil(until, io)}${reason ? ` (${safeLine(reason)})` : ""}`;
};

export const teamTable = (context: Context, team: readonly Target[]): string[] => {
  const { now } = context.io;
  const shape: Column<Target>[] = [
    { title: "NAME", of: (one) => one.name },
    { title: "CHANNEL", of: (one) => one.channel },
    { title: "FROM", of: (one) => one.minSeverity },
    { title: "PERSON", of: (one) => one.person ?? "-" },
    { title: "LAST SENT", of: (one) => (one.lastSentAt ? relative(one.lastSentAt, now()) : "never") },
    {
      title: "LAST FAILURE",
      of: (one) => (one.lastFailure ? `${relative(one.lastFailure.at, now())}: ${one.lastFailure.reason}` : "-"),
    },
    { title: "TARGET", of: (one) => one.target, gives: true },
  ];
  return team.length === 0 ? [] : tableOf(context, team, shape);
};
