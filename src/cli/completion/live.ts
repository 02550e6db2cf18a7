// Values that only the daemon knows: ids with what they stand for. It is asked while somebody waits at a prompt, so briefly.
import type { Client } from "../../client/client.ts";
import { type Incident, listIncidents } from "../../contract/incidents.ts";
import { listMaintenances, type Maintenance } from "../../contract/maintenances.ts";
import { listPages } from "../../contract/pages.ts";
import { listSources } from "../../contract/sources.ts";
import { type Component, listComponents } from "../../contract/status.ts";
import { type Delivery, getNotify, listDeliveries, listSubscribers } from "../../contract/subscribers.ts";
import { listTokens } from "../../contract/tokens.ts";
import { MAX_PAGE_SIZE } from "../../contract/vocabulary.ts";
import { spaced } from "../../contract/words.ts";
import { LEVELS } from "../../domain/level.ts";
import { isRunning } from "../../domain/maintenance.ts";
import type { Kind } from "./kinds.ts";

export interface Candidate {
  value: string;
  about?: string;
}

/** Somebody sits at a prompt; who has to wait longer types the id. */
const WAIT_MS = 500;
const LIMIT = String(MAX_PAGE_SIZE);

type Ask = (client: Client, options: { signal: AbortSignal; timeoutMs: number }, word: string) => Promise<Candidate[]>;

const ofIncident = ({ id, severity, state, title }: Incident): Candidate => ({
  value: String(id),
  about: `${severity}, ${state}: ${title}`,
});
const ofComponent = ({ id, level, name }: Component): Candidate => ({ value: id, about: `${spaced(level)}: ${name}` });

const incidents =
  (...states: ("active" | "resolved" | "all")[]): Ask =>
  async (client, options) => {
    const pages = await Promise.all(
      states.map((state) => client.call(listIncidents, { state, limit: LIMIT }, options)),
    );
    const byId = new Map(pages.flatMap(({ items }) => items).map((incident) => [incident.id, incident]));
    return [...byId.values()].map(ofIncident);
  };

const keys =
  (state: "active" | "resolved"): Ask =>
  async (client, options) =>
    (await client.call(listIncidents, { state, limit: LIMIT }, options)).items.flatMap((incident) =>
      // Those of senders need a --source beside them.
      incident.key && incident.source === "manual" ? [{ ...ofIncident(incident), value: incident.key }] : [],
    );

const components: Ask = async (client, options) =>
  (await client.call(listComponents, { limit: LIMIT }, options)).items.map(ofComponent);

const deliveries =
  (filter: { state?: Delivery["state"] }): Ask =>
  async (client, options) =>
    (await client.call(listDeliveries, { ...filter, limit: LIMIT }, options)).items.map((one) => ({
      value: String(one.id),
      about: `${one.state}: ${one.notice.kind} to ${one.team ?? one.subscriberId} by ${one.channel}`,
    }));

const windows =
  (state: "current" | "coming" | "all", isMeant: (window: Maintenance) => boolean = () => true): Ask =>
  async (client, options) =>
    (await client.call(listMaintenances, { state, limit: LIMIT }, options)).items
      .filter(isMeant)
      .map(({ id, state, title }) => ({ value: String(id), about: `${spaced(state)}: ${title}` }));

const ASK: Partial<Record<Kind, Ask>> = {
  activeIncident: incidents("active"),
  resolvedIncident: incidents("resolved"),
  anyIncident: incidents("active", "all"),
  activeKey: keys("active"),
  resolvedKey: keys("resolved"),
  component: components,
  /** `api`, `+api` to add and `-api` to take away; once there is a `=`, the levels that it may be given. */
  componentLink: async (client, options, word) => {
    const [id, ...level] = word.split("=");
    if (level.length > 0) return LEVELS.map((one) => ({ value: `${id}=${one}` }));
    const sign = /^[+-]/.exec(word)?.[0] ?? "";
    return (await components(client, options, word)).map((one) => ({ ...one, value: sign + one.value }));
  },
  maintenance: windows("current"),
  anyMaintenance: windows("all"),
  comingMaintenance: windows("coming"),
  runningMaintenance: windows("current", ({ state }) => isRunning(state)),
  workingMaintenance: windows("current", ({ state }) => state === "in_progress"),
  comingOccurrence: windows("coming", ({ seriesId }) => seriesId !== undefined),
  group: async (client, options) =>
    [
      ...new Set(
        (await client.call(listComponents, { limit: LIMIT }, options)).items.flatMap(({ group }) => group ?? []),
      ),
    ].map((value) => ({ value })),
  page: async (client, options) =>
    (await client.call(listPages, {}, options)).items.map(({ slug, title }) => ({ value: slug, about: title })),
  subscriber: async (client, options) =>
    (await client.call(listSubscribers, { limit: LIMIT }, options)).items.map(({ id, channel, target }) => ({
      value: String(id),
      about: `${channel} ${target}`,
    })),
  delivery: deliveries({}),
  deadDelivery: deliveries({ state: "dead" }),
  teamTarget: async (client, options) =>
    (await client.call(getNotify, {}, options)).team.map(({ name, channel }) => ({ value: name, about: channel })),
  source: async (client, options) =>
    (await client.call(listSources, {}, options)).items.map(({ id, kind }) => ({ value: id, about: kind })),
  token: async (client, options) =>
    (await client.call(listTokens, { limit: LIMIT }, options)).items
      .filter((token) => !token.revokedAt)
      .map(({ id, name, role }) => ({ value: String(id), about: `${role}: ${name}` })),
};

export const isLive = (kind: Kind): boolean => ASK[kind] !== undefined;

/** What the daemon knows; nothing where none answers in time, or it does not let us in. */
export const liveValues = async (kind: Kind, word: string, connect: () => Promise<Client>): Promise<Candidate[]> => {
  try {
    const client = await connect();
    const options = { signal: AbortSignal.timeout(WAIT_MS), timeoutMs: WAIT_MS };
    return (await ASK[kind]?.(client, options, word)) ?? [];
  } catch {
    return []; // a prompt is no place for an error: the command itself will say it
  }
};
