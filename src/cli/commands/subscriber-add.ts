import { Argument, InvalidArgumentError } from "commander";
import { EXIT } from "../../contract/problem.ts";
import { addSubscriber, type Subscriber } from "../../contract/subscribers.ts";
import { CHANNELS, type Channel, NEWS_KINDS, type NewsKind, WEBHOOK_FORMATS } from "../../domain/channel.ts";
import { nearest } from "../../domain/nearest.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Context, show } from "../context.ts";
import { choice, examples, idText, type Register, repeatedComponent } from "../options.ts";
import { scopeWords } from "../render/scope.ts";

interface Options {
  page?: string;
  component?: string[];
  incident?: number[];
  only?: NewsKind[];
  format?: (typeof WEBHOOK_FORMATS)[number];
  verified?: true;
}

export const register: Register = (parent, run) => {
  parent
    .command("add")
    .description("add somebody to tell, or change what they ask for; a webhook's signing secret is shown once, now")
    .addArgument(new Argument("<channel>", "how they are told").choices(CHANNELS))
    .argument("<target>", "where: a mail address, a URL, a chat's number or @name")
    .option("--page <slug>", "only what concerns this page")
    .option(
      "-c, --component <id>",
      "only what concerns this component; may be repeated (default: all)",
      repeatedComponent,
    )
    .option("--incident <id>", "only posts about this incident; may be repeated", incidentIds)
    .option("--only <kinds>", `only these kinds of news: ${NEWS_KINDS.join(",")}`, newsKinds)
    .addOption(choice("--format <format>", "shape of a webhook's body (default: standard)", WEBHOOK_FORMATS))
    .option("--verified", "the reader of this mail address has agreed: do not ask for a confirmation")
    .addHelpText(
      "after",
      examples(
        "tocsin subscriber add email ann@example.org -c api",
        "tocsin subscriber add webhook https://example.org/hooks/tocsin",
        "tocsin subscriber add ntfy https://ntfy.sh/example-status --only posts,maintenance",
      ),
    )
    .action(run(add));
};

const add = async (context: Context, channel: Channel, target: string, options: Options): Promise<number> => {
  const client = await context.connect();
  const { status, reply } = await client.callWithStatus(addSubscriber, {
    ...{ channel, target },
    ...(options.page === undefined ? {} : { page: options.page }),
    ...(options.component ? { components: options.component } : {}),
    ...(options.incident ? { incidents: options.incident } : {}),
    ...(options.only ? { kinds: options.only } : {}),
    ...(options.format ? { format: options.format } : {}),
    ...(options.verified ? { verified: true } : {}),
  });
  show(context, reply, {
    ids: () => [reply.id],
    words: () => [
      wordsOf(reply, { isChanged: status === 201, isUpdate: reply.updated === true }),
      ...(reply.secret ? [`signing secret, shown only now: ${safeLine(reply.secret)}`] : []),
    ],
  });
  return EXIT.done;
};

const wordsOf = (
  subscriber: Subscriber,
  { isChanged, isUpdate }: { isChanged: boolean; isUpdate: boolean },
): string => {
  const { id, channel, target, state } = subscriber;
  const what = `${channel} ${safeLine(target)}`;
  if (state === "unverified" && isChanged) return `subscriber ${id} is asked to confirm: ${what}`;
  if (state === "unverified")
    return `subscriber ${id} was asked to confirm just now, or often enough for today; nothing was sent: ${what}`;
  const about = `${what}, for ${safeLine(scopeWords(subscriber))}`;
  if (!isChanged) return `subscriber ${id} is there already: ${about}`;
  return `subscriber ${id} ${isUpdate ? "changed" : "added"}: ${about}`;
};

const incidentIds = (text: string, before: number[] = []): number[] => [...before, Number(idText(text))];

const newsKinds = (text: string, before: NewsKind[] = []): NewsKind[] => [
  ...before,
  ...text.split(",").map((word) => {
    const kind = NEWS_KINDS.find((known) => known === word.trim());
    if (kind) return kind;
    const meant = nearest(word.trim(), NEWS_KINDS);
    throw new InvalidArgumentError(meant ? `Did you mean ${meant}?` : `A kind is one of ${NEWS_KINDS.join(", ")}.`);
  }),
];
