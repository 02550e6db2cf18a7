// The rules without doors: an in-memory store, the real actions, the real status engine and a clock that stands still.
import { onTestFinished } from "vitest";
import { type AckInput, ackIncident } from "../../src/daemon/actions/ack-incident.ts";
import { type AmendInput, amendComponent } from "../../src/daemon/actions/amend-component.ts";
import { assignIncident } from "../../src/daemon/actions/assign-incident.ts";
import { cancelMaintenance } from "../../src/daemon/actions/cancel-maintenance.ts";
import { clearOverride } from "../../src/daemon/actions/clear-override.ts";
import { closeIncident } from "../../src/daemon/actions/close-incident.ts";
import type { ActionContext, ActionSettings, Done } from "../../src/daemon/actions/context.ts";
import { type EditInput, editIncident } from "../../src/daemon/actions/edit-incident.ts";
import { type EditMaintenanceInput, editMaintenance } from "../../src/daemon/actions/edit-maintenance.ts";
import { type EditPostInput, editPost } from "../../src/daemon/actions/edit-post.ts";
import { endMaintenance } from "../../src/daemon/actions/end-maintenance.ts";
import { extendMaintenance } from "../../src/daemon/actions/extend-maintenance.ts";
import { type IngestInput, type IngestResult, ingestAlerts } from "../../src/daemon/actions/ingest-alerts.ts";
import { mergeIncident } from "../../src/daemon/actions/merge-incident.ts";
import { noteIncident } from "../../src/daemon/actions/note-incident.ts";
import { type OpenInput, openIncident } from "../../src/daemon/actions/open-incident.ts";
import { createPerform } from "../../src/daemon/actions/perform.ts";
import { type PostInput, postIncident } from "../../src/daemon/actions/post-incident.ts";
import type { RequestLog } from "../../src/daemon/actions/record-request.ts";
import { renewLeases } from "../../src/daemon/actions/renew-leases.ts";
import { reopenIncident } from "../../src/daemon/actions/reopen-incident.ts";
import { type ResolveInput, resolveIncident } from "../../src/daemon/actions/resolve-incident.ts";
import { type ScheduleInput, scheduleMaintenance } from "../../src/daemon/actions/schedule-maintenance.ts";
import { type OverrideInput, setOverride } from "../../src/daemon/actions/set-override.ts";
import { snoozeIncident } from "../../src/daemon/actions/snooze-incident.ts";
import { startMaintenance } from "../../src/daemon/actions/start-maintenance.ts";
import { syncComponents } from "../../src/daemon/actions/sync-components.ts";
import { syncDayZones } from "../../src/daemon/actions/sync-day-zones.ts";
import { unackIncident } from "../../src/daemon/actions/unack-incident.ts";
import { createClock } from "../../src/daemon/chores/clock.ts";
import { createStatusEngine } from "../../src/daemon/status/status-engine.ts";
import type { Amendment } from "../../src/daemon/store/amendments.ts";
import type { Component } from "../../src/daemon/store/components.ts";
import { openStore, type Tx } from "../../src/daemon/store/store.ts";
import { type Actor, type Role, SYSTEM, type Verb } from "../../src/domain/actor.ts";
import type { IncomingAlert, Statement } from "../../src/domain/alert.ts";
import type { EventType, StoredEvent } from "../../src/domain/events.ts";
import type { Incident } from "../../src/domain/incident.ts";
import type { Level } from "../../src/domain/level.ts";
import type { Link } from "../../src/domain/link.ts";
import type { Maintenance } from "../../src/domain/maintenance.ts";
import type { Post } from "../../src/domain/post.ts";
import { makeSettings } from "../support/settings.ts";

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
  named: [],
  startsAt: null,
  endsAt: null,
  saidAt: null,
  ...change,
});

const REQUEST: RequestLog = {
  ...{ kind: "new", shape: "alertmanager", bytes: 0, shed: 0 },
  ...{ excerpt: null, agent: null, remarks: [] },
};

export interface HouseOptions {
  /** What the config says otherwise than by default. */
  settings?: Partial<ActionSettings>;
  /** A folder that outlives the house, and the time at which it is opened again. */
  dataDir?: string;
  at?: number;
}

