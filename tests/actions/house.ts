// The rules without doors: an in-memory store, the real actions, the real status engine and a clock that stands still.
import { onTestFinished } from "vitest";
import { ackIncident } from "../../src/daemon/actions/ack-incident.ts";
import { cancelMaintenance } from "../../src/daemon/actions/change-maintenance.ts";
import { closeIncident } from "../../src/daemon/actions/close-incident.ts";
import type { ActionContext, Done } from "../../src/daemon/actions/context.ts";
import { type IngestResult, ingestAlerts } from "../../src/daemon/actions/ingest-alerts.ts";
import { noteIncident } from "../../src/daemon/actions/note-incident.ts";
import { type OpenInput, openIncident } from "../../src/daemon/actions/open-incident.ts";
import { createPerform } from "../../src/daemon/actions/perform.ts";
import { type ResolveInput, resolveIncident } from "../../src/daemon/actions/resolve-incident.ts";
import { type ScheduleInput, scheduleMaintenance } from "../../src/daemon/actions/schedule-maintenance.ts";
import { syncComponents } from "../../src/daemon/actions/sync-components.ts";
import { createClock } from "../../src/daemon/chores/clock.ts";
import { createStatusEngine } from "../../src/daemon/status/status-engine.ts";
import { openStore, type Tx } from "../../src/daemon/store/store.ts";
import { type Actor, type Role, SYSTEM, type Verb } from "../../src/domain/actor.ts";
import type { IncomingAlert } from "../../src/domain/alert.ts";
import type { EventType, StoredEvent } from "../../src/domain/events.ts";
import type { Incident } from "../../src/domain/incident.ts";
import type { Level } from "../../src/domain/level.ts";
import type { Maintenance } from "../../src/domain/maintenance.ts";

export const START = Date.parse("2026-12-01T02:00:00Z");
export const REOPEN_WINDOW_MS = 600_000;
const COMPONENTS = ["web", "api", "mail"];

export const makeAlert = (change: Partial<IncomingAlert> = {}): IncomingAlert => ({
  fingerprint: "f1",
  status: "firing",
  groupKey: "g1",
  title: "Down",
  severity: "critical",
  labels: { alertname: "Down", component: "api" },
  annotations: {},
  startsAt: null,
  ...change,
});

export const createHouse = async () => {
  const store = openStore({ dataDir: ":memory:", now: START });
  let at = START;
  const now = (): number => at;
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  const settings = {
    components: COMPONENTS.map((id) => ({ id, match: [{ job: id }] })),
    reopenWindowMs: REOPEN_WINDOW_MS,
    allowPrivateTargets: true,
  };
  const perform = createPerform(store);
  const engine = createStatusEngine({ store, now, seam: () => {}, onWarning });
  const clock = createClock({ store, perform, now, settings: () => settings, onWarning });

  const context = (actor: Actor, role: Role | null): ActionContext => ({
    ...{ actor, role, now: at, origin: "test", requestId: "r1", settings },
  });
  const act =
    <I, T>(verb: Verb, action: (tx: Tx, ctx: ActionContext, input: I) => Done<T>, ctx: (by: string) => ActionContext) =>
    async (input: I, by = "ann"): Promise<Done<T>> => {
      const done = await perform({ verb, action, present: (_, value: T) => value }, ctx(by), input);
      return { result: done.result, value: done.reply };
    };
  const asPerson = (name: string): ActionContext => context({ kind: "person", name }, "responder");
  const asSource = (name: string): ActionContext => context({ kind: "source", name }, null);

  const facts = COMPONENTS.map((id, position) => ({
    ...{ id, name: id, description: null, group: null, position, isHidden: false },
  }));
  await act("syncComponents", syncComponents, () => context(SYSTEM, null))(facts);
  const from = store.events.head();
  const ingest = act("ingestAlerts", ingestAlerts, asSource);
  const close = async (): Promise<void> => {
    await clock.stop();
    await engine.stop();
    await store.close();
  };

  return {
    store,
    engine,
    warnings,
    close,
    open: act<OpenInput, Incident>("openIncident", openIncident, asPerson),
    ack: act("ackIncident", ackIncident, asPerson),
    resolve: act<ResolveInput, Incident>("resolveIncident", resolveIncident, asPerson),
    closeIncident: act("closeIncident", closeIncident, asPerson),
    note: act("noteIncident", noteIncident, asPerson),
    schedule: act<ScheduleInput, Maintenance>("scheduleMaintenance", scheduleMaintenance, asPerson),
    cancel: act("cancelMaintenance", cancelMaintenance, asPerson),
    /** What one request of the source `am` says. */
    alerts: (...alerts: IncomingAlert[]): Promise<Done<IngestResult>> => ingest({ source: "am", alerts }, "am"),
    now,
    /** Winds the clock and lets what is due happen. */
    wind: async (ms: number): Promise<void> => {
      at += ms;
      await clock.tick();
    },
    level: async (component: string): Promise<Level | undefined> => {
      await engine.settled();
      return store.components.get(component)?.level;
    },
    /** The whole log since the components were known. */
    log: (): readonly StoredEvent[] => store.events.after(from, 100_000),
    types: (): EventType[] => store.events.after(from, 100_000).map((event) => event.type),
  };
};
export type House = Awaited<ReturnType<typeof createHouse>>;

/** A house that is closed with its test. */
export const openHouse = async (): Promise<House> => {
  const house = await createHouse();
  onTestFinished(house.close);
  return house;
};
