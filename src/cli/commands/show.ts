import type { Client } from "../../client/client.ts";
import {
  getIncident,
  type Incident,
  listIncidentAlerts,
  listIncidentEvents,
  listIncidents,
} from "../../contract/incidents.ts";
import { EXIT } from "../../contract/problem.ts";
import type { RouteReply } from "../../contract/route.ts";
import { show as print } from "../context.ts";
import { ID_ARGUMENT, KEY_OPTION, type Register, SOURCE_OPTION } from "../options.ts";
import { type Belongings, incidentDetail } from "../render/incident.ts";
import { idOfTarget, type Keys, readTarget } from "../targets.ts";

export const register: Register = (parent, run) => {
  parent
    .command("show")
    .description("show one incident in full, with what fires and what was merged into it")
    .argument(...ID_ARGUMENT)
    .option(...KEY_OPTION)
    .option(...SOURCE_OPTION)
    .action(
      run(async (context, given: string | undefined, options: Keys) => {
        const { target } = readTarget([given], options);
        const client = await context.connect();
        const incident = await client.call(getIncident, { id: await idOfTarget(client, target) });
        const { json, quiet } = context.flags;
        const belongings = json || quiet ? NOTHING : await belongingsOf(client, incident);
        print(context, incident, {
          ids: () => [incident.id],
          words: () => incidentDetail(context, incident, belongings),
        });
        return EXIT.done;
      }),
    );
};

type Event = RouteReply<typeof listIncidentEvents>["items"][number];
const NOTHING: Belongings = { firing: [], merged: [] };
/** As many as one reads at a glance; of what is left out the number is said. */
const SHOWN = "10";

const belongingsOf = async (client: Client, { id, alertCount }: Incident): Promise<Belongings> => {
  const [alerts, merged, events] = await Promise.all([
    alertCount > 0 ? client.call(listIncidentAlerts, { id, limit: SHOWN }) : { items: [] },
    client.call(listIncidents, { mergedInto: String(id), state: "all", limit: SHOWN }),
    client.call(listIncidentEvents, { id, limit: SHOWN }),
  ]);
  return {
    firing: alerts.items.filter(({ state }) => state === "firing"),
    merged: merged.items,
    message: messageIn(events.items, id),
  };
};

/** What it was opened with; among its events are those of incidents that were merged into it. */
const messageIn = (events: readonly Event[], id: number): string | undefined => {
  const opening = events.find(({ type, incidentId }) => type === "incident:opened" && incidentId === id);
  return typeof opening?.data.message === "string" ? opening.data.message : undefined;
};
