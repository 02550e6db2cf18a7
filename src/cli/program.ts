// The program as commander knows it, and one run of it. Everything a run touches comes in through `io`.
import { Command, type CommanderError } from "commander";
import { EXIT } from "../contract/problem.ts";
import { VERSION } from "../contract/version.ts";
import { COMMANDS, NOUNS } from "./commands.ts";
import { createContext, type GlobalFlags, type RunCli } from "./context.ts";
import { reportFailure } from "./failure.ts";
import type { Io } from "./io.ts";
import type { Runner, Work } from "./options.ts";

export const runCli: RunCli = (argv, io) => Promise.race([runCommand(argv, io), interruption(io)]);

const runCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  let exitCode: number = EXIT.done;
  const run: Runner =
    <A extends unknown[]>(work: Work<A>) =>
    async (...args) => {
      exitCode = await work(createContext(io, flagsOf(args), { argv, runCli }), ...parsedBy<A>(args));
    };
  try {
    // What the shell completes is unfinished, and so no line for commander.
    if (argv[0] === "__complete") {
      const { complete } = await import("./completion/complete.ts");
      return await complete(io, argv.slice(1), (words) => loadProgram(io, run, words));
    }
    if ((argv[0] ?? "-").startsWith("-")) {
      // Without a verb; loading all of them would take longer than the first frame of the screens.
      const program = await loadProgram(io, run, ["tui"]);
      const { home } = await import("./home.ts");
      if (isAlone(program, argv))
        return await home(createContext(io, program.opts(), { argv, runCli }), () => loadProgram(io, run));
    }
    const program = await loadProgram(io, run, argv);
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    return reportFailure(io, error, { isJson: ownWords(argv).includes("--json"), command: commandIn(argv) });
  }
};

/** What stands behind a bare `--` is text, or another program's command line. */
const ownWords = (argv: readonly string[]): readonly string[] =>
  argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;

/** Ends what goes on at once, unless the command has taken the signals over. */
const interruption = (io: Io): Promise<number> =>
  new Promise((resolve) => {
    io.interrupted.addEventListener("abort", () => resolve(EXIT.interrupted), { once: true });
  });

/** The program with the commands that `argv` names; with all of them where it names none, as help and reference need it. */
export const loadProgram = async (io: Io, run: Runner, argv: readonly string[] = []): Promise<Command> => {
  const program = new Command("tocsin")
    .description("Incident response and status pages: incidents, components, maintenance, and who is told.")
    .version(VERSION, "--version", "print the version")
    .option("--json", "print JSON: a list as an array, a thing as its object")
    .option("--quiet", "print ids only")
    .option("--no-color", "no colour; NO_COLOR and CLICOLOR_FORCE are honoured too")
    .option("--url <url>", "the daemon's address, like http://127.0.0.1:7373 (TOCSIN_URL)")
    .option("--token <token>", "what to sign in with over TCP (TOCSIN_TOKEN)")
    .option("--context <name>", "a daemon that `tocsin context add` has named (TOCSIN_CONTEXT)")
    .option("--config <file>", "the config file, which says where the socket is (TOCSIN_CONFIG)")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", `\nExit codes:\n${EXIT_CODES}`)
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // Said by reportFailure, in one manner with all other failures.
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns ?? HELP_WIDTH,
      getErrHelpWidth: () => io.stderr.columns ?? HELP_WIDTH,
      getOutHasColors: () => false,
    })
    .exitOverride((error: CommanderError) => {
      throw error;
    });
  const isNamed = namedIn(argv);
  const nouns = new Map<string, Command>();
  for (const [heading, commands] of Object.entries(COMMANDS)) {
    program.commandsGroup(`${heading}:`);
    const wanted = Object.entries(commands).filter(([name]) => isNamed(name));
    const loaded = await Promise.all(wanted.map(([, load]) => load()));
    for (const [at, [name]] of wanted.entries()) loaded[at]!.register(parentOf(program, nouns, name), run);
  }
  // Who asks for a noun wants its verbs; set only now, since what it has its verbs inherit.
  for (const noun of nouns.values()) noun.configureHelp({ showGlobalOptions: false });
  return program.helpCommand("help [command]", "help for a command");
};

const HELP_WIDTH = 100;
const EXIT_CODES = `  0 done, 1 failed, 2 wrong usage or input, 3 not found, 4 not allowed, 5 conflict with the present state,
  6 no daemon answers, 7 timed out, 8 the asked-for condition does not hold, 130 interrupted`;

/** The noun of a command of several words, made on its first verb; else the program itself. */
const parentOf = (program: Command, nouns: Map<string, Command>, name: string): Command => {
  const noun = name.split(" ").slice(0, -1).join(" ");
  if (noun === "") return program;
  const known =
    nouns.get(noun) ??
    parentOf(program, nouns, noun)
      .command(noun.split(" ").at(-1)!)
      .description(`${NOUNS[noun]!}: ${verbsOf(noun)}`);
  nouns.set(noun, known);
  return known;
};

const NAMES = Object.values(COMMANDS).flatMap((commands) => Object.keys(commands));
const verbsOf = (noun: string): string =>
  NAMES.flatMap((name) => (name.startsWith(`${noun} `) ? [name.slice(noun.length + 1)] : [])).join(", ");

/** The command that a line means, as far as its words tell: the first that stands there whole. */
const commandIn = (argv: readonly string[]): string | undefined => {
  const places = NAMES.map((name) => ({ name, at: ` ${argv.join(" ")} `.indexOf(` ${name} `) }));
  return places.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)[0]?.name;
};

/** A word that only looks like a command (a title, say) loads one more than is needed; that is all. */
const namedIn = (argv: readonly string[]): ((name: string) => boolean) => {
  const words = new Set(argv);
  const first = (name: string): string => name.split(" ")[0]!;
  return NAMES.some((name) => words.has(first(name))) ? (name) => words.has(first(name)) : () => true;
};

const isAlone = (program: Command, argv: readonly string[]): boolean => {
  const { operands, unknown } = program.parseOptions([...argv]);
  return operands.length === 0 && unknown.length === 0;
};

/** commander calls an action with the arguments, the options, and the command itself. */
const flagsOf = (args: readonly unknown[]): GlobalFlags => (args.at(-1) as Command).optsWithGlobals<GlobalFlags>();
/** Safe because `register` writes the arguments and the types of `work` side by side, and commander parses by the first. */
const parsedBy = <A extends unknown[]>(args: readonly unknown[]): A => args.slice(0, -1) as A;
