// The only wiring: every room is made here and handed what it needs. start/stop undo each other, also half way.
import { dirname } from "node:path";
import type { Hono } from "hono";
import { dataDirOf, socketPathOf } from "../config/places.ts";
import { type Config, DEFAULT_PAGE } from "../config/schema.ts";
import { problem } from "../contract/problem.ts";
import { VERSION } from "../contract/version.ts";
import { SYSTEM } from "../domain/actor.ts";
import type { ActionContext, ActionSettings } from "./actions/context.ts";
import { createPerform } from "./actions/perform.ts";
import { syncComponents } from "./actions/sync-components.ts";
import { createClock } from "./chores/clock.ts";
import { createDeliverer } from "./delivery/deliverer.ts";
import { createEmbeddedEngine } from "./delivery/embedded-engine.ts";
import type { EngineEvents, Send, SendEngine } from "./delivery/engine.ts";
import { createPlanner } from "./delivery/planner.ts";
import { createHealth } from "./health.ts";
import { createApp } from "./http/app.ts";
import type { HttpEnv } from "./http/env.ts";
import { readJson } from "./http/read-body.ts";
import { createTcpDoor, createUnixDoor } from "./http/server.ts";
import { createIngest } from "./ingest/ingest.ts";
import { createLiveFeed } from "./live/live.ts";
import type { Log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { createPages } from "./pages/pages.ts";
import { type Ports, realPorts } from "./ports.ts";
import { createStatusEngine } from "./status/status-engine.ts";
import { StoreRefused } from "./store/errors.ts";
import { openStore, type Store } from "./store/store.ts";

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
  stop: () => Promise<void>;
}
export interface DaemonOptions {
  config: Config;
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
  const { config, env, log } = options;
  const ports: Ports = { ...realPorts(), ...options.ports };
  const { now, seam } = ports;
  const onWarning = (message: string, error: unknown): void => log.warn({ err: error }, message);
  const page = config.pages[0] ?? DEFAULT_PAGE;
  const settings: ActionSettings = {
    components: config.components,
    reopenWindowMs: config.incidents.reopen_window,
    allowPrivateTargets: config.notify.allow_private_targets,
  };

  const dataDir = dataDirOf(config, env);
  const socketPath = socketPathOf(config, env);
  const store = openStoreOrExplain(dataDir, now(), seam);
  onStop("the store", store.close);
  const perform = createPerform(store);
  const system: ActionContext = {
    actor: SYSTEM,
    role: null,
    now: now(),
    origin: "start",
    requestId: "start",
    settings,
  };
  const facts = config.components.map((component, position) => ({
    ...{ id: component.id, name: component.name ?? component.id, description: component.description ?? null },
    ...{ group: component.group ?? null, position, isHidden: component.hidden },
  }));
  await perform({ verb: "syncComponents", action: syncComponents, present: (_, value) => value }, system, facts);

  // Readers: each follows the log by itself, and nothing that a command waits for calls them.
  const status = createStatusEngine({ store, now, seam, onWarning });
  const debounceMs = (): number => config.notify.debounce;
  const planner = createPlanner({
    ...{ store, now, onWarning, page: () => page, debounceMs },
    onHandled: () => deliverer.wake(),
  });
  const sender = ports.createSender({ allowPrivate: config.notify.allow_private_targets });
  onStop("the sender", sender.close);
  const createEngine = await chooseEngine(config, { send: sender.send, now, onStop, onWarning });
  const deliverer = createDeliverer({
    ...{ store, now, seam, onWarning, page: () => page, debounceMs, createEngine },
    ...{ random: ports.random, newMessageId: ports.newMessageId },
  });
  const readers = { status, delivery: planner };
  const clock = createClock({ store, perform, now, settings: () => settings, onWarning });

  let warmUp: "running" | "done" | "failed" = "running";
  let isReady = false;
  const health = createHealth({
    ...{ store, now, readers: () => readers, engineTrouble: deliverer.trouble, warmUp: () => warmUp },
    loops: () => ({ status, planner, deliverer, clock, live }),
  });
  const live = createLiveFeed({ store, now, page: () => page, degraded: health.degraded, onWarning });
  const metrics = createMetrics({ store, readers: () => readers, live: () => live });

  const ingest = createIngest({ perform, now, settings: () => settings, sources: () => config.sources, readJson });
  const app = createApp({
    ...{ store, perform, now, settings: () => settings, newRequestId: ports.newRequestId, metrics: metrics.render },
    ingest: ingest as unknown as Hono<HttpEnv>,
    health: {
      ...{ isAlive: health.isAlive, isReady: () => isReady, degraded: health.degraded, checks: health.checks },
      repair: async () => {
        const done = [await status.repair(), await planner.repair()];
        return {
          repaired: done.reduce((sum, one) => sum + one.repaired, 0),
          remaining: done.reduce((sum, one) => sum + one.remaining, 0),
        };
      },
    },
    onInternalError: (error, requestId) => log.error({ err: error, requestId }, "a request failed inside"),
  });
  const doorOptions = {
    app,
    serveFromMemory: (...args: Parameters<typeof pages.tryServe>) => pages.tryServe(...args),
    observe: metrics.observeRequest,
  };
  const tcp = createTcpDoor(config.server.listen, doorOptions);
  const unix = createUnixDoor(socketPath, dirname(socketPath).startsWith(dataDir) ? 0o600 : 0o660, doorOptions);
  for (const door of [tcp, unix]) live.attach(door.server, door.entrance);
  await tcp.open();
  onStop("the TCP door", tcp.close);
  const pages = createPages({
    ...{ store, page, now, onWarning, version: VERSION },
    publicUrl: config.server.public_url ?? tcp.address(),
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
  return { url: tcp.address(), socketPath, store, tick, warm, stop };
};

interface EngineParts {
  send: Send;
  now: () => number;
  onStop: OnStop;
  onWarning: (message: string, error: unknown) => void;
}
/** Inside this process; or on Redis, where this process may be one of the workers. BullMQ is loaded only where it is used. */
const chooseEngine = async (
  config: Config,
  { send, now, onStop, onWarning }: EngineParts,
): Promise<(events: EngineEvents) => SendEngine> => {
  if (!config.redis) return (events) => createEmbeddedEngine(send, events, now);
  const { url, prefix, worker: isWorkerHere } = config.redis;
  const [{ createBullmqEngine }, { createSendWorker }] = await Promise.all([
    import("./delivery/bullmq-engine.ts"),
    import("./delivery/bullmq-worker.ts"),
  ]);
  if (isWorkerHere) {
    const worker = createSendWorker({ url, prefix, send, now, onWarning });
    worker.start();
    onStop("the worker", () => worker.stop(DRAIN_MS));
  }
  return (events) => createBullmqEngine({ url, prefix, events, now });
};

const openStoreOrExplain = (dataDir: string, now: number, seam: Ports["seam"]): Store => {
  try {
    return openStore({ dataDir, now, seam });
  } catch (error) {
    if (error instanceof StoreRefused) throw problem("unavailable", error.message, { hint: error.hint, cause: error });
    throw error;
  }
};
