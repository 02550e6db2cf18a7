import { noteIncident } from "../../contract/incidents.ts";
import { EXIT } from "../../contract/problem.ts";
import { show } from "../context.ts";
import { idText, type Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("note")
    .description("add an internal note to the timeline of an incident")
    .argument("<id>", "id of the incident", idText)
    .argument("<text>", "the note; - reads it from stdin")
    .action(
      run(async (context, id: string, given: string) => {
        const text = await context.textOf(given);
        const client = await context.connect();
        const incident = await client.call(noteIncident, { id, text });
        show(context, incident, { ids: () => [incident.id], words: () => [`note added to incident ${incident.id}`] });
        return EXIT.done;
      }),
    );
};
