// What a shell offers at TAB: from the program itself, and through the scripts in real shells.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Argument, Command, Option } from "commander";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { KIND_NAMES, kindOf, namesOf } from "../../src/cli/completion/kinds.ts";
import { loadProgram } from "../../src/cli/program.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { createToken } from "../../src/contract/tokens.ts";
import { start } from "../support/process.ts";
import { tempDir } from "../support/temp.ts";
import { startTerminal } from "../support/tmux.ts";
import { hasTools } from "../support/tools.ts";
import { until } from "../support/until.ts";
import { type Shell, startShell } from "./against-daemon.ts";
import { makeIo, type RunOptions, tocsin } from "./support.ts";

const PROGRAM = join(import.meta.dirname, "../../dist/tocsin.js");
const LONG = { timeout: 60_000 };
const HOSTILE = "Down $(touch pwned) `touch pwned` \u001b[31m\u202e\" ' \\ ; touch pwned # \n touch pwned";

/** Candidates for the last word, each with what it is about. */
const offered = async (words: readonly string[], options: RunOptions = {}): Promise<Map<string, string>> => {
  const env = { TOCSIN_SOCKET: "/nowhere/nobody.sock", XDG_CONFIG_HOME: "/nowhere", ...options.env };
  const ran = await tocsin(["__complete", "--", ...words], { ...options, env });
  expect([ran.exitCode, ran.stderr]).toEqual([EXIT.done, ""]);
  const lines = ran.stdout.split("\n").slice(0, -1);
  return new Map(lines.map((line) => line.split("\t")).map(([value = "", about = ""]) => [value, about]));
};
const values = async (...words: string[]): Promise<string[]> => [...(await offered(words)).keys()];

