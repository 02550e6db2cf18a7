// This program inside the screens: the `:` line runs the same commands, and what they print is read there.
import { Readable, Writable } from "node:stream";
import { EXIT } from "../contract/problem.ts";
import type { CommandLine } from "../tui/main.tsx";
import type { Context, GlobalFlags } from "./context.ts";
import type { Io } from "./io.ts";

/** They need a terminal of their own, or never end. */
const NOT_HERE = ["tui", "daemon", "worker", "watch", "maintenance run", "completion"] as const;

export const createCommandLine = ({ io, flags, runCli }: Context): CommandLine => ({
  run: async (words, { signal, columns }) => {
    const command = `${commandOf(words).join(" ")} `;
    const wanted = NOT_HERE.find((name) => command.startsWith(`${name} `));
    if (wanted) {
      const why = `\`${wanted}\` needs a terminal of its own: run it in a shell.`;
      return { exitCode: EXIT.usage, stdout: "", stderr: why };
    }
    const stdout = collector(columns);
    const stderr = collector(columns);
    // A screen of text: as wide as a terminal, and without colours.
    const exitCode = await runCli([...sameDaemon(flags), ...words], {
      ...within(io, signal),
      ...{ stdout, stderr, env: { ...io.env, NO_COLOR: "1" } },
    });
    return { exitCode, stdout: stdout.text(), stderr: withoutOwnName(stderr.text()) };
  },
  complete: async (words) => {
    const stdout = collector(0);
    const argv = ["__complete", "--", ...sameDaemon(flags), ...words];
    await runCli(argv, { ...within(io, AbortSignal.timeout(COMPLETE_MS)), stdout, stderr: collector(0) });
    return stdout.text().split("\n").filter(Boolean);
  },
});
/** Who presses Tab does not wait longer. */
const COMPLETE_MS = 2_000;

const TAKES_VALUE: ReadonlySet<string> = new Set(["--url", "--token", "--context", "--config"]);
/** The words behind the options that every command takes. */
const commandOf = (words: readonly string[]): readonly string[] => {
  const [first = "", ...rest] = words;
  if (!first.startsWith("-")) return words;
  return commandOf(TAKES_VALUE.has(first) ? rest.slice(1) : rest);
};

const within = (io: Io, interrupted: AbortSignal): Io => ({
  ...{ env: io.env, now: io.now, timeZone: io.timeZone, stdout: io.stdout, stderr: io.stderr },
  interrupted,
  // Nobody can type into it: the keys are the screen's.
  stdin: Readable.from([]),
  ownSignals: () => {},
  startChild: (_argv, _env, onFailure) => {
    onFailure("programs are started from a shell, not from here");
    return { ended: Promise.resolve(NOT_STARTED), forward: () => {} };
  },
});
const NOT_STARTED = 126;

/** Where this program was told to find its daemon, the commands find it, too. */
const sameDaemon = ({ url, token, context, config }: GlobalFlags): string[] =>
  Object.entries({ url, token, context, config }).flatMap(([name, value]) => (value ? [`--${name}`, value] : []));

const withoutOwnName = (text: string): string => text.replace(/^tocsin: /gm, "");

/** More than is ever read; a list that is longer is cut. */
const MAX_CHARACTERS = 2_000_000;
const collector = (columns: number): Io["stdout"] & { text: () => string } => {
  let text = "";
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      if (text.length < MAX_CHARACTERS) text += chunk.toString();
      done();
    },
  });
  return Object.assign(stream, { ...(columns > 0 ? { isTTY: true, columns } : {}), text: () => text });
};
