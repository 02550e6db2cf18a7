import { getIncident, listIncidentEvents } from "../../contract/incidents.ts";
import { EXIT } from "../../contract/problem.ts";
import { type Context, show } from "../context.ts";
import { ID_ARGUMENT, KEY_OPTION, type Register, SOURCE_OPTION, TZ_OPTION } from "../options.ts";
import { logLines, logMarkdown } from "../render/log.ts";
import { idOfTarget, type Keys, readTarget } from "../targets.ts";
import { readTimeline } from "../timeline.ts";

interface Options extends Keys {
  md?: true;
  tz?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("log")
    .description(
      "print the timeline of an incident, oldest first, with those of the incidents that were merged into it",
    )
    .argument(...ID_ARGUMENT)
    .option(...KEY_OPTION)
    .option(...SOURCE_OPTION)
    .option("--md", "as Markdown, for a postmortem")
    .option(...TZ_OPTION)
    .action(run(log));
};

const log = async (context: Context, given: string | undefined, options: Options): Promise<number> => {
  const timeZone = options.tz ?? context.io.timeZone;
  const { target } = readTarget([given], options);
  const client = await context.connect();
  const id = await idOfTarget(client, target);
  const events = await readTimeline(context, `/incidents/${id}/events`, (page) =>
    client.call(listIncidentEvents, { id, ...page }),
  );
  if (options.md && !context.flags.json) {
    const incident = await client.call(getIncident, { id });
    context.print(logMarkdown(incident, events, timeZone));
    return EXIT.done;
  }
  show(context, events, {
    ids: () => events.map((event) => event.seq),
    words: () => logLines(context, events, { timeZone, ofIncident: Number(id) }),
  });
  return EXIT.done;
};
