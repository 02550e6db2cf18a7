// The screens on a daemon: opened, typed into, and told of what is renamed; and how long that takes to be seen.
import { editIncident, listIncidentEvents, openIncident } from "../../src/contract/incidents.ts";
import type { LiveEvent } from "../../src/contract/live.ts";
import { MAX_PAGE_SIZE } from "../../src/contract/vocabulary.ts";
import { type BenchDaemon, PROGRAM } from "./daemon.ts";
import { pause } from "./processes.ts";
import { clientOf } from "./subscribers.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

/** What the screens are started with, in a terminal. */
export const screensOf = ({ socketPath }: BenchDaemon): { argv: string[]; env: NodeJS.ProcessEnv } => ({
  argv: [process.execPath, PROGRAM],
  env: { TOCSIN_SOCKET: socketPath, TOCSIN_ACTOR: "bob" },
});

/** Resolves once all incidents have been read. */
export const openScreens = async (daemon: BenchDaemon): Promise<Terminal> => {
  const { argv, env } = screensOf(daemon);
  const terminal = openTerminal(argv, env);
  await terminal.until(
    "all incidents, live",
    ([first, second]) => / live$/.test(first!) && /\d open, /.test(second!) && !/reading/.test(second!),
  );
  return terminal;
};

export const isDrawn = ([first]: readonly string[]): boolean => first!.startsWith("Tocsin ");

/** Somebody presses a key or sends a command three or five times a second, never in step with a timer. */
const PAUSE_MS = { least: 100, spread: 200 } as const;
const betweenTwo = (): Promise<void> => pause(PAUSE_MS.least + Math.random() * PAUSE_MS.spread);

/** So many lines down the list, and up again: past the middle of the screen each scrolls all of it. */
const STEPS = 40;

/** From each key to the frame with another line selected, in ms. */
export const timeKeys = async (terminal: Terminal, count: number): Promise<number[]> => {
  const took: number[] = [];
  for (let index = 0; index < count; index++) {
    await betweenTwo();
    const before = selectedOf(terminal.lines());
    const seen = terminal.until(`another selected than ${before}`, (lines) => {
      const selected = selectedOf(lines);
      return selected !== undefined && selected !== before;
    });
    const pressedAt = Date.now();
    terminal.type(Math.floor(index / STEPS) % 2 === 0 ? "j" : "k");
    took.push((await seen) - pressedAt);
  }
  return took;
};

const selectedOf = (lines: readonly string[]): string | undefined =>
  lines.map((line) => /^> (#\d+) /.exec(line)?.[1]).find(Boolean);

/** None is a part of another one, or of what else stands there. */
const titleOf = (index: number): string => `<${index}>`;
/** Of events, from the newest back. */
const NEWEST = { before: "999999999999999", limit: String(MAX_PAGE_SIZE) };

/**
 * Opens a critical incident, which stands above all others; the returned function renames it so many times, a page of events at
 * most, and tells how long it took from each commit to the frame with the new title, in ms.
 */
export const createRenamer = async (
  daemon: BenchDaemon,
): Promise<(terminal: Terminal, count: number) => Promise<number[]>> => {
  const client = clientOf(daemon);
  const { id } = await client.call(openIncident, { title: "The shop is down", severity: "critical", components: [] });
  let made = 0;
  return async (terminal, count) => {
    const seenAt = new Map<string, number>();
    for (let index = 0; index < count; index++) {
      await betweenTwo();
      const title = titleOf(made++);
      const seen = terminal.until(title, (lines) => lines.some((line) => line.includes(title)));
      await client.call(editIncident, { id: String(id), title });
      seenAt.set(title, await seen);
    }
    const { items } = await client.call(listIncidentEvents, { id: String(id), ...NEWEST });
    // The contract leaves the data of events open; what a daemon of this version writes is this.
    const took = (items as LiveEvent[]).flatMap((event) => {
      const at = event.type === "incident:edited" ? seenAt.get(event.data.title?.to ?? "") : undefined;
      return at === undefined ? [] : [at - Date.parse(event.at)];
    });
    if (took.length !== count) throw new Error(`${took.length} of ${count} new titles are in the log`);
    return took;
  };
};
