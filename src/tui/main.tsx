// The full-screen program: first snapshot, live feed, screen, and the way out of it.
import chalk from "chalk";
import { render, type SuspendTerminal } from "ink";
import type { Client } from "../client/client.ts";
import { followLive } from "../client/live.ts";
import { EXIT } from "../contract/problem.ts";
import { getStatus } from "../contract/status.ts";
import { getNotify } from "../contract/subscribers.ts";
import { getWhoami } from "../contract/tokens.ts";
import type { CommandLine } from "./command-line.ts";
import { startCourier } from "./commands/courier.ts";
import { lastAnswers } from "./commands/last-answers.ts";
import { unsentOf } from "./forms/unsent.ts";
import { initialState } from "./initial-state.ts";
import { createStore, type Store } from "./store.ts";
import { alternateScreen } from "./terminal/alternate-screen.ts";
import { chalkLevel, hasColours } from "./terminal/colour.ts";
import { isLight } from "./terminal/light.ts";
import { startErrands } from "./terminal/run-errands.ts";
import { createTerminal, keepText, type Terminal } from "./terminal/terminal.ts";
import { titleOf } from "./terminal/title.ts";
import { App } from "./view/app.tsx";
import { stylesFor } from "./view/line.tsx";

export type { CommandLine };
export interface TuiOptions {
  client: Client;
  commandLine: CommandLine;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  /** IANA name. */
  timeZone: string;
  isColoured: boolean;
  /** Rings at a new critical incident; a key switches it. */
  isBellOn: boolean;
}

const TICK_MS = 1_000;
/** As a shell reports an end by signal: 128 and its number. */
const EXIT_OF_SIGNAL = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Shows the situation until somebody leaves it; resolves with the exit code. A daemon that is away or refuses us at the
 * start is thrown before the screen is taken. The screen is given back on every way out, a crash included.
 */
export const runTui = async (options: TuiOptions): Promise<number> => {
  const { client, stdin, stdout, stderr, env } = options;
  const [status, whoami, notify] = await Promise.all([
    client.call(getStatus, {}),
    client.call(getWhoami, {}),
    client.call(getNotify, {}),
  ]);
  const { columns, rows } = stdout;
  const beginning = { session: crypto.randomUUID(), me: whoami.actor.name, now: Date.now(), size: { columns, rows } };
  const store = createStore(initialState(status, { ...options, ...beginning, notify }), Date.now);
  const isColoured = options.isColoured && hasColours(stdout, env);
  // By itself it takes a terminal in CI for one that shows nothing, not even which line is selected.
  chalk.level = chalkLevel(env);
  let suspend: SuspendTerminal | undefined;
  const terminal = createTerminal(stdout, env, () => suspend!);
  const styles = stylesFor({ isColoured, isLight: isLight(env) });
  const onTerminal = (given: SuspendTerminal): void => {
    suspend = given;
  };
  const instance = render(<App store={store} styles={styles} onTerminal={onTerminal} />, {
    ...{ stdin, stdout: alternateScreen(stdout), stderr, alternateScreen: true },
    // A terminal in CI is a terminal still.
    interactive: true,
    // The keymap has it.
    exitOnCtrlC: false,
    // The store's own pace is what limits it.
    maxFps: 1_000,
    incrementalRendering: true,
  });
  const crash = Promise.withResolvers<never>();
  using leaving = new DisposableStack();
  leaving.defer(() => {
    const file = terminal.leave();
    instance.unmount();
    if (file) stderr.write(`tocsin: what you were writing is in ${file}\n`);
    const unsent = unsentOf(store.get());
    if (unsent) stderr.write(`tocsin: what you had not sent is in ${keepText(unsent)}\n`);
  });
  leaving.defer(() => store.stop());
  leaving.defer(catchCrashes(crash.reject));
  leaving.defer(catchSignals(store, terminal));
  leaving.defer(follow(client, status.seq, store));
  leaving.defer(startCourier(client, store));
  leaving.defer(startErrands(store, terminal, options.commandLine));
  leaving.defer(signal(store, terminal));
  leaving.defer(every(TICK_MS, () => store.gather({ kind: "tick" })));
  leaving.defer(
    store.watch(() => {
      if (store.get().exitCode !== null) instance.unmount();
    }),
  );
  await Promise.race([instance.waitUntilExit(), crash.promise]);
  const unheard = await lastAnswers(store);
  for (const text of unheard) stderr.write(`tocsin: ${text}\n`);
  const { exitCode } = store.get();
  return exitCode || (unheard.length > 0 ? EXIT.failed : EXIT.done);
};

const follow = (client: Client, after: number, store: Store): (() => void) => {
  const feed = followLive(client, after, {
    onEvent: (event) => store.gather({ kind: "events", events: [event] }),
    onSnapshot: ({ seq, status, incidents }) =>
      store.gather({ kind: "snapshot", status: { ...status, seq, incidents }, isReset: true }),
    onState: (state, why, heardAt) =>
      store.gather(state === "live" ? { kind: "live" } : { kind: "away", why, heardAt }),
    onRefused: (problem) => store.gather({ kind: "refused", why: problem.message }),
  });
  return () => feed.close();
};

/** The bell and the title, for who looks at something else. */
const signal = (store: Store, terminal: Terminal): (() => void) => {
  let rung = 0;
  const listen = (): void => {
    const { bell } = store.get();
    if (bell.rung > rung && bell.isOn) terminal.ring();
    rung = bell.rung;
  };
  const look = (): void => {
    const state = store.drawn();
    // A part of the incidents is not what it says.
    if (state.pages.isDone && !terminal.isLent()) terminal.setTitle(titleOf(state));
  };
  look();
  const undo = [store.watch(listen), store.subscribe(look)];
  return () => {
    for (const one of undo) one();
  };
};

const every = (ms: number, work: () => void): (() => void) => {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
};

const catchSignals = (store: Store, terminal: Terminal): (() => void) => {
  const on = (name: NodeJS.Signals, listener: () => void): (() => void) => {
    process.on(name, listener);
    return () => void process.off(name, listener);
  };
  const caught = [
    ...Object.entries(EXIT_OF_SIGNAL).map(([name, exitCode]) =>
      on(name as NodeJS.Signals, () => {
        // Ctrl-C in the editor is sent to all of the job, and meant for the editor.
        if (name === "SIGINT" && terminal.isLent()) return;
        store.dispatch({ kind: "leave", exitCode });
      }),
    ),
    on("SIGTSTP", () => {
      // Ctrl-Z in the editor stops all of the job: who waits for it stops too, or no shell gets its prompt.
      if (terminal.isLent()) process.kill(process.pid, "SIGSTOP");
      else store.dispatch({ kind: "intent", intent: "suspend" });
    }),
    // Somebody stopped us without asking: the shell has set the terminal's modes since.
    on("SIGCONT", () => store.dispatch({ kind: "intent", intent: "redraw" })),
  ];
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
