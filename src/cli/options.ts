// Arguments and options that several commands share, and how their text is read.
import { type Command, InvalidArgumentError, Option } from "commander";
import { problem } from "../contract/problem.ts";
import { DURATION_HINT, durationMs } from "../contract/time.ts";
import { PAGE_SIZE } from "../contract/vocabulary.ts";
import { LEVELS, type Level } from "../domain/level.ts";
import { nearest } from "../domain/nearest.ts";
import type { Context } from "./context.ts";
import { MAX_LISTED } from "./pages.ts";

/** How a command file hands itself to the program: `work` gets what commander parsed, its options last. */
export type Register = (parent: Command, run: Runner) => void;
export type Work<A extends unknown[]> = (context: Context, ...args: A) => Promise<number>;
export type Runner = <A extends unknown[]>(work: Work<A>) => (...args: unknown[]) => Promise<void>;

export interface ComponentLink {
  id: string;
  level?: Level;
}

/** `-c api -c db=major_outage`: a component, and what it is to be. */
export const componentLink = (text: string, before: ComponentLink[] = []): ComponentLink[] => {
  refuseList(text);
  const [id = "", ...rest] = text.split("=");
  if (rest.length === 0) return [...before, { id }];
  const level = LEVELS.find((known) => known === rest.join("="));
  if (level) return [...before, { id, level }];
  const meant = nearest(rest.join("="), LEVELS);
  throw new InvalidArgumentError(meant ? `Did you mean ${id}=${meant}?` : `A level is one of ${LEVELS.join(", ")}.`);
};

export const repeated = (text: string, before: string[] = []): string[] => [...before, text];

/** No id has a comma, but a list of them is soon written with one. */
export const repeatedComponent = (text: string, before: string[] = []): string[] => {
  refuseList(text);
  return [...before, text];
};
const refuseList = (text: string): void => {
  if (!text.includes(",")) return;
  const ids = text.split(",").map((id) => id.trim());
  const flags = ids.filter(Boolean).map((id) => `-c ${id}`);
  throw problem("invalid", `\`-c ${text}\` names several components at once.`, {
    hint: flags.length > 1 ? `Repeat it: \`${flags.join(" ")}\`.` : "An id has no comma.",
  });
};

export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

export const LIMIT_OPTION = [
  "--limit <n>",
  `how many at most (default: ${PAGE_SIZE})`,
  wholeNumber(1, MAX_LISTED),
] as const;

/** An id as the routes take it: `42`, or `#42` as people write it. */
export const idText = (text: string): string => {
  const bare = text.startsWith("#") ? text.slice(1) : text;
  if (/^[1-9]\d{0,14}$/.test(bare)) return bare;
  throw new InvalidArgumentError("An id is a whole number, like 42.");
};

export const choice = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description).choices(choices);

export const timeZone = (text: string): string => {
  try {
    return Temporal.Now.zonedDateTimeISO(text).timeZoneId;
  } catch {
    throw new InvalidArgumentError("A time zone is an IANA name, like Europe/Berlin.");
  }
};
export const TZ_OPTION = [
  "--tz <zone>",
  "time zone of the times, as an IANA name (default: the system's)",
  timeZone,
] as const;

/** `30m` in milliseconds. */
export const duration = (text: string): number => {
  const ms = durationMs(text.trim());
  if (ms !== undefined && ms >= 1000) return ms;
  throw new InvalidArgumentError(`It is at least 1s. ${DURATION_HINT}`);
};

/** How long a command waits, at most a week: longer than that is no wait but a `watch`. */
const MAX_WAIT_MS = 7 * 86_400_000;
export const waitDuration = (text: string): number => {
  const ms = duration(text);
  if (ms <= MAX_WAIT_MS) return ms;
  throw new InvalidArgumentError("It is at most 7d.");
};

export const NOTE_OPTION = ["-m, --message <text>", "note for the timeline; - reads it from stdin"] as const;
export const IDS_ARGUMENT = ["[id...]", "ids of incidents; - reads them from stdin"] as const;
export const ID_ARGUMENT = ["[id]", "id of the incident"] as const;
export const KEYS_OPTION = [
  "-k, --key <key>",
  "key of an incident instead of its id; may be repeated",
  repeated,
] as const;
export const KEY_OPTION = ["-k, --key <key>", "key of the incident instead of its id"] as const;
export const SOURCE_OPTION = ["--source <id>", "the source whose key it is (default: manual)"] as const;

/** Examples below a command's help. */
export const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
