// `maintenance run` against a daemon, with a command that ends when the test says so.
import { EventEmitter } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runCli } from "../../src/cli/program.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";
import { type Shell, startShell } from "./against-daemon.ts";
import { makeIo, type RunOptions, tocsin } from "./support.ts";

const RUN = ["maintenance", "run", "Deploy", "-c", "web"];
const LONG_TITLE = "x".repeat(250);
const PATH = { PATH: process.env.PATH ?? "" };

interface Going {
  /** What was started, and what it was told of the window. */
  started: { argv: readonly string[]; id: string | undefined }[];
  forwarded: NodeJS.Signals[];
  /** Calls back once signals are the command's. */
  onOwned: (call: () => void) => void;
  /** A signal to us. */
  signal: (name: NodeJS.Signals) => void;
  /** The command ends with this code. */
  finish: (code: number) => void;
  exitCode: Promise<number>;
  stdout: () => string;
  stderr: () => string;
}

/** The command `true`, which really is a program, but is not really started. */
const start = (
  env: Record<string, string>,
  options: readonly string[] = [],
  command = ["true"],
  title = "Deploy",
): Going => {
  const started: Going["started"] = [];
  const forwarded: NodeJS.Signals[] = [];
  const signals: NonNullable<RunOptions["signals"]> = new EventEmitter();
  const end = Promise.withResolvers<number>();
  const io = makeIo({
    ...{ now: Date.now(), env: { ...PATH, ...env }, signals },
    startChild: (argv, own) => {
      started.push({ argv, id: own.TOCSIN_MAINTENANCE_ID });
      return { ended: end.promise, forward: (name) => void forwarded.push(name) };
    },
  });
  return {
    ...{ started, forwarded },
    onOwned: (call) => void signals.once("newListener", () => queueMicrotask(call)),
    signal: (name) => void signals.emit("signal", name),
    finish: end.resolve,
    exitCode: runCli(["maintenance", "run", title, "-c", "web", ...options, "--", ...command], io),
    ...{ stdout: io.stdout.text, stderr: io.stderr.text },
  };
};
const at = ({ daemon }: Shell) => ({ TOCSIN_SOCKET: daemon.socketPath, TOCSIN_ACTOR: "ann" });
const begun = (going: Going) => until("the command to be started", () => going.started.length > 0);
const window = ({ daemon }: Shell) => daemon.store.maintenances.get(1);
const eventsOf = ({ daemon }: Shell): string[] => daemon.store.events.after(0, 100).map(({ type }) => type);

describe("a command in a window", () => {
  test("runs while the window does, with the window's id; stdout stays the command's own", async () => {
    const shell = await startShell();
    const going = start(at(shell), ["--for", "30m"], ["true", "--json", "-c", "api", "--", "-q"]);
    await begun(going);
    expect(going.started).toEqual([{ argv: ["true", "--json", "-c", "api", "--", "-q"], id: "1" }]);
    expect(window(shell)).toMatchObject({
      state: "in_progress",
      title: "Deploy",
      components: ["web"],
      holdAlerts: true,
    });
    going.finish(0);
    expect(await going.exitCode).toBe(0);
    expect(going.stdout()).toBe("");
    expect(going.stderr()).toMatch(
      /^maintenance 1 runs until \d\d:\d\d \+0[12]:00 \(Europe\/Berlin\), and longer if the command does\nmaintenance 1 ended\n$/,
    );
    expect(window(shell)?.state).toBe("completed");
    // Neither announced nor reminded of: it starts now.
    expect(eventsOf(shell).filter((type) => type.startsWith("maintenance:"))).toEqual([
      ...["maintenance:scheduled", "maintenance:started", "maintenance:completed"],
    ]);
  });

  test.each([
    [[], false],
    [["--no-notify"], false],
    [["--notify"], true],
  ])(
    "%j: subscribers are told of start and end only where that was asked for; alerts are held",
    async (options, isTold) => {
      const shell = await startShell();
      const going = start(at(shell), options);
      await begun(going);
      expect(window(shell)).toMatchObject({ notifyStart: isTold, notifyEnd: isTold, holdAlerts: true });
      expect(window(shell)).toMatchObject({ announce: false, remindMs: null });
      going.finish(0);
      expect(await going.exitCode).toBe(0);
    },
  );

  test("--quiet and --json say nothing of it; --no-hold is the window's", async () => {
    const shell = await startShell();
    const going = start(at(shell), ["--quiet", "--json", "--no-hold", "-g", "Shop", "--text", "Soon."]);
    await begun(going);
    expect(window(shell)).toMatchObject({
      ...{ notifyStart: false, notifyEnd: false, holdAlerts: false, text: "Soon.", components: ["api", "web"] },
    });
    going.finish(7);
    expect([await going.exitCode, going.stdout(), going.stderr()]).toEqual([7, "", ""]);
  });

  test("a window that somebody ended before, or cancelled, is no fault", async () => {
    const ended = await startShell();
    const one = start(at(ended));
    await begun(one);
    await ended.run(["maintenance", "end", "1"]);
    one.finish(0);
    expect([await one.exitCode, one.stderr().split("\n").at(-2)]).toEqual([0, "maintenance 1 had ended already"]);
    const cancelled = await startShell();
    const two = start(at(cancelled));
    await begun(two);
    await cancelled.run(["maintenance", "cancel", "1"]);
    two.finish(3);
    expect([await two.exitCode, two.stderr().split("\n").at(-2)]).toEqual([
      ...[3, "the command failed (exit 3); maintenance 1 was cancelled meanwhile"],
    ]);
    expect(two.stderr()).not.toContain("warning");
  });

  test("one that goes on without its window, since somebody ended that, is told once", async () => {
    const shell = await startShell();
    const going = start(at(shell), ["--for", "1s"]);
    await begun(going);
    await shell.run(["maintenance", "end", "1"]);
    await until("it to notice", () => going.stderr().includes("is not extended, and the command goes on without it"));
    going.finish(0);
    expect(await going.exitCode).toBe(0);
    expect(going.stderr().match(/warning/g)).toHaveLength(1);
  });

  test("it is extended, silently and by its own span, when less than half of it is left", async () => {
    const shell = await startShell();
    const going = start(at(shell), ["--for", "1s"]);
    await begun(going);
    const first = window(shell)!.endsAt;
    await until("it to be extended twice", () => window(shell)!.endsAt >= first + 2000);
    going.finish(0);
    expect(await going.exitCode).toBe(0);
    const edits = shell.daemon.store.events.after(0, 100).filter(({ type }) => type === "maintenance:edited");
    expect(edits[0]).toMatchObject({ data: { isSilent: true, moved: { endsAt: first }, endsAt: first + 1000 } });
    expect(going.stderr()).toMatch(/\nmaintenance 1 extended until /);
  });
});

