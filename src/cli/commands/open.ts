import type { Client } from "../../client/client.ts";
import { getIncident, openIncident } from "../../contract/incidents.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import { getStatus } from "../../contract/status.ts";
import { formatDuration } from "../../contract/time.ts";
import { untilTime } from "../../contract/words.ts";
import { type IncidentState, isActive } from "../../domain/incident.ts";
import { SEVERITIES, type Severity } from "../../domain/level.ts";
import { safeLine } from "../../domain/safe-text.ts";
import type { Context } from "../context.ts";
import { TimedOutError } from "../failure.ts";
import { type ComponentLink, choice, componentLink, examples, type Register, waitDuration } from "../options.ts";
import { describeIncident } from "../render/incident.ts";
import { waitUntil } from "../wait-until.ts";

type WaitedFor = "acked" | "resolved";
interface Options {
  severity?: Severity;
  component?: ComponentLink[];
  key?: string;
  message?: string;
  wait?: WaitedFor;
  timeout?: number;
}

const TIMEOUT_MS = 15 * 60_000;

export const register: Register = (parent, run) => {
  parent
    .command("open")
    .description("open an incident; with a key that is active already, print that one")
    .argument("<title>", "what is wrong, in a few words")
    .addOption(choice("-s, --severity <severity>", "how bad it is (default: high)", SEVERITIES))
    .option("-c, --component <component[=level]>", "what it touches, and how badly; may be repeated", componentLink)
    .option("-k, --key <key>", "dedup key: the same key while active is the same incident")
    .option("-m, --message <text>", "what is known so far; - reads it from stdin")
    .addOption(choice("--wait <state>", "then wait until somebody has it, or until it is over", ["acked", "resolved"]))
    .option("--timeout <duration>", "how long to wait; then it ends with 7 (default: 15m)", waitDuration)
    .addHelpText(
      "after",
      examples(
        'tocsin open "Checkout is slow" -s medium -c shop',
        'tocsin open "Disk full on db1" -c db=major_outage -k disk-db1 -m "df says 100 %"',
        'id=$(dmesg | tail -20 | tocsin open "Kernel trouble" -m - --quiet)',
        'tocsin open "Deploy is stuck" -s critical --wait acked --timeout 5m || ./roll-back.sh',
      ),
    )
    .action(run(open));
};

const open = async (context: Context, title: string, options: Options): Promise<number> => {
  const { severity, component, key, message, wait, timeout = TIMEOUT_MS } = options;
  if (options.timeout !== undefined && !wait)
    throw problem("invalid", "--timeout says how long to --wait, and there is no --wait.", {
      hint: "Write `--wait acked` or `--wait resolved` too.",
    });
  const text = message === undefined ? undefined : await context.textOf(message);
  const client = await context.connect();
  const outcome = await client.callWithStatus(openIncident, {
    title,
    ...(severity ? { severity } : {}),
    ...(component ? { components: component } : {}),
    ...(key ? { key } : {}),
    ...(text ? { message: text } : {}),
  });
  const { reply: incident } = outcome;
  if (context.flags.json) context.printJson(incident);
  else context.print(context.flags.quiet ? String(incident.id) : sentence(outcome, incident.key));
  if (wait) await waitFor(context, client, { id: incident.id, wait, timeoutMs: timeout });
  return EXIT.done;
};

const sentence = (outcome: { status: number; result?: string; reply: { id: number } }, key = ""): string => {
  const name = `incident ${outcome.reply.id}`;
  if (outcome.status === 201) return `${name} opened`;
  return outcome.result === "changed"
    ? `${name} reopened for key ${safeLine(key)}`
    : `${name} is already active for key ${safeLine(key)}`;
};

const IS_REACHED: Record<WaitedFor, (state: IncidentState) => boolean> = {
  acked: (state) => state !== "open",
  resolved: (state) => !isActive(state),
};
const WORDS: Record<WaitedFor, string> = { acked: "somebody acknowledges it", resolved: "it is resolved" };

/** Of an incident that was merged, the one that it went into is waited for. */
const waitFor = async (
  context: Context,
  client: Client,
  { id, wait, timeoutMs }: { id: number; wait: WaitedFor; timeoutMs: number },
): Promise<void> => {
  const { now, timeZone } = context.io;
  const until = untilTime(new Date(now() + timeoutMs).toISOString(), now(), timeZone);
  if (!context.flags.json) context.say(`waiting until ${WORDS[wait]}, at most until ${until}`);
  const { seq } = await client.call(getStatus, {});
  const ids = new Set([id]);
  let last = "open";
  const isReached = async (at = id): Promise<boolean> => {
    const incident = await client.call(getIncident, { id: at });
    if (incident.mergedInto !== undefined && !ids.has(incident.mergedInto)) {
      ids.add(incident.mergedInto);
      context.say(`incident ${at} was merged into incident ${incident.mergedInto}; waiting for that one`);
    }
    if (incident.mergedInto !== undefined) return isReached(incident.mergedInto);
    last = `incident ${at} is ${describeIncident(incident)}`;
    return IS_REACHED[wait](incident.state);
  };
  const concerns = ({ incidentId }: { incidentId?: number }): boolean =>
    incidentId !== undefined && ids.has(incidentId);
  if (await waitUntil(context, client, { concerns, isReached }, { after: seq, timeoutMs })) return context.say(last);
  throw new TimedOutError(
    `After ${formatDuration(timeoutMs)} ${last}.`,
    `See \`tocsin show ${id}\`; \`tocsin watch --until-resolved ${id}\` waits on.`,
  );
};
