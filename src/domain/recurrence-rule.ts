// What of RFC 5545's RRULE a window may come again by, part by part.
import { type Refusal, refused } from "./incident.ts";
import { nearest } from "./nearest.ts";
import { MAX_INTERVAL, refuseClash } from "./recurrence-clashes.ts";

/** Nothing that a person means is longer. */
const MAX_RULE_CHARS = 500;
/** Counting starts at the first, so every look ahead walks them all: 19 years of weekly ones. */
const MAX_COUNT = 1000;

/** Reads what somebody wrote (`RRULE:freq=weekly` too): the normalised rule, or why not and what to write instead. */
export const readRule = (text: string): { kind: "rule"; rrule: string } | Refusal => {
  const written = text.trim();
  const other = refuseShape(written);
  if (other) return other;
  const body = written
    .replace(/^RRULE:/i, "")
    .replace(/\s+/g, "")
    .toUpperCase();
  const rule: Rule = new Map();
  for (const part of body.split(";")) {
    if (part === "") continue;
    const read = readPart(part, rule);
    if (typeof read !== "string") return read;
  }
  if (!rule.has("FREQ"))
    return refused(
      "The rule does not say how often: FREQ is missing.",
      "Begin it with FREQ, like `FREQ=WEEKLY;BYDAY=SU`.",
    );
  return refuseClash(rule) ?? { kind: "rule", rrule: ruleText(rule) };
};

/** The parts of a rule, in the order they were written. */
export type Rule = Map<string, string>;
/** Of a rule that `readRule` gave. */
export const partsOf = (rrule: string): Rule =>
  new Map(rrule.split(";").map((part) => part.split("=", 2) as [string, string]));
export const ruleText = (rule: Rule): string => [...rule].map(([name, value]) => `${name}=${value}`).join(";");

/** Where UNTIL ends a rule, inclusive: at an instant, or at a wall time as if in UTC. */
export type Until = { kind: "instant"; at: number } | { kind: "wall"; wall: number };
/** `20270630T020000Z`, `20270630T020000`, or `20270630` for all of that day; undefined when there is no such date. */
export const readUntil = (value: string): Until | undefined => {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(value);
  if (!found) return undefined;
  const [, year, month, day, hour = "23", minute = "59", second = "59", zulu = ""] = found;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const at = Date.parse(`${iso}Z`);
  // Date rolls 30 February over into March.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(iso)) return undefined;
  return zulu === "Z" ? { kind: "instant", at } : { kind: "wall", wall: at };
};

const EXAMPLE = "Write one rule, like `FREQ=WEEKLY;BYDAY=SU` or `FREQ=MONTHLY;BYDAY=1SU`.";

const refuseShape = (written: string): Refusal | null => {
  if (written.length > MAX_RULE_CHARS)
    return refused(`The rule has ${written.length} characters; ${MAX_RULE_CHARS} are the most.`, EXAMPLE);
  const line = /^(DTSTART|DTEND|DURATION|EXDATE|RDATE|EXRULE|BEGIN)\b/im.exec(written);
  if (line)
    return refused(
      `${line[1]!.toUpperCase()} is a line of a calendar, not part of a rule.`,
      "Write only the RRULE. The start, the zone and the length are fields of their own; single occurrences are skipped or moved afterwards.",
    );
  if (/[\r\n]/.test(written)) return refused("The rule has several lines.", EXAMPLE);
  return null;
};

/** Its normalised value, which it leaves in the rule. */
const readPart = (part: string, rule: Rule): string | Refusal => {
  const at = part.indexOf("=");
  const [name, value] = at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
  const known = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (!known) return unknownPart(name);
  if (rule.has(name))
    return refused(`${name} is there twice.`, `Write it once, with all values: \`${known.example}\`.`);
  const read = known.read(value);
  if (read === undefined)
    return known.refuse?.(value) ?? refused(`\`${part}\` is not ${known.is}.`, `Write it like \`${known.example}\`.`);
  rule.set(name, read);
  return read;
};

const unknownPart = (name: string): Refusal => {
  if (Object.hasOwn(LEFT_OUT, name)) return LEFT_OUT[name]!;
  const meant = nearest(name, Object.keys(PARTS));
  return refused(
    `"${name}" is not a part of a rule.`,
    meant
      ? `Did you mean ${meant}, as in \`${PARTS[meant]!.example}\`?`
      : `The parts are ${Object.keys(PARTS).join(", ")}.`,
  );
};

/** Parts that a calendar may have and a window does not. */
const LEFT_OUT: Record<string, Refusal> = {
  BYSECOND: refused("A window does not begin by the second.", "Leave BYSECOND out; the start gives the second."),
  RSCALE: refused("Rules count in the Gregorian calendar only.", "Leave RSCALE out."),
  SKIP: refused(
    "SKIP belongs to RSCALE, which rules here do not have; a month that lacks the day is left out.",
    "For the last day of every month write `FREQ=MONTHLY;BYMONTHDAY=-1`.",
  ),
};

interface Part {
  /** Completes "`BYHOUR=25` is not …". */
  is: string;
  example: string;
  /** The normalised value; undefined: it is none. */
  read: (value: string) => string | undefined;
  /** Where more can be said than `is`. */
  refuse?: (value: string) => Refusal;
}