describe("the command fails", () => {
  test("--on-failure leave: the window goes on until its end, and that is said", async () => {
    const shell = await startShell();
    const going = start(at(shell), ["--on-failure", "leave"]);
    await begun(going);
    going.finish(3);
    expect(await going.exitCode).toBe(3);
    expect(going.stderr()).toMatch(
      /\nthe command failed \(exit 3\); maintenance 1 goes on until .* \(Europe\/Berlin\), or until `tocsin maintenance end 1`\n$/,
    );
    expect(window(shell)?.state).toBe("in_progress");
  });

  test.each([
    ["cancel", "was cancelled"],
    ["end", "ended"],
  ])(
    "--on-failure leave, and somebody did %s it meanwhile: that is said, and not that it goes on",
    async (verb, what) => {
      const shell = await startShell();
      const going = start(at(shell), ["--on-failure", "leave"]);
      await begun(going);
      await shell.run(["maintenance", verb, "1"]);
      going.finish(2);
      expect(await going.exitCode).toBe(2);
      expect(going.stderr().split("\n").at(-2)).toBe(`the command failed (exit 2); maintenance 1 ${what} meanwhile`);
    },
  );

  test("by default the window ends, and the failure is said with it", async () => {
    const shell = await startShell();
    const going = start(at(shell));
    await begun(going);
    going.finish(3);
    expect(await going.exitCode).toBe(3);
    expect(going.stderr()).toMatch(/\nthe command failed \(exit 3\); maintenance 1 ended\n$/);
  });

  test("--on-failure incident: it is open before the window ends, on what that covered", async () => {
    const shell = await startShell();
    const going = start(at(shell), ["--on-failure", "incident", "-g", "Shop"]);
    await begun(going);
    going.finish(3);
    expect(await going.exitCode).toBe(3);
    expect(going.stderr()).toMatch(/\nincident 1 opened: Deploy failed \(exit 3\)\nmaintenance 1 ended\n$/);
    expect(await shell.json(["show", "1"])).toMatchObject({
      ...{ title: "Deploy failed (exit 3)", severity: "high", key: "maintenance-run-1" },
      components: [{ id: "api" }, { id: "web" }],
    });
    const events = eventsOf(shell);
    expect(events.indexOf("incident:opened")).toBeLessThan(events.indexOf("maintenance:completed"));
    expect(events.indexOf("incident:opened")).toBeGreaterThan(0);
  });

  test("only a command that fails opens one; however long the title, the exit code stands in it", async () => {
    const shell = await startShell();
    const well = start(at(shell), ["--on-failure", "incident"]);
    await begun(well);
    well.finish(0);
    await well.exitCode;
    expect(await shell.json(["list", "--all"])).toEqual([]);
    const failed = start(at(shell), ["--on-failure", "incident", "-s", "critical"], ["true"], LONG_TITLE);
    await begun(failed);
    failed.finish(143);
    await failed.exitCode;
    expect(await shell.json(["show", "1"])).toMatchObject({
      ...{ title: `${LONG_TITLE.slice(0, 255 - 18)} failed (exit 143)`, severity: "critical" },
    });
  });
});

