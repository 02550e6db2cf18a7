// Where on an unfinished command line the cursor stands, and so what can come there. It reads what commander knows of the
// commands, and not with commander's own parser, which has no use for a line that is not whole.
import type { Argument, Command, Option } from "commander";
import type { GlobalFlags } from "../context.ts";

export interface Place {
  command: Command;
  /** What is to be completed. */
  word: string;
  /** Stands before each candidate: `--severity=`, or nothing. */
  before: string;
  expects:
    | { kind: "command" }
    | { kind: "option" }
    | { kind: "value"; of: Argument | Option }
    /** The line is about no command that there is. */
    | { kind: "nothing" };
  /** Arguments that stand there already; an id twice is no use. */
  given: readonly string[];
  /** Where to ask for live values, as the line itself says. */
  connection: Pick<GlobalFlags, "url" | "token" | "context" | "config">;
}

const CONNECTION = ["url", "token", "context", "config"] as const;

/** `words` are those after the program's name, the last being the one at the cursor, perhaps empty. */
export const placeIn = (program: Command, words: readonly string[]): Place => {
  const word = words.at(-1) ?? "";
  let command = program;
  let given: string[] = [];
  let awaited: Option | undefined;
  let isPastDashes = false;
  const connection: Place["connection"] = {};
  const note = (option: Option, value: string): void => {
    const name = CONNECTION.find((one) => one === option.attributeName());
    if (name) connection[name] = value;
  };
  for (const one of words.slice(0, -1)) {
    if (awaited) {
      note(awaited, one);
      awaited = undefined;
    } else if (isPastDashes) given.push(one);
    else if (one === "--") isPastDashes = true;
    else if (one.startsWith("-") && one !== "-") {
      const { option, value } = readOption(command, one);
      if (option && value !== undefined) note(option, value);
      else if (option?.required) awaited = option;
    } else if (one === "help" && command === program && given.length === 0) {
      // What follows is a command, as if the word were not there.
    } else {
      const next = given.length === 0 ? childOf(command, one) : undefined;
      command = next ?? command;
      if (!next) given.push(one);
      else given = [];
    }
  }
  const common = { command, given, connection };
  if (awaited) return { ...common, word, before: "", expects: { kind: "value", of: awaited } };
  if (!isPastDashes && word.startsWith("-")) return { ...common, ...atOption(command, word) };
  return { ...common, word, before: "", expects: atArgument(command, given.length) };
};

const atOption = (command: Command, word: string): Pick<Place, "word" | "before" | "expects"> => {
  const { option, value, head } = readOption(command, word);
  if (!option || value === undefined) return { word, before: "", expects: { kind: "option" } };
  return { word: value, before: head, expects: { kind: "value", of: option } };
};

const atArgument = (command: Command, position: number): Place["expects"] => {
  if (command.commands.length > 0) return position === 0 ? { kind: "command" } : { kind: "nothing" };
  const args = command.registeredArguments;
  const last = args.at(-1);
  const of = args[position] ?? (last?.variadic ? last : undefined);
  return of ? { kind: "value", of } : { kind: "option" };
};

/** `--severity=high` and `-shigh` carry their value; `--severity` and `-s` have it in the next word. */
const readOption = (command: Command, word: string): { option?: Option; value?: string; head: string } => {
  const head = word.startsWith("--")
    ? word.slice(0, word.indexOf("=") + 1 || Number.POSITIVE_INFINITY)
    : word.slice(0, 2);
  const name = head.replace(/=$/, "");
  const option = optionsOf(command).find((one) => one.long === name || one.short === name);
  if (!option) return { head };
  const isCarried = word.length > head.length || head.endsWith("=");
  return {
    option,
    head,
    ...(isCarried && (option.required || option.optional) ? { value: word.slice(head.length) } : {}),
  };
};

/** The command's own options, and those that every command takes. */
export const optionsOf = (command: Command): readonly Option[] =>
  command.parent ? [...command.options, ...optionsOf(command.parent)] : command.options;

const childOf = (command: Command, name: string): Command | undefined =>
  command.commands.find((one) => one.name() === name || one.aliases().includes(name));
