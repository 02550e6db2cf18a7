import { reopenIncident } from "../../contract/incidents.ts";
import { eachIncident, readNote } from "../each-incident.ts";
import { IDS_ARGUMENT, KEYS_OPTION, NOTE_OPTION, type Register, SOURCE_OPTION } from "../options.ts";
import { type Keys, readTargets } from "../targets.ts";

export const register: Register = (parent, run) => {
  parent
    .command("reopen")
    .description("say that incidents are not over: resolved ones are open again, and page")
    .argument(...IDS_ARGUMENT)
    .option(...KEYS_OPTION)
    .option(...SOURCE_OPTION)
    .option(...NOTE_OPTION)
    .action(
      run(async (context, ids: string[], options: Keys & { message?: string }) => {
        const note = await readNote(context, options.message, ids);
        return eachIncident(context, await readTargets(context, ids, options), {
          done: () => "reopened",
          act: (client, id) => client.callWithStatus(reopenIncident, { id, ...note }),
        });
      }),
    );
};
