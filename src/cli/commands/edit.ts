import type { Client } from "../../client/client.ts";
import { editIncident, getIncident, type Incident } from "../../contract/incidents.ts";
import { problem } from "../../contract/problem.ts";
import { SEVERITIES, type Severity } from "../../domain/level.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type ComponentChange, changedComponents, componentChange } from "../component-changes.ts";
import type { Context } from "../context.ts";
import { oneIncident } from "../one-incident.ts";
import { choice, examples, ID_ARGUMENT, KEY_OPTION, type Register, SOURCE_OPTION, wholeNumber } from "../options.ts";
import { type Keys, readTarget } from "../targets.ts";

interface Options extends Keys {
  title?: string;
  severity?: Severity;
  component?: ComponentChange[];
  /** False with --no-components, which empties the list. */
  components: boolean;
  ifVersion?: number;
}

export const register: Register = (parent, run) => {
  parent
    .command("edit")
    .description("change the title, the severity or the components of an incident; a raised severity pages again")
    .argument(...ID_ARGUMENT)
    .option(...KEY_OPTION)
    .option(...SOURCE_OPTION)
    .option("--title <title>", "what is wrong, in a few words")
    .addOption(choice("-s, --severity <severity>", "how bad it is", SEVERITIES))
    .option(
      "-c, --component <change>",
      "api=LEVEL or api: it touches these and no others; +api=LEVEL or +api: this one too; -api: not this one. May be repeated",
      componentChange,
    )
    .option("--no-components", "it touches no component")
    .option(
      "--if-version <n>",
      "only if it is still at this version, as `show --json` has it",
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .addHelpText(
      "after",
      examples(
        "tocsin edit 42 --severity critical",
        "tocsin edit 42 -c +db=major_outage -c -web",
        "tocsin edit -k disk-db1 --no-components",
      ),
    )
    .action(
      run((context, id: string | undefined, options: Options) => {
        const { target } = readTarget([id], options);
        refuseContradictions(options);
        return oneIncident(context, target, {
          done: (incident) => `edited: ${summary(incident)}`,
          already: (incident) => `is so already: ${summary(incident)}`,
          act: (client, id) => edit(context, client, id, options),
        });
      }),
    );
};

const refuseContradictions = ({ title, severity, component = [], components }: Options): void => {
  if (title === undefined && severity === undefined && component.length === 0 && components)
    throw problem("invalid", "There is nothing to change.", {
      hint: "Give --title, --severity, -c or --no-components.",
    });
  if (component.length > 0 && !components)
    throw problem("invalid", "-c and --no-components exclude each other.", { hint: "Leave one of them out." });
  if (new Set(component.map(({ kind }) => kind === "set")).size > 1)
    throw problem("invalid", "A whole list of components and changes of it exclude each other.", {
      hint: "Write all of them plainly (-c api -c web), or all with a sign (-c +api -c -web).",
    });
};

const edit = async (context: Context, client: Client, id: string, options: Options) => {
  const { title, severity, component = [], components, ifVersion } = options;
  const isRelative = component.some(({ kind }) => kind !== "set");
  // What is added to or taken from is the list that we saw: if somebody changed it since, theirs must not be undone.
  const seen = isRelative ? await client.call(getIncident, { id }) : undefined;
  if (seen) warnOfStrangers(context, seen, component);
  const version = ifVersion ?? seen?.version;
  const links = components ? component.length > 0 && changedComponents(seen?.components ?? [], component) : [];
  return client.callWithStatus(
    editIncident,
    {
      id,
      ...(title === undefined ? {} : { title }),
      ...(severity ? { severity } : {}),
      ...(links ? { components: links } : {}),
    },
    version === undefined ? {} : { headers: { "if-match": `"${version}"` } },
  );
};

/** Taking away what is not there changes nothing, but is more often a slip than meant. */
const warnOfStrangers = (context: Context, seen: Incident, changes: readonly ComponentChange[]): void => {
  const touched = seen.components.map((link) => link.id);
  for (const { kind, id } of changes)
    if (kind === "remove" && !touched.includes(id))
      context.warn(`incident ${seen.id} does not touch ${id}; it touches ${touched.join(", ") || "no component"}.`);
};

const summary = ({ title, severity, components }: Incident): string => {
  const ids = [...new Set(components.map((link) => link.id))].map(safeLine);
  return `${severity}, “${safeLine(title)}”${ids.length > 0 ? ` on ${ids.join(", ")}` : ""}`;
};
