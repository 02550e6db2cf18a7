import { closeIncident } from "../../contract/incidents.ts";
import { eachIncident, readNote } from "../each-incident.ts";
import { IDS_ARGUMENT, NOTE_OPTION, type Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("close")
    .description("put resolved incidents away for good")
    .argument(...IDS_ARGUMENT)
    .option(...NOTE_OPTION)
    .action(
      run(async (context, ids: string[], { message }: { message?: string }) => {
        const note = await readNote(context, message, ids);
        return eachIncident(context, ids, {
          done: "closed",
          act: (client, id) => client.callWithStatus(closeIncident, { id, ...note }),
        });
      }),
    );
};
