import { EXIT, problem } from "../../contract/problem.ts";
import { type Component, getStatus, type Status } from "../../contract/status.ts";
import { formatDuration } from "../../contract/time.ts";
import { spaced, untilTime } from "../../contract/words.ts";
import { isWorse, LEVELS, type Level } from "../../domain/level.ts";
import { nearest } from "../../domain/nearest.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Context, show } from "../context.ts";
import { TimedOutError } from "../failure.ts";
import { choice, examples, type Register, repeatedComponent, waitDuration } from "../options.ts";
import { componentLevels } from "../render/status.ts";
import { waitUntil } from "../wait-until.ts";

interface Options {
  component?: string[];
  until: Level;
  timeout?: number;
}

const TIMEOUT_MS = 10 * 60_000;

export const register: Register = (parent, run) => {
  parent
    .command("wait")
    .description("a gate for deploys: ends with 0 once the components are well, with 7 when they are not in time")
    .option(
      "-c, --component <id>",
      "a component that must be well; may be repeated (default: all of them)",
      repeatedComponent,
    )
    .addOption(choice("--until <level>", "this level or a better one will do", LEVELS).default("operational"))
    .option("--timeout <duration>", "how long to wait; then it ends with 7 (default: 10m)", waitDuration)
    .addHelpText(
      "after",
      examples(
        "tocsin wait -c api -c db --timeout 5m && ./deploy.sh",
        "tocsin wait --until degraded_performance",
        "tocsin wait -c api --timeout 10m --json | jq -r '.[].level'",
      ),
    )
    .action(run(wait));
};

const wait = async (context: Context, { component: ids, until, timeout = TIMEOUT_MS }: Options): Promise<number> => {
  const { now, timeZone } = context.io;
  const client = await context.connect();
  let status = await client.call(getStatus, {});
  const after = status.seq;
  const laggards = (): Component[] => awaitedOf(status, ids).filter(({ level }) => isWorse(level, until));
  const isReached = async (): Promise<boolean> => {
    status = await client.call(getStatus, {});
    return laggards().length === 0;
  };
  if (laggards().length > 0 && !context.flags.json) {
    const end = untilTime(new Date(now() + timeout).toISOString(), now(), timeZone);
    context.say(`waiting for ${named(laggards())} to be ${spaced(until)}${orBetter(until)}, at most until ${end}`);
  }
  const concerns = ({ type }: { type: string }): boolean => type === "status:changed" || type === "config:reloaded";
  const hasCome = await waitUntil(context, client, { concerns, isReached }, { after, timeoutMs: timeout });
  const awaited = awaitedOf(status, ids);
  show(context, awaited, {
    ids: () => awaited.map(({ id }) => id),
    words: () => componentLevels(context, awaited, status.incidents),
  });
  if (hasCome) return EXIT.done;
  throw new TimedOutError(
    `After ${formatDuration(timeout)} ${laggards()
      .map(({ id, level }) => `${safeLine(id)} is at ${spaced(level)}`)
      .join(", ")}.`,
    "See `tocsin status` for the causes.",
  );
};

const orBetter = (level: Level): string => (level === "operational" ? "" : " or better");
const named = (components: readonly Component[]): string => components.map(({ id }) => safeLine(id)).join(", ");

const awaitedOf = ({ components }: Status, ids: readonly string[] | undefined): Component[] => {
  if (!ids) return components;
  return [...new Set(ids)].map((id) => {
    const found = components.find((one) => one.id === id);
    if (found) return found;
    const meant = nearest(
      id,
      components.map((one) => one.id),
    );
    throw problem("invalid", `There is no component \`${id}\`${meant ? `; did you mean \`${meant}\`?` : "."}`, {
      hint: "See `tocsin component list`.",
    });
  });
};
