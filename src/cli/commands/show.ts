import { getIncident } from "../../contract/incidents.ts";
import { EXIT } from "../../contract/problem.ts";
import { show as print } from "../context.ts";
import { idText, type Register } from "../options.ts";
import { incidentDetail } from "../render/incident.ts";

export const register: Register = (parent, run) => {
  parent
    .command("show")
    .description("show one incident in full")
    .argument("<id>", "id of the incident", idText)
    .action(
      run(async (context, id: string) => {
        const client = await context.connect();
        const incident = await client.call(getIncident, { id });
        print(context, incident, { ids: () => [incident.id], words: () => incidentDetail(context, incident) });
        return EXIT.done;
      }),
    );
};
