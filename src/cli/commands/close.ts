import { closeIncident } from "../../contract/incidents.ts";
import { eachIncident, readNote } from "../each-incident.ts";
import { IDS_ARGUMENT, KEYS_OPTION, NOTE_OPTION, type Register, SOURCE_OPTION } from "../options.ts";
import { type Keys, readTargets } from "../targets.ts";

export const register: Register = (parent, run) => {
  parent
    .command("close")
    .description("put resolved incidents away for good")
    .argument(...IDS_ARGUMENT)
    .option(...KEYS_OPTION)
    .option(...SOURCE_OPTION)
    .option(...NOTE_OPTION)
    .action(
      run(async (context, ids: string[], options: Keys & { message?: string }) => {
        const note = await readNote(context, options.message, ids);
        return eachIncident(context, await readTargets(context, ids, options), {
          done: () => "closed",
          act: (client, id) => client.callWithStatus(closeIncident, { id, ...note }),
        });
      }),
    );
};
