import { type Incident, listIncidents } from "../../contract/incidents.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import { type IncidentState, STATES } from "../../domain/incident.ts";
import { SEVERITIES, type Severity } from "../../domain/level.ts";
import { type Context, show } from "../context.ts";
import { nameOfMe } from "../me.ts";
import { choice, examples, LIMIT_OPTION, type Register } from "../options.ts";
import { readPages } from "../pages.ts";
import { incidentTable } from "../render/incident.ts";

interface Filters {
  component?: string;
  severity?: Severity;
  owner?: string;
  key?: string;
  source?: string;
}
interface Options extends Filters {
  state?: IncidentState;
  all?: true;
  mine?: true;
  limit?: number;
}

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list active incidents, worst first; with --all every one, newest first")
    .addOption(choice("--state <state>", "only those in this state", STATES))
    .option("--component <id>", "only those that touch this component")
    .addOption(choice("--severity <severity>", "only those of this severity", SEVERITIES))
    .option("--mine", "only those that you own")
    .option("--owner <name>", "only those that this person owns")
    .option("-k, --key <key>", "only those with this key")
    .option("--source <id>", "only those of this source; `manual` are those that people opened")
    .option("--all", "resolved and closed ones too")
    .option(...LIMIT_OPTION)
    .addHelpText("after", examples("tocsin list --mine", "tocsin list --all --component api --limit 20"))
    .action(run(list));
};

const list = async (context: Context, options: Options): Promise<number> => {
  const { state, all, mine, limit, component, severity, owner, key, source } = options;
  if (all && state)
    throw problem("invalid", "--all and --state exclude each other.", { hint: "Leave one of them out." });
  if (mine && owner)
    throw problem("invalid", "--mine and --owner exclude each other.", { hint: "Leave one of them out." });
  const client = await context.connect();
  const filters: Filters = {
    ...(component ? { component } : {}),
    ...(severity ? { severity } : {}),
    ...(mine ? { owner: await nameOfMe(client) } : owner ? { owner } : {}),
    ...(key ? { key } : {}),
    ...(source ? { source } : {}),
  };
  const filter = { ...filters, ...(all ? { state: "all" as const } : state ? { state } : {}) };
  const incidents = await readPages(context, limit, (page) => client.call(listIncidents, { ...filter, ...page }));
  if (incidents.length === 0 && !context.flags.json) context.say(noneOf(options, filters));
  show<Incident[]>(context, incidents, {
    ids: (rows) => rows.map((incident) => incident.id),
    words: (rows) => incidentTable(context, rows),
  });
  return EXIT.done;
};

const noneOf = ({ all, state }: Options, filters: Filters): string => {
  if (all || state) return "No such incident.";
  return Object.keys(filters).length > 0 ? "No such active incident." : "No active incident.";
};
