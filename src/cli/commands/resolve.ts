import { resolveIncident } from "../../contract/incidents.ts";
import { eachIncident, readNote } from "../each-incident.ts";
import { IDS_ARGUMENT, NOTE_OPTION, type Register } from "../options.ts";

interface Options {
  message?: string;
  force?: true;
}

export const register: Register = (parent, run) => {
  parent
    .command("resolve")
    .description("say that incidents are over")
    .argument(...IDS_ARGUMENT)
    .option(...NOTE_OPTION)
    .option("--force", "also while alerts still fire; they are muted until they have recovered once")
    .action(
      run(async (context, ids: string[], { message, force }: Options) => {
        const note = await readNote(context, message, ids);
        return eachIncident(context, ids, {
          done: "resolved",
          act: (client, id) => client.callWithStatus(resolveIncident, { id, ...note, ...(force ? { force } : {}) }),
        });
      }),
    );
};
