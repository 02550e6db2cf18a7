import { noteIncident } from "../../contract/incidents.ts";
import { EXIT } from "../../contract/problem.ts";
import { show } from "../context.ts";
import { ID_ARGUMENT, KEY_OPTION, type Register, SOURCE_OPTION } from "../options.ts";
import { idOfTarget, type Keys, readTarget } from "../targets.ts";

export const register: Register = (parent, run) => {
  parent
    .command("note")
    .description("add an internal note to the timeline of an incident")
    .argument(...ID_ARGUMENT)
    .argument("[text]", "the note; - reads it from stdin")
    .option(...KEY_OPTION)
    .option(...SOURCE_OPTION)
    .action(
      run(async (context, first: string | undefined, second: string | undefined, options: Keys) => {
        const { target, rest } = readTarget([first, second], options, ["text"]);
        const text = await context.textOf(rest[0]!);
        const client = await context.connect();
        const incident = await client.call(noteIncident, { id: await idOfTarget(client, target), text });
        show(context, incident, { ids: () => [incident.id], words: () => [`note added to incident ${incident.id}`] });
        return EXIT.done;
      }),
    );
};
