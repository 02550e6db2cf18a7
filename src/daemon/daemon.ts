// The only wiring: every room is made here and handed what it needs. start/stop undo each other, also half way.
import { dirname } from "node:path";
import type { Hono } from "hono";
import type { LoadedConfig } from "../config/load.ts";
import { dataDirOf, socketPathOf } from "../config/places.ts";
import type { Config } from "../config/schema.ts";
import type { ConfigDiff } from "../contract/config.ts";
import { problem } from "../contract/problem.ts";
import { VERSION } from "../contract/version.ts";
import { SYSTEM } from "../domain/actor.ts";
import { withoutBase } from "../domain/page-address.ts";
import type { ActionContext, ActionSettings } from "./actions/context.ts";
import { createPerform } from "./actions/perform.ts";
import { renewLeases } from "./actions/renew-leases.ts";
import { syncComponents } from "./actions/sync-components.ts";
import { syncDayZones } from "./actions/sync-day-zones.ts";
import { syncTeam } from "./actions/sync-team.ts";
import { chooseEngine } from "./choose-engine.ts";
import { createClock } from "./chores/clock.ts";
import { createHeartbeat } from "./chores/heartbeat.ts";
import { createChannelWatch } from "./delivery/channel-watch.ts";
import { createDeliverer } from "./delivery/deliverer.ts";
import { createPlanner } from "./delivery/planner.ts";
import { createTellingLog } from "./delivery/telling-log.ts";
import { createAdmission } from "./gate/admission.ts";
import { createPublicLimits } from "./gate/public-limits.ts";
import { createHealth } from "./health.ts";
import { createApp } from "./http/app.ts";
import type { HttpEnv } from "./http/env.ts";
import { createLongPolls } from "./http/long-polls.ts";
import { jsonOf, readBytes } from "./http/read-body.ts";
import { asProblem } from "./http/respond.ts";
import { createTcpDoor, createUnixDoor } from "./http/server.ts";
import { createIngest } from "./ingest/ingest.ts";
import { createLiveFeed } from "./live/live.ts";
import type { Log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { createLinks } from "./pages/links/links.ts";
import { createPages } from "./pages/pages.ts";
import { type Ports, realPorts } from "./ports.ts";
import { createReload, factsOf, resolveAfterOf, teamOf } from "./reload.ts";
import {
  addressedPagesOf,
  channelsOf,
  dayZonesOf,
  layoutOf,
  levelRulesOf,
  limitsOf,
  pagesOf,
  settingsOf,
  teamFactsOf,
} from "./settings.ts";
import { createStatusEngine } from "./status/status-engine.ts";
import { StoreRefused } from "./store/errors.ts";
import { openStore, type Store } from "./store/store.ts";
import { createTellingChecks } from "./telling-checks.ts";
import { windowChecks } from "./window-checks.ts";

/** How long a stop waits for what is being sent and answered. */
const DRAIN_MS = 10_000;

export interface Daemon {
  /** The page's and API's address, and the path of the socket. */
  url: string;
  socketPath: string;
  store: Store;
  /** Looks at everything that may be due; for tests that wound the clock. */
  tick: () => Promise<void>;
  /** Resolves when the warm-up has ended. */
  warm: Promise<void>;
  /** Reads the config file again, on nobody's order but the system's; a refusal applies nothing. */
  reload: (origin: string) => Promise<ConfigDiff>;
  stop: () => Promise<void>;
}
export interface DaemonOptions {
  config: Config;
  /** The file that the config was read from, which a reload reads again; none: there is nothing to reload. */
  file?: LoadedConfig["file"];
  fromFiles?: LoadedConfig["fromFiles"];
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
  ports?: Partial<Ports>;
}

/** Starts everything and resolves once commands are taken; a failure on the way undoes what was started. */
export const startDaemon = async (options: DaemonOptions): Promise<Daemon> => {
  const cleanups: { name: string; run: () => Promise<void> | void }[] = [];
  const onStop = (name: string, run: () => Promise<void> | void): void => {
    cleanups.push({ name, run });
  };
  const stop = async (): Promise<void> => {
    for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) {
      try {
        await cleanup.run();
      } catch (error) {
        options.log.warn({ err: error }, `could not stop ${cleanup.name} cleanly`);
      }
    }
  };
  try {
    return await wire(options, onStop, stop);
  } catch (error) {
    await stop();
    throw error;
  }
};

type OnStop = (name: string, run: () => Promise<void> | void) => void;

