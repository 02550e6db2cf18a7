// The screens in a terminal of 140 x 40, on a daemon with 5,000 open incidents, while a hundred events a second are told.
//
// Commit to frame: somebody renames the incident at the top of the list, again and again; from the `at` of that event, which the
// daemon took just before the commit, to the end of the frame that has the title. Key to frame: `j` and `k` are typed some four times
// a second; from the writing of the key to the end of the frame in which another line is selected; the same before anything goes on
// is the baseline. Frames: the most that came in any second of that. Memory: the least that the kernel counts in twenty seconds at the
// same rate, once after some 10,000 events and once after 90,000 more, which came twenty times as fast; V8 frees late, and not at
// all where nothing happens, so both are looked at in the same use. First frame: from the spawn of a terminal to the end of the first
// frame in it, beside `node -e 0` in a terminal.
import { type BenchDaemon, startDaemon } from "./support/daemon.ts";
import { createDoings, type Doings } from "./support/doings.ts";
import { ENV, mainThreadWaitedMs, processorMs, residentMib } from "./support/processes.ts";
import { alone, type Benchmark, compared, type Result } from "./support/result.ts";
import { inTurns, median, quantile } from "./support/stats.ts";
import { inTerminal, openTerminal, type Terminal } from "./support/terminal.ts";
import { timeOf } from "./support/time-of.ts";
import { createRenamer, isDrawn, openScreens, screensOf, timeKeys } from "./support/tui.ts";

const OPEN = 5000;
const ROUNDS = 11;
const WARM_UP = 12;
const RENAMES = 160;
const KEYS = 160;
/** A hundred a second; again and again, as long as it is measured. */
const LOAD = { events: 500, overMs: 5000, batch: 1 };
const USE = { events: 2000, overMs: 20_000, batch: 1 };
const STORM = { events: 88_000, overMs: 44_000, batch: 16 };
const LOOK_MS = 250;

type Note = (text: string) => void;

export const tui: Benchmark = {
  name: "tui",
  run: async (note) => {
    const daemon = await startDaemon({ closed: 0, open: OPEN });
    const doings = await createDoings(daemon);
    const first = await firstFrame(daemon);
    const terminal = await openScreens(daemon);
    const begin = await doings.seq();
    const told = async (): Promise<string> => `${(await doings.seq()) - begin} events have been told`;
    const pace = await paceUnderLoad(daemon, terminal, doings, note);
    const few = await leastMib(terminal.pid(), doings.go(USE));
    note(`${await told()}, ${few.toFixed(1)} MiB at least`);
    await doings.go(STORM);
    const many = await leastMib(terminal.pid(), doings.go(USE));
    note(`${await told()}, ${many.toFixed(1)} MiB at least`);
    await terminal.close();
    return [
      ...pace,
      compared("memory after 100,000 events, beside 10,000", "MiB", [{ baseline: few, ours: many }], null),
      alone("memory that 90,000 events added", "MiB", many - few, { of: "ours", atMost: 20 }),
      ...first,
    ];
  },
};

const paceUnderLoad = async (
  daemon: BenchDaemon,
  terminal: Terminal,
  doings: Doings,
  note: Note,
): Promise<Result[]> => {
  const rename = await createRenamer(daemon);
  await timeKeys(terminal, WARM_UP);
  const quiet = await timeKeys(terminal, KEYS);
  tell(note, "keys before anything goes on", quiet);
  const { commits, keys, frames, perSecond } = await during(doings, async () => {
    await rename(terminal, WARM_UP);
    const before = terminal.frames.length;
    const looked = startLooking(terminal.pid());
    const commits = await rename(terminal, RENAMES);
    const keys = await timeKeys(terminal, KEYS);
    return { commits, keys, frames: terminal.frames.slice(before), perSecond: looked() };
  });
  tell(note, "commits", commits);
  tell(note, "keys", keys);
  note(`others had the processor while the program was ready, ${Math.round(perSecond.waitedMs)} ms of each second`);
  const rounds = [{ baseline: quantile(quiet, 0.99), ours: quantile(keys, 0.99) }];
  return [
    alone("commit to frame, p99", "ms", quantile(commits, 0.99), { of: "ours", atMost: 100 }),
    compared("key to frame, p99, beside one without events", "ms", rounds, { of: "ours", atMost: 50 }),
    alone("frames, most in a second", "", mostInASecond(frames), { of: "ours", atMost: 20 }),
    alone("processor time at 100 events a second", "ms/s", perSecond.ranMs, null),
  ];
};

const tell = (note: Note, what: string, took: readonly number[]): void => {
  const [half, most, almostAll, all] = [0.5, 0.9, 0.99, 1].map((q) => quantile(took, q));
  note(`${what}: ${half} ms at p50, ${most} at p90, ${almostAll} at p99, ${all} at most`);
};

/** The load goes on as long as the work does. */
const during = async <T>(doings: Doings, work: () => Promise<T>): Promise<T> => {
  let isOver = false;
  const load = async (): Promise<void> => {
    while (!isOver) await doings.go(LOAD);
  };
  const done = async (): Promise<T> => {
    try {
      return await work();
    } finally {
      isOver = true;
    }
  };
  const [value] = await Promise.all([done(), load()]);
  return value;
};

/** What a process has of the processors from now on, in a second. */
const startLooking = (pid: number): (() => { ranMs: number; waitedMs: number }) => {
  const before = { at: performance.now(), ranMs: processorMs(pid), waitedMs: mainThreadWaitedMs(pid) };
  return () => {
    const seconds = (performance.now() - before.at) / 1000;
    return {
      ranMs: (processorMs(pid) - before.ranMs) / seconds,
      waitedMs: (mainThreadWaitedMs(pid) - before.waitedMs) / seconds,
    };
  };
};

const mostInASecond = (times: readonly number[]): number => {
  let first = 0;
  let most = 0;
  for (const [last, at] of times.entries()) {
    while (at - times[first]! >= 1000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
};

const leastMib = async (pid: number, use: Promise<void>): Promise<number> => {
  let least = residentMib(pid);
  const looking = setInterval(() => {
    least = Math.min(least, residentMib(pid));
  }, LOOK_MS);
  try {
    await use;
  } finally {
    clearInterval(looking);
  }
  return least;
};

const firstFrame = async (daemon: BenchDaemon): Promise<Result[]> => {
  const { argv, env } = screensOf(daemon);
  const node = inTerminal([process.execPath, "-e", "0"]);
  const rounds = await inTurns(ROUNDS, {
    baseline: () => timeOf(node.program, node.args, ENV),
    ours: async () => {
      const startedAt = performance.now();
      const terminal = openTerminal(argv, env);
      await terminal.until("a frame", isDrawn);
      const tookMs = performance.now() - startedAt;
      await terminal.close();
      return tookMs;
    },
  });
  const over = median(rounds.map(({ ours, baseline }) => ours - baseline));
  return [
    compared("first frame, beside `node -e 0`", "ms", rounds, null),
    alone("first frame, over `node -e 0`", "ms", over, { of: "ours", atMost: 500 }),
  ];
};
