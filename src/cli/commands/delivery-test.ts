import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../../client/client.ts";
import { EXIT } from "../../contract/problem.ts";
import { type Delivery, getNotify, listDeliveries, testDelivery } from "../../contract/subscribers.ts";
import { formatDuration } from "../../contract/time.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Context, show } from "../context.ts";
import { TimedOutError } from "../failure.ts";
import { examples, type Register, waitDuration } from "../options.ts";

const TIMEOUT_MS = 30_000;
/** Sending appends no event that could be waited for. */
const LOOK_EVERY_MS = 250;
/** Its message is among the newest of its target. */
const LOOKED_AT = "10";

export const register: Register = (parent, run) => {
  parent
    .command("test")
    .description(
      "send a test message and wait for what becomes of it: ends with 0 once it is sent, 1 if not, 7 if it takes too long",
    )
    .argument("<target>", "name of a target of the team, or the id of a subscriber")
    .option("--timeout <duration>", "how long to wait; then it ends with 7 (default: 30s)", waitDuration)
    .addHelpText("after", examples("tocsin delivery test ops-chat", "tocsin delivery test 12 --timeout 2m"))
    .action(run(test));
};

const test = async (
  context: Context,
  target: string,
  { timeout = TIMEOUT_MS }: { timeout?: number },
): Promise<number> => {
  const client = await context.connect();
  const asked = await client.call(testDelivery, { target });
  const deadline = performance.now() + timeout;
  for (;;) {
    const delivery = await find(client, asked);
    if (delivery && isOver(delivery)) return tell(context, target, delivery);
    if (context.io.interrupted.aborted) return EXIT.interrupted;
    if (performance.now() > deadline) throw await late(client, target, timeout, delivery);
    await sleep(LOOK_EVERY_MS);
  }
};

const find = async (
  client: Client,
  { subscriberId, causeSeq }: { subscriberId: number; causeSeq: number },
): Promise<Delivery | undefined> => {
  const { items } = await client.call(listDeliveries, { subscriber: String(subscriberId), limit: LOOKED_AT });
  return items.find(({ notice }) => notice.kind === "test" && notice.causeSeq === causeSeq);
};

/** One failed try says what there is to say, though others follow. What never left is not a try. */
const isOver = ({ state, attempts }: Delivery): boolean =>
  state === "sent" || state === "dead" || state === "suppressed" || (state === "retrying" && attempts > 0);

const tell = (context: Context, target: string, delivery: Delivery): number => {
  const { id, state, channel, reason = "it was given up" } = delivery;
  const to = `${safeLine(target)} (${channel})`;
  if (state === "sent") {
    show(context, delivery, { ids: () => [id], words: () => [`sent to ${to}: delivery ${id}`] });
    return EXIT.done;
  }
  if (context.flags.json) context.printJson(delivery);
  const hint =
    state === "retrying"
      ? `It is tried again; see \`tocsin delivery show ${id}\`.`
      : `Mend its way, and ask again: \`tocsin delivery test ${safeLine(target)}\`.`;
  context.io.stderr.write(`tocsin: The test message did not reach ${to}: ${safeLine(reason)}.\n${hint}\n`);
  return EXIT.failed;
};

const late = async (client: Client, target: string, timeout: number, delivery?: Delivery): Promise<Error> => {
  const { paused } = await client.call(getNotify, {});
  const state = delivery ? `is still ${delivery.state}` : "has not been made yet";
  const why = paused
    ? `Sending to ${paused.scope} is paused by ${safeLine(paused.by)}: \`tocsin notify resume\`.`
    : "See `tocsin doctor`.";
  return new TimedOutError(`After ${formatDuration(timeout)} the message to ${safeLine(target)} ${state}.`, why);
};
