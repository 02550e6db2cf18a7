import { unackIncident } from "../../contract/incidents.ts";
import { eachIncident } from "../each-incident.ts";
import { IDS_ARGUMENT, KEYS_OPTION, type Register, SOURCE_OPTION } from "../options.ts";
import { type Keys, readTargets } from "../targets.ts";

export const register: Register = (parent, run) => {
  parent
    .command("unack")
    .description("give incidents back, whoever has them: they are open again, nobody owns them, and they page")
    .argument(...IDS_ARGUMENT)
    .option(...KEYS_OPTION)
    .option(...SOURCE_OPTION)
    .action(
      run(async (context, ids: string[], options: Keys) =>
        eachIncident(context, await readTargets(context, ids, options), {
          done: () => "is open again, nobody owns it",
          already: () => "is open already, and nobody owns it",
          act: (client, id) => client.callWithStatus(unackIncident, { id }),
        }),
      ),
    );
};
