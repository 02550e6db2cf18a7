import type { Status } from "../contract/status.ts";
import type { Notify } from "../contract/subscribers.ts";
import { NO_DELIVERIES } from "./screens/deliveries.ts";
import type { State } from "./state.ts";
import { NO_RECENT } from "./truth/recent.ts";
import { applySnapshot } from "./truth/snapshot.ts";

export interface Beginning {
  session: string;
  me: string;
  timeZone: string;
  now: number;
  size: State["size"];
  isBellOn: boolean;
  notify: Notify;
}

export const initialState = (
  status: Status,
  { session, me, timeZone, now, size, isBellOn, notify }: Beginning,
): State =>
  applySnapshot(
    {
      ...{ session, me, timeZone, now, size },
      ...{
        seq: 0,
        connection: { kind: "connecting" },
        degraded: [],
        notify,
        healthReadAt: now,
        isStale: false,
        hasResolved: false,
      },
      ...{
        incidents: new Map(),
        components: new Map(),
        maintenances: new Map(),
        unsure: new Set(),
        knownAt: new Map(),
      },
      ...{ recent: NO_RECENT, pages: { cursor: null, isDone: true, isCut: false } },
      ...{ screen: "incidents", top: 0, behind: [], order: [], marked: new Set() },
      list: { scope: "active", hideAcked: false, filter: "" },
      selected: { incident: null, component: null, maintenance: null, delivery: null },
      ...{ awaited: null, slidAt: 0, detail: null, histories: new Map(), deliveries: NO_DELIVERIES, output: null },
      ...{ commands: [], errands: [], lastTicket: 0, confirm: null, entry: null, drafts: new Map(), history: [] },
      ...{ toasts: [], bell: { isOn: isBellOn, rung: 0 }, exitCode: null },
    },
    status,
    { isReset: true },
  );
