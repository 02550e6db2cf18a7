// A person's correction of what a component was: a false outage taken out, a missed one put in. The log stays as it is.
import { isoOf, type Refusal, refused } from "./incident.ts";
import { LEVELS, type Level } from "./level.ts";
import { type LevelChange, type LevelStory, stretchesOf } from "./uptime.ts";

/** What a span may be corrected to; `recorded` takes back what was said of it before. */
export const AMENDED_TO = [...LEVELS, "recorded"] as const;
export type AmendedTo = (typeof AMENDED_TO)[number];

export interface Amended {
  /** Epoch ms; `to` is the first moment after it. */
  from: number;
  to: number;
  /** null: as it was recorded. */
  level: Level | null;
}

/** Longer than what any page or report shows. */
const MAX_DAYS = 400;
const MAX_SPAN_MS = MAX_DAYS * 86_400_000;
/** Of one component: each is read wherever its past is. */
export const MAX_AMENDMENTS = 500;

export interface AmendFacts {
  now: number;
  id: string;
  /** Since when the component is known. */
  createdAt: number;
  /** How many there are already. */
  count: number;
}
/** Why a span cannot be amended; null where it can. */
export const refuseAmendment = ({ from, to }: Amended, facts: AmendFacts): Refusal | null => {
  const { now, id, createdAt, count } = facts;
  if (from >= to)
    return refused(
      `The span ends at ${isoOf(to)}, which is not after its start at ${isoOf(from)}.`,
      "Give a `to` after `from`.",
    );
  if (to > now)
    return refused(
      `${isoOf(to)} lies in the future; it is ${isoOf(now)} now, and only the past can be amended.`,
      `For what is to come see \`tocsin component override ${id}\`.`,
    );
  if (to - from > MAX_SPAN_MS)
    return refused(`The span is longer than ${MAX_DAYS} days.`, "Amend it in parts that are shorter.");
  if (from < createdAt)
    return refused(
      `The component \`${id}\` is known since ${isoOf(createdAt)}; nothing was recorded before.`,
      "Begin the span then, or later.",
    );
  if (count >= MAX_AMENDMENTS)
    return refused(
      `The history of \`${id}\` has been amended ${count} times, which is the limit.`,
      `It stays as it is; \`tocsin component override ${id}\` says what the level is from now on.`,
    );
  return null;
};

/** The story as amended; of those that overlap the later in the list counts. What was not known stays so. */
export const amend = (story: LevelStory, amendments: readonly Amended[]): LevelStory => {
  const overlays = flatten(amendments);
  if (overlays.length === 0) return story;
  const changes: LevelChange[] = [];
  let at = 0;
  for (const stretch of stretchesOf(story)) {
    changes.push({ at: stretch.from, level: stretch.level });
    if (stretch.level === null) continue;
    while (at < overlays.length && overlays[at]!.to <= stretch.from) at += 1;
    for (let index = at; index < overlays.length && overlays[index]!.from < stretch.to; index++) {
      const { from, to, level } = overlays[index]!;
      changes.push({ at: Math.max(from, stretch.from), level });
      if (to < stretch.to) changes.push({ at: to, level: stretch.level });
    }
  }
  return { ...story, changes };
};

/** The same as spans that do not overlap, in the order of time; those that are as recorded are none of them. */
const flatten = (amendments: readonly Amended[]): { from: number; to: number; level: Level }[] => {
  const edges = [...new Set(amendments.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  return edges.slice(0, -1).flatMap((from, index) => {
    const to = edges[index + 1]!;
    const level = amendments.findLast((one) => one.from <= from && one.to >= to)?.level;
    return level ? [{ from, to, level }] : [];
  });
};