const FREQS = Object.keys(MAX_INTERVAL);
const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const TOO_OFTEN: Record<string, string> = {
  HOURLY: "For every twelve hours write `FREQ=DAILY;BYHOUR=2,14`.",
  MINUTELY: "Write the times of a day, like `FREQ=DAILY;BYHOUR=2,14;BYMINUTE=30`.",
  SECONDLY: "Write the times of a day, like `FREQ=DAILY;BYHOUR=2,14;BYMINUTE=30`.",
};

const number = (text: string, from: number, to: number): number | undefined => {
  const value = /^[+-]?\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
};
const single = (from: number, to: number) => (value: string) => number(value, from, to)?.toString();
/** Sorted, each once: some readers of rules want them so. */
const numbers =
  ({ from, to, signed = false }: { from: number; to: number; signed?: boolean }) =>
  (value: string): string | undefined => {
    const all = value.split(",").map((text) => number(text, signed ? -to : from, to));
    if (all.some((one) => one === undefined || (signed && one === 0))) return undefined;
    return [...new Set(all as number[])].sort((a, b) => a - b).join();
  };
/** `SU`, `1SU`, `-1SU`. Only some years have a 53rd, and readers of rules take it from the next one in others. */
const days = (value: string): string | undefined => {
  const all = value.split(",").map((text) => /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text));
  const isDay = (found: RegExpExecArray | null): found is RegExpExecArray =>
    found !== null && (found[1] === undefined || (Number(found[1]) !== 0 && Math.abs(Number(found[1])) <= 52));
  if (!all.every(isDay)) return undefined;
  return [...new Set(all.map(([, nth, day]) => (nth === undefined ? day! : `${Number(nth)}${day}`)))].join();
};

const PARTS: Record<string, Part> = {
  FREQ: {
    is: "how often",
    example: "FREQ=WEEKLY",
    read: (value) => (FREQS.includes(value) ? value : undefined),
    refuse: (value) => {
      if (Object.hasOwn(TOO_OFTEN, value))
        return refused(`A window cannot come ${value.toLowerCase()}.`, TOO_OFTEN[value]!);
      const meant = nearest(value, FREQS);
      return refused(
        `FREQ is ${FREQS.slice(0, -1).join(", ")} or ${FREQS.at(-1)}, not "${value}".`,
        meant ? `Did you mean \`FREQ=${meant}\`?` : "For every Sunday write `FREQ=WEEKLY;BYDAY=SU`.",
      );
    },
  },
  INTERVAL: {
    is: "a whole number of 1 or more",
    example: "INTERVAL=2",
    read: single(1, 999_999),
  },
  COUNT: {
    is: `how many there will be, 1 to ${MAX_COUNT}`,
    example: "COUNT=10",
    read: single(1, MAX_COUNT),
    refuse: (value) =>
      refused(
        `\`COUNT=${value}\` is not how many there will be, 1 to ${MAX_COUNT}.`,
        "Write it like `COUNT=10`, end with a date like `UNTIL=20270630`, or leave both out: the series ends when you cancel it.",
      ),
  },
  UNTIL: {
    is: "a date, or a time of one",
    example: "UNTIL=20270630",
    read: (value) => (readUntil(value) ? value : undefined),
    refuse: (value) =>
      refused(
        `\`UNTIL=${value}\` is not a date.`,
        "Write the last day, `UNTIL=20270630`, a time in the zone of the window, `UNTIL=20270630T020000`, or in UTC, `UNTIL=20270630T000000Z`.",
      ),
  },
  BYMONTH: { is: "months from 1 to 12", example: "BYMONTH=3,9", read: numbers({ from: 1, to: 12 }) },
  BYWEEKNO: {
    is: "weeks of the year from 1 to 53, or from -1 back",
    example: "BYWEEKNO=20",
    read: numbers({ from: 1, to: 53, signed: true }),
  },
  BYYEARDAY: {
    is: "days of the year from 1 to 366, or from -1 back",
    example: "BYYEARDAY=-1",
    read: numbers({ from: 1, to: 366, signed: true }),
  },
  BYMONTHDAY: {
    is: "days of the month from 1 to 31, or from -1, the last, back",
    example: "BYMONTHDAY=1,-1",
    read: numbers({ from: 1, to: 31, signed: true }),
  },
  BYDAY: { is: "weekdays: MO TU WE TH FR SA SU, plain or numbered up to 52", example: "BYDAY=SA,SU", read: days },
  BYHOUR: { is: "hours from 0 to 23", example: "BYHOUR=2,14", read: numbers({ from: 0, to: 23 }) },
  BYMINUTE: { is: "minutes from 0 to 59", example: "BYMINUTE=0,30", read: numbers({ from: 0, to: 59 }) },
  BYSETPOS: {
    is: "places in a month or year from 1 to 366, or from -1, the last, back",
    example: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    read: numbers({ from: 1, to: 366, signed: true }),
  },
  WKST: {
    is: "the weekday that begins a week",
    example: "WKST=MO",
    read: (value) => (WEEKDAYS.includes(value) ? value : undefined),
  },
};