describe("a signal", () => {
  test("while the command runs is the command's; it is waited for, and the window ends with it", async () => {
    const shell = await startShell();
    const going = start(at(shell));
    await begun(going);
    going.signal("SIGTERM");
    expect(going.forwarded).toEqual(["SIGTERM"]);
    expect(window(shell)?.state).toBe("in_progress");
    going.finish(143);
    expect(await going.exitCode).toBe(143);
    expect(window(shell)?.state).toBe("completed");
  });

  test("before the command runs: the window that was asked for is ended again, and the command is not run", async () => {
    const shell = await startShell();
    const going = start(at(shell));
    going.onOwned(() => going.signal("SIGINT"));
    const code = await going.exitCode;
    expect([code, going.started]).toEqual([130, []]);
    expect(window(shell)?.state).toBe("completed");
  });
});

test("a second signal waits for no daemon that does not answer: the signal's code, and what may have been left", async () => {
  const socket = join(tempDir(), "mute.sock");
  let asked = 0;
  const mute = createServer((connection) => connection.on("data", () => void asked++));
  await new Promise<void>((resolve) => mute.listen(socket, resolve));
  onTestFinished(() => void mute.close());
  const going = start({ TOCSIN_SOCKET: socket });
  await until("the daemon to be asked", () => asked > 0);
  going.signal("SIGTERM");
  going.signal("SIGTERM");
  expect(await going.exitCode).toBe(143);
  expect(going.started).toEqual([]);
  expect(going.stderr()).toContain("the command was not run, and nobody said whether its window is open");
});

describe("no window", () => {
  const nobody = () => ({ TOCSIN_SOCKET: join(tempDir(), "nobody.sock") });

  test("no daemon answers: 6, what to do, and nothing is run", async () => {
    const going = start(nobody());
    expect(await going.exitCode).toBe(EXIT.unreachable);
    expect(going.started).toEqual([]);
    expect(going.stderr()).toMatch(
      /^tocsin: No daemon answers at .* The command was not run\.\nStart one with `tocsin daemon`.*--best-effort/,
    );
  });

  test("--best-effort runs it without, with a warning, and passes its code through", async () => {
    const going = start(nobody(), ["--best-effort"]);
    await begun(going);
    expect(going.started).toEqual([{ argv: ["true"], id: undefined }]);
    going.finish(4);
    expect([await going.exitCode, going.stdout()]).toEqual([4, ""]);
    expect(going.stderr()).toMatch(/^tocsin: warning: the command runs without a window: No daemon answers at .*\n$/);
  });

  test.each([["no such component", ["-c", "wep"], EXIT.usage, "did you mean `web`?"]] as const)(
    "%s is a mistake, and no outage: refused also with --best-effort",
    async (_, options, code, what) => {
      const shell = await startShell();
      const going = start(at(shell), [...options, "--best-effort"]);
      expect([await going.exitCode, going.started]).toEqual([code, []]);
      expect(going.stderr()).toContain(what);
      expect(going.stderr()).toContain("The command was not run.");
      expect(await shell.json(["maintenance", "list", "--all"])).toEqual([]);
    },
  );

  test("a command that is not there, or cannot be executed, opens none: 127 and 126", async () => {
    const shell = await startShell();
    const dir = tempDir();
    mkdirSync(join(dir, "bin"));
    writeFileSync(join(dir, "bin/plain"), "no program");
    chmodSync(join(dir, "bin/plain"), 0o644);
    const run = async (command: string) => {
      const going = start({ ...at(shell), PATH: join(dir, "bin") }, [], [command]);
      return [await going.exitCode, going.started.length, going.stderr()];
    };
    expect(await run("nothing-of-the-kind")).toEqual([
      ...[127, 0, "tocsin: The command nothing-of-the-kind is not there. No window was opened.\n"],
    ]);
    expect((await run(join(dir, "nothing")))[0]).toBe(127);
    for (const command of ["plain", join(dir, "bin/plain"), dir])
      expect((await run(command)).slice(0, 2)).toEqual([126, 0]);
    expect(await shell.json(["maintenance", "list", "--all"])).toEqual([]);
  });

  test.each([
    [[...RUN, "true"], "not clear where the command begins", "bare `--`"],
    [[...RUN, "true", "--", "x"], "not clear where the command begins", "bare `--`"],
    [["maintenance", "run", "-c", "web", "--", "Deploy", "true"], "not clear where the command begins", "bare `--`"],
    [["maintenance", "run", "-c", "web", "--", "true"], "Missing required argument 'command'.", "--help"],
    [[...RUN, "--text", "-", "--", "true"], "which is the command's", "--text TEXT"],
    [[...RUN, "-s", "low", "--", "true"], "none is asked for", "--on-failure incident"],
    [[...RUN, "--for", "8d", "--", "true"], "at most 7d", "--help"],
    [[...RUN, "--on-failure", "page", "--", "true"], "Allowed choices are end, leave, incident.", "--help"],
  ])("%j is refused", async (argv, what, hint) => {
    const { exitCode, stdout, stderr } = await tocsin(argv, { env: { ...nobody(), ...PATH } });
    expect([exitCode, stdout]).toEqual([EXIT.usage, ""]);
    expect(stderr).toContain(what);
    expect(stderr).toContain(hint);
  });
});