export const createHouse = async (options: HouseOptions = {}) => {
  let at = options.at ?? START;
  const store = openStore({ dataDir: options.dataDir ?? ":memory:", now: at });
  const now = (): number => at;
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  const components = COMPONENTS.map((id) => ({ id, match: [{ job: id }] }));
  const settings = makeSettings({ components, ...options.settings });
  const perform = createPerform(store);
  const engine = createStatusEngine({ store, now, seam: () => {}, onWarning });
  const clock = createClock({
    ...{ store, perform, now, elapsed: now, settings: () => settings, onWarning },
    onJump: async () => {},
  });

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

  const sync = act("syncComponents", syncComponents, () => context(SYSTEM, null));
  const configureAs = (some: readonly { id: string; group: string | null }[]) =>
    sync(some.map((one, position) => ({ ...one, name: one.id, description: null, position, isHidden: false })));
  const configure = (ids: readonly string[]) => configureAs(ids.map((id) => ({ id, group: null })));
  await configure(COMPONENTS);
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
    /** The config names these components from now on. */
    configure,
    configureAs,
    open: act<OpenInput, Incident>("openIncident", openIncident, asPerson),
    ack: act<AckInput, Incident>("ackIncident", ackIncident, asPerson),
    resolve: act<ResolveInput, Incident>("resolveIncident", resolveIncident, asPerson),
    unack: act("unackIncident", unackIncident, asPerson),
    reopen: act<{ id: number; note?: string }, Incident>("reopenIncident", reopenIncident, asPerson),
    merge: act("mergeIncident", mergeIncident, asPerson),
    assign: act("assignIncident", assignIncident, asPerson),
    snooze: act("snoozeIncident", snoozeIncident, asPerson),
    edit: act<EditInput, Incident>("editIncident", editIncident, asPerson),
    post: act<PostInput, Incident>("postIncident", postIncident, asPerson),
    editPost: act<EditPostInput, Incident>("editPost", editPost, asPerson),
    pin: act<OverrideInput, Component>("setOverride", setOverride, asPerson),
    unpin: act("clearOverride", clearOverride, asPerson),
    amend: act<AmendInput, Amendment>("amendComponent", amendComponent, (name) =>
      context({ kind: "person", name }, "admin"),
    ),
    /** The pages count their days in these zones from now on. */
    zones: act<readonly string[], null>("syncDayZones", syncDayZones, () => context(SYSTEM, null)),
    closeIncident: act("closeIncident", closeIncident, asPerson),
    note: act("noteIncident", noteIncident, asPerson),
    schedule: act<ScheduleInput, Maintenance>("scheduleMaintenance", scheduleMaintenance, asPerson),
    cancel: act("cancelMaintenance", cancelMaintenance, asPerson),
    /** Any other verb, by somebody. */
    run: <I, T>(verb: Verb, action: (tx: Tx, ctx: ActionContext, input: I) => Done<T>, input: I): Promise<Done<T>> =>
      act(verb, action, asPerson)(input),
    startWindow: act("startMaintenance", startMaintenance, asPerson),
    endWindow: act("endMaintenance", endMaintenance, asPerson),
    extendWindow: act("extendMaintenance", extendMaintenance, asPerson),
    editWindow: act<EditMaintenanceInput, Maintenance>("editMaintenance", editMaintenance, asPerson),
    /** What one request of the source `am` says. */
    alerts: (...statements: Statement[]): Promise<Done<IngestResult>> =>
      ingest({ source: "am", statements, resolveAfterMs: null, request: REQUEST }, "am"),
    /** The same, as any source and with all that may be said of a request. */
    ingest: (input: Partial<IngestInput>): Promise<Done<IngestResult>> =>
      ingest({ source: "am", statements: [], resolveAfterMs: null, request: REQUEST, ...input }, input.source ?? "am"),
    renewLeases: act("renewLeases", renewLeases, () => context(SYSTEM, null)),
    now,
    /** Time passes, and nobody looks at what has come due. */
    pass: (ms: number): void => {
      at += ms;
    },
    /** Winds the clock and lets what is due happen. */
    wind: async (ms: number): Promise<void> => {
      at += ms;
      await clock.tick();
    },
    level: async (component: string): Promise<Level | undefined> => {
      await engine.settled();
      return store.components.get(component)?.level;
    },
    window: (id: number): Maintenance => store.maintenances.get(id)!,
    incident: (id: number): Incident => store.incidents.get(id)!,
    posts: (id: number): Post[] => store.posts.ofIncident(id),
    links: (id: number): Link[] => store.incidents.linksOf([id]).get(id) ?? [],
    /** Every real move of a level: component, from, to. */
    moves: async (): Promise<string[]> => {
      await engine.settled();
      return store.events
        .after(from, 100_000)
        .flatMap((event) =>
          event.type === "status:changed" ? [`${event.componentId}: ${event.data.from} -> ${event.data.to}`] : [],
        );
    },
    /** The whole log since the components were known. */
    log: (): readonly StoredEvent[] => store.events.after(from, 100_000),
    types: (): EventType[] => store.events.after(from, 100_000).map((event) => event.type),
  };
};
export type House = Awaited<ReturnType<typeof createHouse>>;

/** A house that is closed with its test. */
export const openHouse = async (options: HouseOptions = {}): Promise<House> => {
  const house = await createHouse(options);
  onTestFinished(house.close);
  return house;
};