const wire = async (options: DaemonOptions, onStop: OnStop, stop: () => Promise<void>): Promise<Daemon> => {
  const { env, log } = options;
  const ports: Ports = { ...realPorts(), ...options.ports };
  const { now, seam } = ports;
  const onWarning = (message: string, error: unknown): void => log.warn({ err: error }, message);
  // What only a restart takes over: the doors, the folder, the engine of delivery.
  const atStart = options.config;
  const dataDir = dataDirOf(atStart, env);
  const socketPath = socketPathOf(atStart, env);
  const store = openStoreOrExplain(dataDir, now(), seam);
  onStop("the store", store.close);
  const perform = createPerform(store);
  const reloading = createReload({
    loaded: { file: options.file ?? null, config: options.config, fromFiles: options.fromFiles ?? new Set() },
    ...{ env, perform, log },
    onApplied: (before) => {
      if (config().log.level !== before.log.level) log.level = config().log.level;
      live.recheckReaders();
    },
  });
  // Everything else asks each time: what a reload applied counts at once.
  const { config } = reloading;
  /** Made once for as long as the config is the same. */
  const perConfig = <T>(make: (inForce: Config) => T): (() => T) => {
    let known: { inForce: Config; made: T } | undefined;
    return () => {
      const inForce = config();
      if (known?.inForce !== inForce) known = { inForce, made: make(inForce) };
      return known.made;
    };
  };
  const layout = perConfig((inForce) => layoutOf(inForce, tcp.address()));
  const addressedPages = perConfig((inForce) => addressedPagesOf(inForce, tcp.address()));
  const allowPrivate = (): boolean => config().notify.allow_private_targets;
  const settings = (): ActionSettings => settingsOf(config(), options.file ?? null);
  const admission = createAdmission({ store, now, limits: () => limitsOf(config()) });
  const system: ActionContext = {
    actor: SYSTEM,
    role: null,
    now: now(),
    origin: "start",
    requestId: "start",
    settings: settings(),
  };
  await perform(
    { verb: "syncComponents", action: syncComponents, present: (_, value) => value },
    system,
    factsOf(atStart),
  );
  await perform({ verb: "syncTeam", action: syncTeam, present: () => null }, system, teamOf(atStart));
  await perform({ verb: "syncDayZones", action: syncDayZones, present: () => null }, system, dayZonesOf(atStart));
  /** Nobody is called recovered because we did not listen: we were down, or the machine slept. */
  const renew = (): Promise<unknown> =>
    perform(
      { verb: "renewLeases", action: renewLeases, present: (_, value) => value },
      { ...system, now: now(), settings: settings() },
      resolveAfterOf(config()),
    );
  await renew();

  // Readers: each follows the log by itself, and nothing that a command waits for calls them.
  const status = createStatusEngine({ store, now, seam, onWarning });
  const planner = createPlanner({
    ...{ store, now, onWarning, pages: () => pagesOf(config()) },
    rules: () => levelRulesOf(config()),
    team: () => teamFactsOf(config()),
    onHandled: () => deliverer.recall(),
  });
  const sender = ports.createSender({ allowPrivate, smtp: () => config().notify.smtp });
  onStop("the sender", sender.close);
  const createEngine = await chooseEngine(atStart, {
    ...{ linkKey: store.linkKey, send: sender.send, now, drainMs: DRAIN_MS, onStop, onWarning },
  });
  const channelWatch = createChannelWatch();
  const tellingLog = createTellingLog({ warn: (facts, words) => log.warn(facts, words) });
  onStop("the log of telling", tellingLog.stop);
  const deliverer = createDeliverer({
    ...{ store, now, seam, onWarning, pages: addressedPages, createEngine },
    ...{ team: () => teamFactsOf(config()), cap: () => config().notify.cap, channels: () => channelsOf(config()) },
    observe: (settled) => {
      metrics.observeDelivery(settled);
      channelWatch.observe(settled);
      tellingLog.observe(settled);
    },
    ...{ random: ports.random, newMessageId: ports.newMessageId },
  });
  const readers = { status, delivery: planner };
  const clock = createClock({ store, perform, now, elapsed: ports.elapsed, settings, onJump: renew, onWarning });

  let warmUp: "running" | "done" | "failed" = "running";
  let isReady = false;
  const heartbeat = createHeartbeat({
    ...{ store, now, log, isAlive: () => health.isAlive() },
    target: () => config().notify.heartbeat,
  });
  const telling = createTellingChecks({
    ...{
      store,
      now,
      config,
      dataDir,
      isWorking: channelWatch.isWorking,
      engineTrouble: deliverer.trouble,
      heartbeatTrouble: heartbeat.trouble,
    },
  });
  const health = createHealth({
    ...{ store, readers: () => readers, warmUp: () => warmUp },
    telling: () => [...telling(), ...windowChecks(store, now())],
    loops: () => ({ status, planner, deliverer, clock, live }),
  });
  const live = createLiveFeed({
    ...{ store, now, admission, newRequestId: ports.newRequestId },
    ...{ pages: () => pagesOf(config()), condition: health.condition, onWarning },
  });
  const polls = createLongPolls(store);
  const metrics = createMetrics({ store, now, readers: () => readers, live: () => live, polls: polls.waiting });

  const sources = (): Config["sources"] => config().sources;
  const ingest = createIngest({
    ...{ store, perform, admission, now, settings, sources, readBytes, jsonOf, onWarning },
    onAlerts: metrics.countAlerts,
    alertsPerMinute: () => config().limits.alerts_per_minute,
  });
  onStop("the log of the sources", ingest.stop);
  /** Without a mail server nobody could confirm an address. */
  const publicChannels = (): Config["notify"]["public_channels"] =>
    config().notify.public_channels.filter((channel) => channel !== "email" || config().notify.smtp !== undefined);
  const onInternalError = (error: unknown, requestId: string): void =>
    log.error({ err: error, requestId }, "a request failed inside");
  const links = createLinks({
    ...{ store, perform, now, settings, readBytes, asProblem, onInternalError },
    front: (...args) => pages.frontOf(...args),
    ...{ limits: createPublicLimits(), channels: publicChannels, team: () => config().notify.team },
  });
  const app = createApp({
    ...{ store, perform, admission, polls, now, settings, newRequestId: ports.newRequestId, metrics: metrics.render },
    ...{ ingest: ingest.app as unknown as Hono<HttpEnv>, links: links as unknown as Hono<HttpEnv> },
    ...{ sources, config: reloading, onInternalError, team: () => config().notify.team },
    pages: addressedPages,
    health: {
      ...{ isAlive: health.isAlive, isReady: () => isReady, examine: health.examine },
      ...{ condition: health.condition, degradedNames: health.degradedNames },
      repair: async () => {
        const done = [await status.repair(), await planner.repair()];
        return {
          repaired: done.reduce((sum, one) => sum + one.repaired, 0),
          remaining: done.reduce((sum, one) => sum + one.remaining, 0),
        };
      },
    },
  });
  const doorOptions = {
    app,
    serveFromMemory: (...args: Parameters<typeof pages.tryServe>) => pages.tryServe(...args),
    observe: metrics.observeRequest,
    cutBase: (url: string) => withoutBase(url, layout().basePath),
  };
  const tcp = createTcpDoor(atStart.server.listen, doorOptions);
  const unix = createUnixDoor(socketPath, dirname(socketPath).startsWith(dataDir) ? 0o600 : 0o660, doorOptions);
  for (const door of [tcp, unix]) live.attach(door.server, door.entrance);
  await tcp.open();
  onStop("the TCP door", tcp.close);
  const pages = createPages({
    ...{ store, now, onWarning, version: VERSION },
    layout,
    canSubscribe: () => publicChannels().length > 0,
    uptimeRule: () => config().uptime,
    maintenanceIndicator: () => config().v2.maintenance_indicator,
    admits: store.pageTokens.admits,
  });
  onStop("the page", pages.stop);
  await unix.open();
  onStop("the socket", unix.close);
  onStop("the live feed", live.stop); // before the doors, which wait for open connections

  let waiting: NodeJS.Immediate | undefined;
  const unlisten = store.onAppend(() => {
    pages.wake(); // at once: whoever was answered finds it on the page
    // The others a turn later: the replies of the commit go out before anybody works on what follows from it.
    waiting ??= setImmediate(() => {
      waiting = undefined;
      for (const reader of [live, status, planner, clock]) reader.wake();
    });
  });
  onStop("what listens to commits", () => {
    unlisten();
    clearImmediate(waiting);
  });
  // From here on LIFO: stop looking, let what is being sent finish, then the doors, then the store.
  onStop("delivery", () => deliverer.stop(DRAIN_MS));
  for (const [name, reader] of Object.entries(readers)) {
    reader.start();
    onStop(`the reader ${name}`, reader.stop);
  }
  clock.start();
  onStop("the clock", clock.stop);
  await deliverer.start();
  heartbeat.start();
  onStop("the heartbeat", heartbeat.stop);
  isReady = true;

  const warm = Promise.all([status.repair(), planner.repair()])
    .then(() => status.warmUp())
    .then(({ corrected }) => {
      warmUp = "done";
      if (corrected > 0) log.warn(`the warm-up corrected ${corrected} levels`);
    })
    .catch((error) => {
      warmUp = "failed";
      onWarning("the warm-up failed; levels are as they were stored", error);
    });
  onStop("the warm-up", () => warm);

  const tick = async (): Promise<void> => {
    await clock.tick();
    await status.settled();
    await planner.settled();
    deliverer.wake();
  };
  const reload: Daemon["reload"] = async (origin) => {
    const ctx = { ...system, origin, now: now(), requestId: ports.newRequestId(), settings: settings() };
    return (await reloading.reload(ctx)).reply;
  };
  return { url: tcp.address(), socketPath, store, tick, warm, reload, stop };
};

const openStoreOrExplain = (dataDir: string, now: number, seam: Ports["seam"]): Store => {
  try {
    return openStore({ dataDir, now, seam });
  } catch (error) {
    if (error instanceof StoreRefused) throw problem("unavailable", error.message, { hint: error.hint, cause: error });
    throw error;
  }
};
