import { editPost } from "../../contract/incidents.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import { POST_STATUSES, type PostStatus } from "../../domain/post.ts";
import { show } from "../context.ts";
import { choice, examples, idText, type Register, TZ_OPTION } from "../options.ts";
import { readPostTime } from "./post.ts";

interface Options {
  status?: PostStatus;
  title?: string;
  at?: string;
  tz?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("edit-post")
    .description("correct a public post; nobody is told again")
    .argument("<post>", "id of the post, as `tocsin show INCIDENT` has it", idText)
    .argument("[text]", "what it says from now on, as Markdown; - reads it from stdin")
    .addOption(choice("--status <status>", "what it says of the incident", POST_STATUSES))
    .option("--title <title>", "what the public knows its incident as from now on")
    .option("--at <time>", "when it was said: 02:00 (the last one), 30m (ago), 2026-12-01T02:00")
    .option(...TZ_OPTION)
    .addHelpText("after", examples('tocsin edit-post 7 "The disk of db1 was full."', "tocsin edit-post 7 --at 02:10"))
    .action(
      run(async (context, id: string, given: string | undefined, options: Options) => {
        const { status, title } = options;
        if (given === undefined && !status && title === undefined && options.at === undefined)
          throw problem("invalid", "There is nothing to change.", { hint: "Give a TEXT, --status, --title or --at." });
        const input = {
          ...(given === undefined ? {} : { text: await context.textOf(given) }),
          ...(status ? { status } : {}),
          ...(title === undefined ? {} : { title }),
          ...readPostTime(context, options),
        };
        const client = await context.connect();
        const { result, reply: incident } = await client.callWithStatus(editPost, { id, ...input });
        if (result === "unchanged" && !context.flags.json && !context.flags.quiet) {
          context.say(`post ${id} of incident ${incident.id} says so already`);
          return EXIT.done;
        }
        show(context, incident, {
          ids: () => [incident.id],
          words: () => [`post ${id} of incident ${incident.id} corrected; nobody is told again`],
        });
        return EXIT.done;
      }),
    );
};
