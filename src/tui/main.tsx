// The full-screen program: first snapshot, live feed, screen, and the way out of it.
import { render } from "ink";
import type { Client } from "../client/client.ts";
import { followLive } from "../client/live.ts";
import { getStatus } from "../contract/status.ts";
import { getWhoami } from "../contract/tokens.ts";
import { startCourier } from "./courier.ts";
import { initialState } from "./state.ts";
import { createStore, FRAME_MS, type Store } from "./store.ts";
import { App } from "./view/app.tsx";

export interface TuiOptions {
  client: Client;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
}

const TICK_MS = 1_000;
/** As a shell reports an end by signal: 128 and its number. */
const EXIT_OF_SIGNAL = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Shows the situation until somebody leaves it; resolves with the exit code. A daemon that is away or refuses us at the
 * start is thrown before the screen is taken. The screen is given back on every way out, a crash included.
 */
export const runTui = async (options: TuiOptions): Promise<number> => {
  const { client, stdin, stdout, stderr } = options;
  const [status, whoami] = await Promise.all([client.call(getStatus, {}), client.call(getWhoami, {})]);
  const store = createStore(initialState(status, whoami.actor.name, Date.now()), Date.now);
  const isColoured = stdout.hasColors?.(16, options.env) ?? false;
  const instance = render(<App store={store} isColoured={isColoured} />, {
    stdin,
    stdout,
    stderr,
    alternateScreen: true,
    // A terminal in CI is a terminal still.
    interactive: true,
    // The keymap has it.
    exitOnCtrlC: false,
    maxFps: 1000 / FRAME_MS,
    incrementalRendering: true,
  });
  const crash = Promise.withResolvers<never>();
  using leaving = new DisposableStack();
  leaving.defer(() => instance.unmount());
  leaving.defer(catchCrashes(crash.reject));
  leaving.defer(catchSignals(store));
  leaving.defer(follow(client, status.seq, store));
  leaving.defer(startCourier(client, store));
  leaving.defer(every(TICK_MS, () => store.dispatch({ kind: "tick" })));
  leaving.defer(
    store.subscribe(() => {
      if (store.get().exitCode !== null) instance.unmount();
    }),
  );
  await Promise.race([instance.waitUntilExit(), crash.promise]);
  return store.get().exitCode ?? 0;
};

const follow = (client: Client, after: number, store: Store): (() => void) => {
  const feed = followLive(client, after, {
    onEvent: (event) => store.gather({ kind: "events", events: [event] }),
    onSnapshot: ({ seq, status, incidents }) =>
      store.gather({ kind: "snapshot", status: { ...status, seq, incidents }, isReset: true }),
    onState: (state, why) => store.gather(state === "live" ? { kind: "live" } : { kind: "away", why: why ?? "" }),
    onRefused: (problem) => store.gather({ kind: "refused", why: problem.message }),
  });
  return () => feed.close();
};

const every = (ms: number, work: () => void): (() => void) => {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
};

const catchSignals = (store: Store): (() => void) => {
  const caught = Object.entries(EXIT_OF_SIGNAL).map(([signal, exitCode]) => {
    const leave = (): void => store.dispatch({ kind: "leave", exitCode });
    process.on(signal, leave);
    return () => void process.off(signal, leave);
  });
  return () => {
    for (const undo of caught) undo();
  };
};

/** What nobody caught would be printed on a screen that is about to vanish: the screen goes first, then it is thrown. */
const catchCrashes = (crash: (thrown: unknown) => void): (() => void) => {
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  return () => {
    process.off("uncaughtException", crash);
    process.off("unhandledRejection", crash);
  };
};
