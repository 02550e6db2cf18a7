import { postIncident } from "../../contract/incidents.ts";
import { problem } from "../../contract/problem.ts";
import { formatTime } from "../../contract/time.ts";
import { nearest } from "../../domain/nearest.ts";
import { POST_STATUSES, type PostStatus } from "../../domain/post.ts";
import { safeLine } from "../../domain/safe-text.ts";
import type { Context } from "../context.ts";
import { oneIncident } from "../one-incident.ts";
import {
  type ComponentLink,
  componentLink,
  examples,
  ID_ARGUMENT,
  KEY_OPTION,
  type Register,
  SOURCE_OPTION,
  TZ_OPTION,
} from "../options.ts";
import { pastTime } from "../since.ts";
import { type Keys, readTarget } from "../targets.ts";
import { tellOfPause } from "../tell-of-pause.ts";

interface Options extends Keys {
  title?: string;
  component?: ComponentLink[];
  resolve?: true;
  /** False with --no-notify. */
  notify: boolean;
  at?: string;
  tz?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("post")
    .description("say something in public about an incident: on the page, and to subscribers")
    .argument(...ID_ARGUMENT)
    .argument("[status]", POST_STATUSES.join(", "))
    .argument("[text]", "what readers are told, as Markdown; - reads it from stdin")
    .option(...KEY_OPTION)
    .option(...SOURCE_OPTION)
    .option("--title <title>", "what the public knows the incident as (default: as before, at first its own title)")
    .option(
      "-c, --component <link>",
      "what a component is from now on, like api=partial_outage; may be repeated",
      componentLink,
    )
    .option("--resolve", "resolve the incident with this post; goes with the status resolved")
    .option("--no-notify", "nobody is sent it; it only stands on the page")
    .option("--at <time>", "when it was said: 02:00 (the last one), 30m (ago), 2026-12-01T02:00 (default: now)")
    .option(...TZ_OPTION)
    .addHelpText(
      "after",
      examples(
        'tocsin post 42 investigating "We are looking into failing logins." -c api=partial_outage',
        "tocsin post 42 monitoring - < update.md",
        'tocsin post 42 resolved "A disk was full; there is room again." --resolve',
      ),
    )
    .action(
      run(
        async (
          context,
          first: string | undefined,
          second: string | undefined,
          third: string | undefined,
          options: Options,
        ) => {
          const { target, rest } = readTarget([first, second, third], options, ["status", "text"]);
          const input = { ...readWords(context, options), status: readStatus(rest[0]!) };
          const text = await context.textOf(rest[1]!);
          let isNews = false;
          const exitCode = await oneIncident(context, target, {
            done: ({ public: words, posts }) =>
              `is known to the public as “${safeLine(words?.title ?? "")}”, ${words?.status}; this is post ${Math.max(...posts.map(({ id }) => id))}`,
            already: () => "has this post already: you said so a moment ago",
            act: async (client, id) => {
              const outcome = await client.callWithStatus(postIncident, { id, ...input, text });
              isNews = outcome.result === "changed" && options.notify;
              return outcome;
            },
          });
          if (isNews) await tellOfPause(context);
          return exitCode;
        },
      ),
    );
};

export const readStatus = (text: string): PostStatus => {
  const status = POST_STATUSES.find((known) => known === text);
  if (status) return status;
  const meant = nearest(text, POST_STATUSES);
  throw problem("invalid", `"${text}" is no status of a post${meant ? `; did you mean ${meant}?` : "."}`, {
    hint: `It is one of ${POST_STATUSES.join(", ")}.`,
  });
};

/** The zone that was understood is always said. */
export const readPostTime = (context: Context, { at, tz }: { at?: string; tz?: string }): { at?: string } => {
  if (at === undefined) return {};
  const timeZone = tz ?? context.io.timeZone;
  const moment = pastTime(at, context.io.now(), timeZone);
  context.say(`said at ${formatTime(moment, timeZone)}`);
  return { at: new Date(moment).toISOString() };
};

const readWords = (context: Context, options: Options) => {
  const { title, component = [], resolve, notify } = options;
  return {
    ...(title === undefined ? {} : { title }),
    ...(component.length > 0 ? { components: component.map(withLevel) } : {}),
    ...(resolve ? { resolve } : {}),
    ...(notify ? {} : { notify }),
    ...readPostTime(context, options),
  };
};

const withLevel = ({ id, level }: ComponentLink) => {
  if (level) return { id, level };
  throw problem("invalid", `What is ${id} from now on? A post sets a level, and none is given.`, {
    hint: `Write -c ${id}=LEVEL, or leave it out: what is not named stays as it is.`,
  });
};
