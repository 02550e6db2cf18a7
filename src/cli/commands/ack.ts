import { ackIncident } from "../../contract/incidents.ts";
import { eachIncident, readNote } from "../each-incident.ts";
import { examples, IDS_ARGUMENT, NOTE_OPTION, type Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("ack")
    .description("take incidents: you own them, and what was still to page stops")
    .argument(...IDS_ARGUMENT)
    .option(...NOTE_OPTION)
    .addHelpText(
      "after",
      examples('tocsin ack 42 -m "looking at it"', "tocsin list --severity critical --quiet | tocsin ack -"),
    )
    .action(
      run(async (context, ids: string[], { message }: { message?: string }) => {
        const note = await readNote(context, message, ids);
        return eachIncident(context, ids, {
          done: "acknowledged",
          act: (client, id) => client.callWithStatus(ackIncident, { id, ...note }),
        });
      }),
    );
};
