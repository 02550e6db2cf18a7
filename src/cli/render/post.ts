// Public words about an incident, as its engineers read them: with their ids, who said them, and to whom.
import type { Incident } from "../../contract/incidents.ts";
import { relative, shortTime, spaced } from "../../contract/words.ts";
import { safeLine, safeText } from "../../domain/safe-text.ts";
import type { Context } from "../context.ts";

type Post = Incident["posts"][number];

/** Of an incident that comes and goes by itself, the newest; the rest is in `show --json` and on the timeline. */
const MAX_SHOWN = 20;

/** Oldest first. */
export const postLines = (context: Context, posts: readonly Post[]): string[] => {
  if (posts.length === 0) return [];
  const left = posts.length - MAX_SHOWN;
  return [
    context.paint("dim", "  public posts"),
    ...(left > 0 ? [`    ${left} older ones: see --json`] : []),
    ...posts.slice(-MAX_SHOWN).flatMap((post) => linesOf(context, post)),
  ];
};

const linesOf = (context: Context, post: Post): string[] => {
  const { timeZone, now } = context.io;
  const facts = [
    `${shortTime(post.at, timeZone)} (${relative(post.at, now())})`,
    `${safeLine(post.by)}${post.auto ? ", by itself" : ""}`,
    ...(post.silent ? ["silent"] : []),
    ...(post.editedAt ? [`edited by ${safeLine(post.editedBy ?? "")} ${relative(post.editedAt, now())}`] : []),
    ...post.levels.map(({ id, from, to }) => `${safeLine(id)}: ${spaced(from)} -> ${spaced(to)}`),
  ];
  const text = safeText(post.text).split("\n");
  return [
    `    ${context.paint("bold", `post ${post.id}`)}  ${post.status}  ${context.paint("dim", facts.join("; "))}`,
    ...text.map((line) => `      ${line}`.trimEnd()),
  ];
};
