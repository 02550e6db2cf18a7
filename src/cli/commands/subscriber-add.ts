import { Argument } from "commander";
import { EXIT } from "../../contract/problem.ts";
import { addSubscriber } from "../../contract/subscribers.ts";
import { CHANNELS, type Channel } from "../../domain/channel.ts";
import { type Context, show } from "../context.ts";
import { type Register, repeated } from "../options.ts";
import { safeLine } from "../text.ts";

export const register: Register = (parent, run) => {
  parent
    .command("add")
    .description("add somebody to tell; a webhook's signing secret is shown once, now")
    .addArgument(new Argument("<channel>", "how they are told").choices(CHANNELS))
    .argument("<target>", "where: the URL of the webhook")
    .option("-c, --component <id>", "only what concerns this component; may be repeated (default: all)", repeated)
    .action(run(add));
};

const add = async (
  context: Context,
  channel: Channel,
  target: string,
  options: { component?: string[] },
): Promise<number> => {
  const client = await context.connect();
  const { status, reply } = await client.callWithStatus(addSubscriber, {
    channel,
    target,
    ...(options.component ? { components: options.component } : {}),
  });
  const concerning = reply.components ? reply.components.join(", ") : "all components";
  const what = `${reply.channel} ${safeLine(reply.target)}, for ${safeLine(concerning)}`;
  show(context, reply, {
    ids: () => [reply.id],
    words: () => [
      status === 201 ? `subscriber ${reply.id} added: ${what}` : `subscriber ${reply.id} is there already: ${what}`,
      ...(reply.secret ? [`signing secret, shown only now: ${safeLine(reply.secret)}`] : []),
    ],
  });
  return EXIT.done;
};
