import { type Incident, listIncidents } from "../../contract/incidents.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import { type IncidentState, STATES } from "../../domain/incident.ts";
import { SEVERITIES, type Severity } from "../../domain/level.ts";
import { type Context, show } from "../context.ts";
import { choice, LIMIT_OPTION, type Register } from "../options.ts";
import { readPages } from "../pages.ts";
import { incidentTable } from "../render/incident.ts";

interface Options {
  state?: IncidentState;
  component?: string;
  severity?: Severity;
  all?: true;
  limit?: number;
}

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list active incidents, worst first; with --all every one, newest first")
    .addOption(choice("--state <state>", "only those in this state", STATES))
    .option("--component <id>", "only those that touch this component")
    .addOption(choice("--severity <severity>", "only those of this severity", SEVERITIES))
    .option("--all", "resolved and closed ones too")
    .option(...LIMIT_OPTION)
    .action(run(list));
};

const list = async (context: Context, { state, component, severity, all, limit }: Options): Promise<number> => {
  if (all && state)
    throw problem("invalid", "--all and --state exclude each other.", { hint: "Leave one of them out." });
  const filter = {
    ...(all ? { state: "all" as const } : state ? { state } : {}),
    ...(component ? { component } : {}),
    ...(severity ? { severity } : {}),
  };
  const client = await context.connect();
  const incidents = await readPages(context, limit, (page) => client.call(listIncidents, { ...filter, ...page }));
  if (incidents.length === 0 && !context.flags.json)
    context.say(all || state ? "No such incident." : "No active incident.");
  show<Incident[]>(context, incidents, {
    ids: (rows) => rows.map((incident) => incident.id),
    words: (rows) => incidentTable(context, rows),
  });
  return EXIT.done;
};
