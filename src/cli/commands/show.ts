import type { Client } from "../../client/client.ts";
import {
  getIncident,
  type Incident,
  listIncidentAlerts,
  listIncidentEvents,
  listIncidents,
} from "../../contract/incidents.ts";
import { listMaintenances, type Maintenance } from "../../contract/maintenances.ts";
import { EXIT } from "../../contract/problem.ts";
import type { RouteReply } from "../../contract/route.ts";
import { isRunning } from "../../domain/maintenance.ts";
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

const belongingsOf = async (client: Client, incident: Incident): Promise<Belongings> => {
  const { id, alertCount } = incident;
  const [alerts, merged, events, windows] = await Promise.all([
    alertCount > 0 ? client.call(listIncidentAlerts, { id, limit: SHOWN }) : { items: [] },
    client.call(listIncidents, { mergedInto: String(id), state: "all", limit: SHOWN }),
    client.call(listIncidentEvents, { id, limit: SHOWN }),
    windowsOver(client, incident),
  ]);
  return {
    firing: alerts.items.filter(({ state }) => state === "firing"),
    merged: merged.items,
    message: messageIn(events.items, id),
    windows,
  };
};

const MAX_WINDOWS = "200";
/** What holds it: running windows come first in the list. */
const windowsOver = async (client: Client, { components }: Incident): Promise<Maintenance[]> => {
  const held = new Set(components.flatMap((link) => (link.held ? link.id : [])));
  if (held.size === 0) return [];
  const { items } = await client.call(listMaintenances, { limit: MAX_WINDOWS });
  return items.filter(
    (window) => isRunning(window.state) && window.holdAlerts && window.components.some(({ id }) => held.has(id)),
  );
};

/** What it was opened with; among its events are those of incidents that were merged into it. */
const messageIn = (events: readonly Event[], id: number): string | undefined => {
  const opening = events.find(({ type, incidentId }) => type === "incident:opened" && incidentId === id);
  return typeof opening?.data.message === "string" ? opening.data.message : undefined;
};