describe("without a daemon", () => {
  test("commands, with what they do", async () => {
    const all = await offered([""]);
    expect(all.get("ack")).toMatch(/^take incidents/);
    expect([...all.keys()]).toEqual(expect.arrayContaining(["open", "maintenance", "completion", "help"]));
    expect([...all.keys()].filter((name) => name.startsWith("_"))).toEqual([]);
    expect(await values("ope")).toEqual(["open"]);
    expect(await values("help", "whoa")).toEqual(["whoami"]);
    expect(await values("nonsense", "")).toEqual([]);
  });

  test("the verbs of a noun, after options too", async () => {
    expect(await values("token", "")).toEqual(["create", "list", "revoke", "help"]);
    expect(await values("--json", "--url", "http://127.0.0.1:1", "token", "cr")).toEqual(["create"]);
  });

  test("the options of a command, and those that every command takes", async () => {
    const ofList = await offered(["list", "--"]);
    expect(ofList.get("--state")).toBe("only those in this state");
    expect([...ofList.keys()]).toEqual(
      expect.arrayContaining(["--severity", "--all", "--json", "--context", "--help"]),
    );
    expect(await values("list", "--sta")).toEqual(["--state"]);
    expect(await values("whoami", "")).toContain("--json");
    expect(await values("open", "--", "--sev")).toEqual([]);
  });

  test.each([
    [
      ["open", "x", "-s", ""],
      ["critical", "high", "medium", "low", "info"],
    ],
    [["open", "x", "--severity", "h"], ["high"]],
    [["open", "x", "--severity=m"], ["--severity=medium"]],
    [["open", "x", "-sh"], ["-shigh"]],
    [["list", "--state", "re"], ["resolved"]],
    [
      ["token", "create", "ci", "--role", ""],
      ["viewer", "responder", "admin"],
    ],
    [["open", "x", "-c", "api=m"], ["api=major_outage"]],
    [["open", "x", "-c", "api", "--component=db=o"], ["--component=db=operational"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [
      ["api", "P"],
      ["POST", "PATCH", "PUT"],
    ],
    [["log", "1", "--tz", "Europe/Berl"], ["Europe/Berlin"]],
    [["config", "check", "to"], [":files"]],
    [["maintenance", "run", "x", "-c", "api", "--", ""], [":files"]],
    [["maintenance", "run", "x", "--on-failure", "in"], ["incident"]],
    [["list", "--config", ""], [":files"]],
    [["open", ""], []],
  ])("%j: %j", async (words, expected) => {
    expect((await values(...words)).sort()).toEqual([...expected].sort());
  });

  test("addresses of the API that need no id", async () => {
    const paths = await values("api", "GET", "/");
    expect(paths).toEqual(expect.arrayContaining(["/incidents", "/status", "/events"]));
    expect(paths.filter((path) => path.includes("{"))).toEqual([]);
  });

  test("names of contexts, the one in use marked", async () => {
    const env = { XDG_CONFIG_HOME: join(tempDir(), "config") };
    for (const name of ["prod", "test"]) await tocsin(["context", "add", name, "--url", "http://127.0.0.1:1"], { env });
    await tocsin(["context", "use", "test"], { env });
    expect(await offered(["context", "use", ""], { env })).toEqual(
      new Map([
        ["prod", ""],
        ["test", "in use"],
      ]),
    );
    expect([...(await offered(["list", "--context", "p"], { env })).keys()]).toEqual(["prod"]);
  });

  test.each([
    ["no daemon answers", ["ack", ""]],
    ["the line names a context that is not there", ["--context", "nope", "ack", ""]],
    ["the line names no URL", ["--url", "nonsense", "ack", ""]],
    ["the line is nonsense", ["--", "-", "--=", "ack", ""]],
    ["there is no line", []],
  ])("it stays silent and ends with 0 when %s", async (_, words) => {
    const ran = await tocsin(["__complete", "--", ...words], { env: { TOCSIN_SOCKET: "/nowhere/nobody.sock" } });
    expect([ran.exitCode, ran.stderr]).toEqual([EXIT.done, ""]);
  });
});

describe("with a daemon", () => {
  const live = async (shell: Shell, ...words: string[]): Promise<Map<string, string>> =>
    offered(words, { env: { TOCSIN_SOCKET: shell.daemon.socketPath } });

  test("incidents with their titles: active ones, resolved ones where those are meant, and each once", async () => {
    const shell = await startShell();
    await shell.run(["open", "Checkout fails", "-s", "critical", "-k", "checkout"]);
    await shell.run(["open", "Mail is late", "-s", "low"]);
    await shell.run(["resolve", "2"]);
    expect(await live(shell, "ack", "")).toEqual(new Map([["1", "critical, open: Checkout fails"]]));
    expect(await live(shell, "close", "")).toEqual(new Map([["2", "low, resolved: Mail is late"]]));
    expect([...(await live(shell, "show", "")).keys()]).toEqual(["1", "2"]);
    expect([...(await live(shell, "show", "2")).keys()]).toEqual(["2"]);
    expect(await live(shell, "ack", "1", "")).toEqual(new Map());
    expect([...(await live(shell, "ack", "--key", "")).keys()]).toEqual(["checkout"]);
    expect([...(await live(shell, "watch", "--until-resolved", "")).keys()]).toEqual(["1"]);
  });

  test("components, windows, subscribers, tokens and sources", async () => {
    const shell = await startShell();
    await shell.run(["maintenance", "schedule", "Upgrade", "-c", "web", "--start", "+1h", "--for", "1h"]);
    await shell.run(["subscriber", "add", "webhook", "http://127.0.0.1:9/hook"]);
    for (const name of ["ci", "old"]) await shell.run(["token", "create", name, "--role", "viewer"]);
    await shell.run(["token", "revoke", "2"]);
    expect(await live(shell, "open", "x", "-c", "w")).toEqual(new Map([["web", "operational: Website"]]));
    expect([...(await live(shell, "edit", "1", "-c", "+w")).keys()]).toEqual(["+web"]);
    expect([...(await live(shell, "edit", "1", "-c", "-a")).keys()]).toEqual(["-api"]);
    expect([...(await live(shell, "list", "--component", "")).keys()]).toEqual(["web", "api", "mail", "vault"]);
    expect(await live(shell, "maintenance", "cancel", "")).toEqual(new Map([["1", "scheduled: Upgrade"]]));
    expect(await live(shell, "subscriber", "remove", "")).toEqual(new Map([["1", "webhook http://127.0.0.1:9/hook"]]));
    expect(await live(shell, "token", "revoke", "")).toEqual(new Map([["1", "viewer: ci"]]));
    expect(await live(shell, "ack", "--source", "")).toEqual(new Map([["am", "alertmanager"]]));
  });

  test("of windows those that the verb is about, and groups of components", async () => {
    const shell = await startShell();
    const schedule = (title: string, start: string) =>
      shell.run(["maintenance", "schedule", title, "-c", "web", "--start", start, "--for", "1h"]);
    for (const title of ["Works", "Verified", "Over"]) await schedule(title, "now");
    await schedule("Coming", "+1h");
    await shell.run(["maintenance", "verify", "2"]);
    await shell.run(["maintenance", "end", "3"]);
    const offeredTo = async (verb: string) => [...(await live(shell, "maintenance", verb, "")).keys()].sort();
    expect(await offeredTo("start")).toEqual(["4"]);
    expect(await offeredTo("verify")).toEqual(["1"]);
    expect(await offeredTo("end")).toEqual(["1", "2"]);
    for (const verb of ["extend", "cancel", "edit", "update", "show"])
      expect(await offeredTo(verb)).toEqual(["1", "2", "4"]);
    // None of these comes again.
    expect(await offeredTo("skip")).toEqual([]);
    expect([...(await live(shell, "maintenance", "schedule", "x", "-g", "")).keys()]).toEqual(["Shop"]);
    expect([...(await live(shell, "maintenance", "run", "x", "-c", "w")).keys()]).toEqual(["web"]);
  });

  test("the line's own --url and --token say whom to ask", async () => {
    const shell = await startShell();
    await shell.run(["open", "Down"]);
    const { token } = await shell.daemon.client.call(createToken, { name: "tv", role: "viewer" });
    expect(await values("--url", shell.daemon.url, "--token", token, "ack", "")).toEqual(["1"]);
    expect(await values("ack", `--url=${shell.daemon.url}`, "--token", token, "")).toEqual(["1"]);
    expect(await values("--url", shell.daemon.url, "ack", "")).toEqual([]);
  });

  test("one that takes the question and never answers holds nobody up", async () => {
    const socket = join(tempDir(), "mute.sock");
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(socket, resolve));
    onTestFinished(() => void mute.close());
    expect(await offered(["ack", ""], { env: { TOCSIN_SOCKET: socket } })).toEqual(new Map());
  });

  test("nor does one that has us wait, since its limit is reached", async () => {
    const socket = join(tempDir(), "busy.sock");
    const busy = createHttpServer((_, response) => response.writeHead(429, { "retry-after": "10" }).end("{}"));
    await new Promise<void>((resolve) => busy.listen(socket, resolve));
    onTestFinished(() => void busy.close());
    const startedAt = performance.now();
    expect(await offered(["ack", ""], { env: { TOCSIN_SOCKET: socket } })).toEqual(new Map());
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  test("titles come as one line without what a terminal or a shell would act on; such keys do not come at all", async () => {
    const shell = await startShell();
    await shell.run(["open", HOSTILE, "-k", "$(touch pwned)"]);
    const { stdout } = await tocsin(["__complete", "--", "ack", ""], {
      env: { TOCSIN_SOCKET: shell.daemon.socketPath },
    });
    expect(stdout).toMatch(/^1\thigh, open: Down _\(touch pwned\) 'touch pwned' _x1b\[31m_u202…\n$/);
    expect(await live(shell, "ack", "--key", "")).toEqual(new Map());
  });
});

describe("the table of what completes to what", () => {
  let things: { command: Command; thing: Argument | Option }[];
  beforeAll(async () => {
    const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
    const program = await loadProgram(makeIo(), () => async () => {});
    things = all(program).flatMap((command) =>
      [...command.registeredArguments, ...command.options.filter((one) => one.required || one.optional)].map(
        (thing) => ({ command, thing }),
      ),
    );
  });

  test("has a line for every argument and option that takes a value", () => {
    const lines = things.map(({ command, thing }) => ({ thing, kind: kindOf(command, thing), command }));
    const missing = lines.filter(({ thing, kind }) => !thing.argChoices && kind === undefined);
    expect(missing.map(({ command, thing }) => namesOf(command, thing)[0])).toEqual([]);
  });

  test("has no line that nothing goes by", () => {
    const used = new Set(
      things.map(({ command, thing }) => namesOf(command, thing).find((name) => KIND_NAMES.includes(name))),
    );
    expect(KIND_NAMES.filter((name) => !used.has(name))).toEqual([]);
  });
});

/** A folder for PATH with the program as it is shipped, and the script of a shell. */
const install = async (shell: "bash" | "zsh" | "fish"): Promise<{ path: string; script: string; dir: string }> => {
  const dir = tempDir();
  mkdirSync(join(dir, "bin"));
  const program = join(dir, "bin/tocsin");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  chmodSync(program, 0o755);
  const script = join(dir, `completion.${shell}`);
  writeFileSync(script, (await tocsin(["completion", shell])).stdout);
  return { path: `${join(dir, "bin")}:${process.env.PATH}`, script, dir };
};

describe.skipIf(!hasTools("bash"))("in bash", () => {
  /** Lines as typed, and the words that bash makes of them: it takes them apart at `=` and `:` too. */
  const complete = async (
    lines: readonly { line: string; words: readonly string[] }[],
    env: Record<string, string>,
  ): Promise<string[][]> => {
    const { path, script, dir } = await install("bash");
    const calls = lines.map(({ line, words }) => {
      const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
      return `drive '${line.replaceAll("'", "'\\''")}' ${quoted}`;
    });
    writeFileSync(
      join(dir, "drive.bash"),
      `source ${script}
drive() {
  COMP_LINE=$1; shift
  COMP_POINT=\${#COMP_LINE}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
  _tocsin
  printf '%s|' "\${COMPREPLY[@]}"; echo
}
${calls.join("\n")}
`,
    );
    const ran = await start("bash", ["--norc", join(dir, "drive.bash")], { env: { ...env, PATH: path }, cwd: dir })
      .ended;
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect(readdirSync(dir)).not.toContain("pwned");
    return ran.stdout
      .trimEnd()
      .split("\n")
      .map((line) =>
        line
          .split("|")
          .slice(0, -1)
          .filter((one) => one !== ""),
      );
  };

  test("commands, options, choices, and what stands behind a `=`", LONG, async () => {
    const found = await complete(
      [
        { line: "tocsin whoa", words: ["tocsin", "whoa"] },
        { line: "tocsin list --sta", words: ["tocsin", "list", "--sta"] },
        { line: "tocsin open 'two words' -s ", words: ["tocsin", "open", "'two words'", "-s", ""] },
        { line: 'tocsin open x -s "hi', words: ["tocsin", "open", "x", "-s", '"hi'] },
        { line: "tocsin open x --severity=m", words: ["tocsin", "open", "x", "--severity", "=", "m"] },
        { line: "tocsin open x -c api=", words: ["tocsin", "open", "x", "-c", "api", "="] },
        { line: "tocsin open x -c api=maj", words: ["tocsin", "open", "x", "-c", "api", "=", "maj"] },
        {
          line: "tocsin --url http://127.0.0.1:1/ token rev",
          words: ["tocsin", "--url", "http", ":", "//127.0.0.1", ":", "1/", "token", "rev"],
        },
      ],
      { TOCSIN_SOCKET: "/nowhere/nobody.sock" },
    );
    expect(found).toEqual([
      ["whoami"],
      ["--state"],
      ["critical", "high", "medium", "low", "info"],
      ["high"],
      ["medium"],
      ["major_outage", "partial_outage", "degraded_performance", "under_maintenance", "operational"],
      ["major_outage"],
      ["revoke"],
    ]);
  });

  test("live ids, whatever their titles try; none and no error once the daemon is away", LONG, async () => {
    const shell = await startShell();
    await shell.run(["open", HOSTILE]);
    await shell.run(["open", "Second"]);
    const env = { TOCSIN_SOCKET: shell.daemon.socketPath };
    const lines = [
      { line: "tocsin ack ", words: ["tocsin", "ack", ""] },
      { line: "tocsin open x -c we", words: ["tocsin", "open", "x", "-c", "we"] },
    ];
    expect(await complete(lines, env)).toEqual([["1", "2"], ["web"]]);
    await shell.daemon.stop();
    expect(await complete(lines, env)).toEqual([[], []]);
  });

  test.skipIf(!hasTools("tmux"))("at a real prompt TAB completes a command and the one id there is", LONG, async () => {
    const shell = await startShell();
    await shell.run(["open", HOSTILE]);
    const { path, script, dir } = await install("bash");
    const terminal = startTerminal(`cd ${dir} && PATH='${path}' PS1='prompt> ' exec bash --norc -i`, {
      env: { TOCSIN_SOCKET: shell.daemon.socketPath },
    });
    await until("the prompt", () => terminal.screen().includes("prompt>"));
    terminal.keys(`source ${script}`, "Enter");
    await until("the next prompt", () => terminal.screen().split("prompt>").length === 3);
    terminal.keys("tocsin resol", "Tab");
    await until("the command", () => terminal.screen().includes("tocsin resolve"));
    terminal.keys("Tab");
    await until("the id", () => /tocsin resolve 1/.test(terminal.screen()));
    expect(existsSync(join(dir, "pwned"))).toBe(false);
  });
});

describe.skipIf(!hasTools("zsh"))("in zsh", () => {
  test("the script has no fault of grammar", async () => {
    const { script } = await install("zsh");
    expect(spawnSync("zsh", ["-n", script], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  test("commands, choices and live ids with their titles, which nothing executes", LONG, async () => {
    const shell = await startShell();
    await shell.run(["open", HOSTILE]);
    const { path, script, dir } = await install("zsh");
    // What zsh itself would do with them is put in the place of its own functions.
    const drive = `compdef() { : }; compadd() { print -rl -- $values; print -rl -- $shown >> shown.txt }; _files() { print files }
      source ${script}
      drive() { words=("$@"); CURRENT=$#; PREFIX=$words[-1]; _tocsin }
      drive tocsin whoa; drive tocsin open x -s hi; drive tocsin ack ''; drive tocsin config check ''`;
    const env = { PATH: path, TOCSIN_SOCKET: shell.daemon.socketPath };
    const ran = await start("zsh", ["-f", "-c", drive], { env, cwd: dir }).ended;
    expect(ran).toMatchObject({ stdout: "whoami\nhigh\n1\nfiles\n", stderr: "" });
    expect(readdirSync(dir)).not.toContain("pwned");
  });
});

describe.skipIf(!hasTools("fish"))("in fish", () => {
  test("the script has no fault of grammar", async () => {
    const { script } = await install("fish");
    expect(spawnSync("fish", ["--no-execute", script], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  test("commands, choices and live ids with their titles, which nothing executes", LONG, async () => {
    const shell = await startShell();
    await shell.run(["open", HOSTILE]);
    const { path, script, dir } = await install("fish");
    const lines = ["tocsin whoa", "tocsin open x -s hi", "tocsin open x --severity=m", "tocsin ack "];
    const drive = [`source ${script}`, ...lines.map((line) => `complete -C "${line}"`)].join("; ");
    const env = { PATH: path, TOCSIN_SOCKET: shell.daemon.socketPath, HOME: dir };
    const ran = await start("fish", ["--no-config", "-c", drive], { env, cwd: dir }).ended;
    const offeredByFish = ran.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t")[0]);
    expect(offeredByFish).toEqual(["whoami", "high", "--severity=medium", "1"]);
    expect(ran.stdout).toContain("1\thigh, open: Down");
    expect(readdirSync(dir)).not.toContain("pwned");
  });
});

test("completion --help says how to have it in every new shell", async () => {
  const { stdout } = await tocsin(["completion", "--help"]);
  for (const where of [".bashrc", ".zshrc", "completions/tocsin.fish"]) expect(stdout).toContain(where);
});
