// Writes docs/reference.md from the code: commands, keys, exit codes, routes, events. `--check` fails where it is out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Command } from "commander";
import { loadProgram } from "../src/cli/program.ts";
import { EXIT, STATUS_OF_CODE, TITLE_OF_CODE } from "../src/contract/problem.ts";
import { API } from "../src/contract/route.ts";
import { ROUTES } from "../src/contract/routes.ts";
import { roleNeeded } from "../src/domain/actor.ts";
import { EVENT_TYPES } from "../src/domain/events.ts";
import { type Binding, KEYS, nameOf, PLACES } from "../src/tui/keys/keymap.ts";

const FILE = join(import.meta.dirname, "../docs/reference.md");

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
/** Only asked for help, so nothing of a real terminal is needed. */
const io = { stdout: nowhere, stderr: nowhere } as unknown as Parameters<typeof loadProgram>[0];

const leavesOf = (command: Command, path: string): { usage: string; command: Command }[] =>
  command.commands
    .filter((one) => one.name() !== "help")
    .flatMap((one) => {
      const usage = `${path} ${one.name()}`;
      return one.commands.length > 0 ? leavesOf(one, usage) : [{ usage, command: one }];
    });

const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
const table = (heads: string[], rows: string[][]): string =>
  [row(...heads), row(...heads.map(() => "---")), ...rows.map((cells) => row(...cells))].join("\n");

const commandSection = ({ usage, command }: { usage: string; command: Command }): string => {
  const args = command.registeredArguments.map((one) => {
    const name = one.variadic ? `${one.name()}...` : one.name();
    return one.required ? `<${name}>` : `[${name}]`;
  });
  const lines = [`### \`${[usage, ...args].join(" ")}\``, "", command.description()];
  const described = [
    ...command.registeredArguments
      .filter((one) => one.description)
      .map((one) => [`\`${one.name()}\``, one.description]),
    ...command.options.map((one) => [`\`${one.flags}\``, one.description]),
  ];
  if (described.length > 0) lines.push("", table(["", ""], described));
  return lines.join("\n");
};

const placesOf = (where: readonly string[]): string =>
  where.length === PLACES.length
    ? "everywhere"
    : where.map((place) => (place === "line" ? "command line" : place)).join(", ");
const keyTable = (bindings: readonly Binding[]): string =>
  table(
    ["key", "", "where"],
    bindings.map(({ keys, help, where }) => [
      keys.map((key) => `\`${nameOf(key)}\``).join(", "),
      help,
      placesOf(where),
    ]),
  );

const program = await loadProgram(io, () => async () => {});
const text = `# Reference

Generated from the code by \`npm run docs\`; do not edit.

## Commands

Every command takes these:

${table(
  ["", ""],
  program.options.map((option) => [`\`${option.flags}\``, option.description]),
)}

${leavesOf(program, "tocsin").map(commandSection).join("\n\n")}

## Keys of the screens

\`tocsin\` at a terminal opens them; \`?\` there prints these.

${Object.entries(KEYS)
  .map(([heading, bindings]) => `### ${heading}\n\n${keyTable(bindings)}`)
  .join("\n\n")}

## Exit codes

${table(
  ["code", "meaning"],
  Object.entries(EXIT).map(([name, code]) => [
    String(code),
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  ]),
)}

## API

Below \`${API}\`; the whole of it, with schemas, is \`${API}/openapi.json\`.

${table(
  ["route", "role", ""],
  ROUTES.map((route) => [`\`${route.method} ${route.path}\``, roleNeeded(route.name), route.summary]),
)}

## Problems

\`application/problem+json\` with one of these codes:

${table(
  ["code", "status", ""],
  Object.entries(STATUS_OF_CODE).map(([code, status]) => [
    `\`${code}\``,
    String(status),
    TITLE_OF_CODE[code as keyof typeof STATUS_OF_CODE],
  ]),
)}

## Events

In the log, and over the live feed under these names:

${EVENT_TYPES.map((type) => `- \`${type}\``).join("\n")}
`;

const isCheck = process.argv.includes("--check");
const before = ((): string => {
  try {
    return readFileSync(FILE, "utf8");
  } catch {
    return ""; // not written yet
  }
})();
if (!isCheck) writeFileSync(FILE, text);
else if (before !== text) {
  process.stderr.write("docs/reference.md is out of date; run `npm run docs` and commit it.\n");
  process.exitCode = 1;
}
