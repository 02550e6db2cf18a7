import type { Incident } from "../../domain/incident.ts";
import { type Known, knownOf } from "../../domain/known.ts";
import type { Tables } from "./store.ts";

/** More than speak: some are muted, and some say the same. */
const ALERTS_READ = 10;

/** What the team is to read of an incident beside its title, as it is now. */
export const readKnown = ({ events, alerts }: Tables, { id, alertCount }: Incident): Known => {
  const [opening] = events.ofIncident(id, 0, 1);
  const message = opening?.type === "incident:opened" ? opening.data.message : undefined;
  if (alertCount === 0) return knownOf(message, [], 0);
  return knownOf(message, alerts.ofIncident(id, undefined, ALERTS_READ), alerts.countFiring([id]).get(id) ?? 0);
};
