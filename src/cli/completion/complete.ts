// `tocsin __complete -- WORD…`: what can come at the last word, one candidate a line, with a tab before what it is about.
// The scripts of `tocsin completion` call it at each TAB; it never fails and says nothing on stderr.
import type { Command } from "commander";
import { readContexts } from "../../config/contexts.ts";
import { EXIT } from "../../contract/problem.ts";
import { ROUTES } from "../../contract/routes.ts";
import { cut } from "../../domain/display-width.ts";
import { POST_STATUSES } from "../../domain/post.ts";
import { safeLine } from "../../domain/safe-text.ts";
import type { Io } from "../io.ts";
import { type Kind, kindOf } from "./kinds.ts";
import { type Candidate, isLive, liveValues } from "./live.ts";
import { optionsOf, type Place, placeIn } from "./place.ts";

/** Tells the script to complete names of files, which shells do better. */
const FILES = ":files";

type LoadProgram = (argv: readonly string[]) => Promise<Command>;

export const complete = async (io: Io, argv: readonly string[], loadProgram: LoadProgram): Promise<number> => {
  const words = argv[0] === "--" ? argv.slice(1) : argv;
  try {
    const place = placeIn(await loadProgram(words.slice(0, -1)), words);
    const lines = (await candidatesAt(place, io)).filter(fits(place)).map((one) => lineOf(one, place.before));
    if (lines.length > 0) io.stdout.write(`${lines.join("\n")}\n`);
  } catch {
    // Nothing to offer is all that a prompt can be told.
  }
  return EXIT.done;
};

const candidatesAt = async ({ command, expects, word, given, connection }: Place, io: Io): Promise<Candidate[]> => {
  if (expects.kind === "command") return commandsOf(command);
  if (expects.kind === "option") return optionCandidates(command);
  if (expects.kind === "nothing") return [];
  const { argChoices } = expects.of;
  if (argChoices) return argChoices.map((value) => ({ value }));
  const kind = kindOf(command, expects.of) ?? "text";
  if (!isLive(kind)) return LOCAL[kind]?.(io) ?? [];
  // Without the warnings that a command would give: of another version, of a limit.
  const connect = async () => (await import("../../client/client.ts")).createClient({ ...connection, env: io.env });
  const values = await liveValues(kind, word, connect);
  return values.filter(({ value }) => !given.includes(value));
};

const LOCAL: Partial<Record<Kind, (io: Io) => Candidate[]>> = {
  context: ({ env }) => {
    const { current, byName } = readContexts(env);
    return [...byName.keys()].map((value) => ({ value, ...(value === current ? { about: "in use" } : {}) }));
  },
  postStatus: () => POST_STATUSES.map((value) => ({ value })),
  timeZone: () => Intl.supportedValuesOf("timeZone").map((value) => ({ value })),
  apiMethod: () => [...new Set(ROUTES.map(({ method }) => method))].map((value) => ({ value })),
  apiPath: () =>
    [...new Map(ROUTES.map((route) => [route.path, route.summary]))].map(([value, about]) => ({ value, about })),
  file: () => [{ value: FILES }],
};

const commandsOf = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ value: one.name(), about: one.description() }));

const optionCandidates = (command: Command): Candidate[] => [
  ...optionsOf(command).flatMap(({ long, description, hidden }) =>
    long && !hidden ? [{ value: long, about: description }] : [],
  ),
  { value: "--help", about: "help for the command" },
];

// A value that a shell would take for more than a word is left out: who wants it quotes it.
const PLAIN = /^[\w/+-][\w.:=,@%+/-]*$/;
const fits =
  ({ word }: Place) =>
  ({ value }: Candidate): boolean =>
    value === FILES || (PLAIN.test(value) && value.startsWith(word));

const MAX_ABOUT_CELLS = 60;
/** Titles come from strangers: no control character and nothing that a shell expands is ever handed to one. */
const lineOf = ({ value, about }: Candidate, before: string): string => {
  const text = about ? cut(safeLine(about).replaceAll("`", "'").replace(/[$\\]/g, "_"), MAX_ABOUT_CELLS) : "";
  return `${value === FILES ? "" : before}${value}${text ? `\t${text}` : ""}`;
};
