// What commands of windows are asked in the same way: what is covered, and what happens by itself.
import { type Command, InvalidArgumentError } from "commander";
import type { scheduleMaintenance } from "../contract/maintenances.ts";
import { problem } from "../contract/problem.ts";
import type { RouteInput } from "../contract/route.ts";
import { duration, repeated, repeatedComponent } from "./options.ts";

export interface CoverOptions {
  component?: string[];
  group?: string[];
  page?: string;
}

export const coverOptions = (command: Command): Command =>
  command
    .option("-c, --component <id>", "a component that it covers; may be repeated", repeatedComponent)
    .option("-g, --group <name>", "all components of this group; may be repeated", repeated)
    .option("--page <slug>", "all components of this page");

type Wanted = RouteInput<typeof scheduleMaintenance>;

export const coversOf = ({ component, group, page }: CoverOptions): Pick<Wanted, "components" | "groups" | "page"> => ({
  components: component,
  groups: group,
  page,
});

/** Each undefined where it was not said, false where it was denied. */
export interface SwitchOptions {
  autoStart?: boolean;
  autoEnd?: boolean;
  announce?: boolean;
  announceBefore?: number | "now";
  remind?: number | false;
  verify?: number | false;
  notifyStart?: boolean;
  notifyEnd?: boolean;
  hold?: boolean;
}

/** Both ways each, so that what was switched off can be switched on again; what is not said stays as it is, or is the default. */
export const switchOptions = (command: Command, { hasDefaults }: { hasDefaults: boolean }): Command => {
  const or = (what: string): string => (hasDefaults ? ` (default${what})` : "");
  const byDefault = or("");
  return command
    .option("--verify <duration>", "the last part of it is for looking whether all is well", duration)
    .option("--no-verify", `no part of it is${byDefault}`)
    .option("--announce", `subscribers are told that it is planned${byDefault}`)
    .option("--no-announce", "they are not")
    .option(
      "--announce-before <lead>",
      `so long before its start, or \`now\`${or(": now, and 2d before for a series")}`,
      leadOrNow,
    )
    .option("--remind <lead>", `subscribers are reminded so long before its start${or(": 1h")}`, duration)
    .option("--no-remind", "they are not")
    .option("--auto-start", `it starts by itself${byDefault}`)
    .option("--no-auto-start", "somebody starts it, or it is called off at its end")
    .option("--auto-end", `it ends by itself${byDefault}`)
    .option("--no-auto-end", "somebody ends it")
    .option("--notify-start", `subscribers are told when it starts${byDefault}`)
    .option("--no-notify-start", "they are not")
    .option("--notify-end", `subscribers are told when it is over${byDefault}`)
    .option("--no-notify-end", "they are not")
    .option("--hold", `alerts on what it covers page nobody while it runs${byDefault}`)
    .option("--no-hold", "they page as ever");
};

const leadOrNow = (text: string): number | "now" => {
  if (text.trim() === "now") return "now";
  try {
    return duration(text);
  } catch {
    throw new InvalidArgumentError("Write a duration like 2h or 2d, or `now`.");
  }
};

/** As the API has them; what was not said is undefined, and so stays as it is. */
export const switchesOf = (options: SwitchOptions): Partial<Wanted> => {
  const { announce, announceBefore, remind, verify } = options;
  if (announce === false && announceBefore !== undefined)
    throw problem("invalid", "--announce-before and --no-announce exclude each other.", {
      hint: "Leave one of them out.",
    });
  return {
    autoStart: options.autoStart,
    autoEnd: options.autoEnd,
    // Who says when, wants it.
    announce: announceBefore === undefined ? announce : true,
    announceBeforeMs: announceBefore === "now" ? null : announceBefore,
    remindBeforeMs: remind === false ? null : remind,
    verifyMs: verify === false ? null : verify,
    notifyStart: options.notifyStart,
    notifyEnd: options.notifyEnd,
    holdAlerts: options.hold,
  };
};
