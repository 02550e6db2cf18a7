// One reading of the daemon for each thing that the screen can want.
import type { CallOptions, Client } from "../../client/client.ts";
import { getIncident, listIncidentAlerts, listIncidentEvents, listIncidents } from "../../contract/incidents.ts";
import { getComponent, getStatus } from "../../contract/status.ts";
import { getNotify, listDeliveries } from "../../contract/subscribers.ts";
import { MAX_PAGE_SIZE } from "../../contract/vocabulary.ts";
import { SHOWN_OF_STATE, SHOWN_STATES } from "../screens/deliveries.ts";
import { BAR_DAYS } from "../screens/histories.ts";
import type { Fetched, Want } from "./fetched.ts";

const PAGE = String(MAX_PAGE_SIZE);
/** Beyond every seq: the newest page. */
const END = 999_999_999_999_999;

/** Fails as the client does. */
export const read = (client: Client, want: Want, call: CallOptions): Promise<Fetched> =>
  READ[want.kind](client, want as never, call);

type Read<K extends Want["kind"]> = (
  client: Client,
  want: Extract<Want, { kind: K }>,
  call: CallOptions,
) => Promise<Extract<Fetched, { kind: K }>>;

const READ: { [K in Want["kind"]]: Read<K> } = {
  status: async (client, _, call) => {
    const [status, notify] = await Promise.all([client.call(getStatus, {}, call), client.call(getNotify, {}, call)]);
    return { kind: "status", status, notify };
  },
  incidents: async (client, { cursor }, call) => {
    const input = { limit: PAGE, ...(cursor === null ? {} : { cursor }) };
    const { reply, seq = 0 } = await client.callWithStatus(listIncidents, input, call);
    return { kind: "incidents", incidents: reply.items, next: reply.nextCursor ?? null, seq };
  },
  resolved: async (client, _, call) => {
    const { reply, seq = 0 } = await client.callWithStatus(listIncidents, { state: "resolved", limit: PAGE }, call);
    return { kind: "resolved", incidents: reply.items, seq };
  },
  incident: async (client, { id }, call) => {
    const { reply, seq = 0 } = await client.callWithStatus(getIncident, { id: String(id) }, call);
    return { kind: "incident", incident: reply, seq };
  },
  timeline: async (client, { id, before }, call) => {
    const input = { id: String(id), before: String(before ?? END), limit: PAGE };
    const { reply, seq = 0 } = await client.callWithStatus(listIncidentEvents, input, call);
    return { kind: "timeline", id, before, events: reply.items, isWhole: reply.nextCursor === undefined, seq };
  },
  alerts: async (client, { id }, call) => {
    const { reply, seq = 0 } = await client.callWithStatus(listIncidentAlerts, { id: String(id), limit: "50" }, call);
    return { kind: "alerts", id, alerts: reply.items, seq };
  },
  history: async (client, { id }, call) => {
    const input = { id, days: String(BAR_DAYS), timeZone: "UTC" };
    const { reply, seq = 0 } = await client.callWithStatus(getComponent, input, call);
    return { kind: "history", detail: reply, seq };
  },
  deliveries: async (client, _, call) => {
    const [notify, ...pages] = await Promise.all([
      client.call(getNotify, {}, call),
      ...SHOWN_STATES.map((state) => client.call(listDeliveries, { state, limit: String(SHOWN_OF_STATE) }, call)),
    ]);
    return { kind: "deliveries", notify, pages: pages.map(({ items }) => items) };
  },
};
