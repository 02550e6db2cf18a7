// Public words about an incident: what may be said when, and what the public believes then.
import { describe, hintWhenOver, type Incident, isActive, isoSeconds, type Refusal, refused } from "./incident.ts";
import type { Level } from "./level.ts";

export const POST_STATUSES = ["investigating", "identified", "monitoring", "resolved", "postmortem"] as const;
export type PostStatus = (typeof POST_STATUSES)[number];
/** What readers are told that it is. */
export const WORDS_OF_POST = {
  investigating: "Investigating",
  identified: "Identified",
  monitoring: "Monitoring",
  resolved: "Resolved",
  postmortem: "Postmortem",
} as const satisfies Record<PostStatus, string>;
/** What the public was last told of an incident; a postmortem changes nothing about that. */
export const PUBLIC_STATUSES = ["investigating", "identified", "monitoring", "resolved"] as const;
export type PublicStatus = (typeof PUBLIC_STATUSES)[number];

/** What a post set a component to, and what the incident asked of it before. */
export interface PostedLevel {
  componentId: string;
  from: Level;
  to: Level;
}
export interface Post {
  id: number;
  incidentId: number;
  status: PostStatus;
  /** Markdown, as it was written. */
  body: string;
  /** When readers are told that it was said; back-dated where that was before it was written. */
  at: number;
  createdAt: number;
  author: string;
  levels: PostedLevel[];
  /** Written by a command that did something else: a resolve, a reopen. */
  isAuto: boolean;
  /** Nobody is sent it; it only stands on the page. */
  isSilent: boolean;
  editedAt: number | null;
  editedBy: string | null;
}

/** Components that a title names before it only counts. */
const MAX_NAMED = 3;
/** What the public knows an incident as that alerts opened and nobody gave another title: their words are internal. */
export const titleOfComponents = (names: readonly string[]): string => {
  if (names.length === 0) return "Incident";
  const more = names.length - MAX_NAMED;
  return `Problem with ${names.slice(0, MAX_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
};

type Said = Pick<Post, "id" | "status" | "at">;
type Word<P> = P & { status: PublicStatus };
/** The newest but postmortems, by the time that readers are told; null: none was said. */
export const newestWord = <P extends Said>(posts: readonly P[]): Word<P> | null =>
  posts.reduce<Word<P> | null>((newest, post) => {
    if (!isWord(post)) return newest;
    return newest === null || post.at > newest.at || (post.at === newest.at && post.id > newest.id) ? post : newest;
  }, null);
const isWord = <P extends Pick<Post, "status">>(post: P): post is Word<P> => post.status !== "postmortem";

/**
 * What the public believes once these posts have become those. Only another newest word changes it: after a merge the newest
 * may be about what was over already.
 */
export const believedAfter = (
  incident: Incident,
  before: readonly Said[],
  after: readonly Said[],
): PublicStatus | null => {
  const [was, is] = [newestWord(before), newestWord(after)];
  return was?.id === is?.id && was?.status === is?.status ? incident.publicStatus : (is?.status ?? null);
};

/** What may be said of an active incident and of one that is over; `resolved` on an active one takes `--resolve`. */
const SAYABLE = {
  active: ["investigating", "identified", "monitoring"],
  over: ["monitoring", "resolved", "postmortem"],
} as const satisfies Record<string, readonly PostStatus[]>;

/** null: it may be said. */
export const refusePost = (incident: Incident, status: PostStatus): Refusal | null => {
  const name = `Incident ${incident.id}`;
  if (incident.mergedInto !== null)
    return refused(`${name} was ${describe(incident)}, so nothing is said of it any more.`, hintWhenOver(incident));
  const isOn = isActive(incident.state);
  if ((SAYABLE[isOn ? "active" : "over"] as readonly PostStatus[]).includes(status))
    return status === "postmortem" && incident.publicStatus === null ? untold(incident) : null;
  if (isOn && status === "resolved")
    return refused(
      `${name} is ${describe(incident)}; saying that it is resolved would not be true.`,
      "Add `--resolve` to resolve it with this post, or use `tocsin resolve`.",
    );
  if (isOn)
    return refused(
      `${name} is ${describe(incident)}; a postmortem comes after it.`,
      "Resolve it first, with `tocsin resolve`.",
    );
  return refused(`${name} was ${describe(incident)}; "${status}" would say that it goes on.`, hintWhenOver(incident));
};

const untold = ({ id }: Incident): Refusal =>
  refused(
    `The public knows nothing of incident ${id}; a postmortem comes after other words.`,
    `Say first what it was: \`tocsin post ${id} resolved TEXT\`.`,
  );

/** null: the post may be corrected so; these are all of its incident's, before and after. */
export const refuseCorrection = (
  incident: Incident,
  before: readonly Said[],
  after: readonly Said[],
): Refusal | null => {
  const believed = believedAfter(incident, before, after);
  if (believed === null)
    return refused(
      `It is all that the public knows of incident ${incident.id}; a postmortem comes after other words.`,
      "Post something else about it first.",
    );
  const wasPostmortem = new Set(before.filter((post) => !isWord(post)).map(({ id }) => id));
  const isPostmortemNow = after.some((post) => !isWord(post) && !wasPostmortem.has(post.id));
  if (isPostmortemNow && isActive(incident.state)) return refusePost(incident, "postmortem");
  return believed === incident.publicStatus ? null : refusePost(incident, believed);
};

/** A click is no second word. */
const DOUBLE_MS = 60_000;
/** Is this said again what the same person has just said? `at` null: it is said now. */
export const isSaidAgain = (
  last: Post,
  said: Pick<Post, "author" | "status" | "body" | "isSilent"> & { at: Post["at"] | null },
  now: number,
): boolean =>
  now - last.createdAt < DOUBLE_MS &&
  (said.at === null || said.at === last.at) &&
  (["author", "status", "body", "isSilent"] as const).every((field) => said[field] === last[field]);

/** What is older is a slip of the hand. */
const EARLIEST = Date.UTC(2000, 0, 1);
/** When readers are told that something was said; null: it may have been then. */
export const refusePostTime = (at: number, now: number): Refusal | null => {
  if (at > now)
    return refused(
      `${isoSeconds(at)} has not come yet; it is ${isoSeconds(now)}.`,
      "Give the time at which it was said, or none: then it is now.",
    );
  if (at < EARLIEST) return refused(`${isoSeconds(at)} is before the year 2000.`, "Give the year in full, like 2026.");
  return null;
};

/** What the public believes of an incident that took another one in: of what goes on, not what was over already. */
export const believedTogether = (into: Incident, from: Incident, posts: readonly Said[]): PublicStatus | null =>
  from.publicStatus === "resolved" && into.publicStatus !== null
    ? into.publicStatus
    : (newestWord(posts)?.status ?? null);

/** What is posted by itself, and when that is news: never of what the public was not told, nor of what it knows. */
export const AUTO_POSTS = {
  resolved: { status: "resolved", isNews: (known: PublicStatus | null) => known !== null && known !== "resolved" },
  reopened: { status: "investigating", isNews: (known: PublicStatus | null) => known === "resolved" },
} as const satisfies Record<string, { status: PublicStatus; isNews: (known: PublicStatus | null) => boolean }>;
export type Occasion = keyof typeof AUTO_POSTS;
