import { openIncident } from "../../contract/incidents.ts";
import { EXIT } from "../../contract/problem.ts";
import { SEVERITIES, type Severity } from "../../domain/level.ts";
import type { Context } from "../context.ts";
import { type ComponentLink, choice, componentLink, examples, type Register } from "../options.ts";
import { safeLine } from "../text.ts";

interface Options {
  severity?: Severity;
  component?: ComponentLink[];
  key?: string;
  message?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("open")
    .description("open an incident; with a key that is active already, print that one")
    .argument("<title>", "what is wrong, in a few words")
    .addOption(choice("-s, --severity <severity>", "how bad it is (default: high)", SEVERITIES))
    .option("-c, --component <component[=level]>", "what it touches, and how badly; may be repeated", componentLink)
    .option("-k, --key <key>", "dedup key: the same key while active is the same incident")
    .option("-m, --message <text>", "what is known so far; - reads it from stdin")
    .addHelpText(
      "after",
      examples(
        'tocsin open "Checkout is slow" -s medium -c shop',
        'tocsin open "Disk full on db1" -c db=major_outage -k disk-db1 -m "df says 100 %"',
        'id=$(dmesg | tail -20 | tocsin open "Kernel trouble" -m - --quiet)',
      ),
    )
    .action(run(open));
};

const open = async (context: Context, title: string, options: Options): Promise<number> => {
  const { severity, component, key, message } = options;
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
  return EXIT.done;
};

const sentence = (outcome: { status: number; result?: string; reply: { id: number } }, key = ""): string => {
  const name = `incident ${outcome.reply.id}`;
  if (outcome.status === 201) return `${name} opened`;
  return outcome.result === "changed"
    ? `${name} reopened for key ${safeLine(key)}`
    : `${name} is already active for key ${safeLine(key)}`;
};
