// `maintenance run` as it is shipped: real commands, real signals, a daemon that may die.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Maintenance } from "../../src/contract/maintenances.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { type ProcessDaemon, type Running, runTocsin, spawnDaemon } from "../support/process.ts";
import { tempDir } from "../support/temp.ts";
import { startTerminal } from "../support/tmux.ts";
import { hasTools } from "../support/tools.ts";
import { until } from "../support/until.ts";

const LONG = { timeout: 60_000 };

/** `sh -c SCRIPT` in a window on the API; the script says `begun` first. */
const line = (script: string, ...options: string[]): string[] => [
  ...["maintenance", "run", "Deploy", "-c", "api", ...options, "--", "sh", "-c", `echo begun; ${script}`],
];
/** Until a file of this name is there; by itself only so long that a test cannot leave it behind. */
const waitFor = (file: string): string =>
  `n=0; until [ -e "${file}" ] || [ $n -ge 600 ]; do sleep 0.1; n=$((n+1)); done`;
const begun = (running: Running) => until("the command to begin", () => running.stdout().includes("begun"));
const windows = async (daemon: ProcessDaemon): Promise<Maintenance[]> =>
  JSON.parse((await daemon.tocsin(["maintenance", "list", "--all", "--json"])).stdout);
const window = async (daemon: ProcessDaemon): Promise<Maintenance> => (await windows(daemon))[0]!;
const levelOf = async (daemon: ProcessDaemon): Promise<string> =>
  JSON.parse((await daemon.tocsin(["component", "show", "api", "--json"])).stdout).level;

describe("with a daemon", () => {
  test("the window is open while the command runs; its output and its exit code pass through", LONG, async () => {
    const daemon = await spawnDaemon();
    const go = join(tempDir(), "go");
    const script = `echo "in $TOCSIN_MAINTENANCE_ID"; echo oops >&2; ${waitFor(go)}; exit 3`;
    const running = daemon.startTocsin(line(script));
    await begun(running);
    expect((await window(daemon)).state).toBe("in_progress");
    await until("the level", async () => (await levelOf(daemon)) === "under_maintenance");
    writeFileSync(go, "");
    const { code, stdout, stderr } = await running.ended;
    expect([code, stdout]).toEqual([3, "begun\nin 1\n"]);
    expect(stderr).toMatch(/^maintenance 1 runs until .*\noops\nthe command failed \(exit 3\); maintenance 1 ended\n$/);
    expect((await window(daemon)).state).toBe("completed");
    await until("the level", async () => (await levelOf(daemon)) === "operational");
  });

  test("what is typed or piped goes to the command", LONG, async () => {
    const daemon = await spawnDaemon();
    const argv = ["maintenance", "run", "Restore", "-c", "api", "--quiet", "--", "cat"];
    const ran = await daemon.tocsin(argv, { input: "the dump" });
    expect(ran).toEqual({ code: 0, stdout: "the dump", stderr: "" });
  });

  test("a window shorter than its command is extended until that ends", LONG, async () => {
    const daemon = await spawnDaemon();
    const go = join(tempDir(), "go");
    const running = daemon.startTocsin(line(waitFor(go), "--for", "2s"));
    await begun(running);
    const first = Date.parse((await window(daemon)).endsAt);
    const later = await until("more than its first span", async () => {
      const now = await window(daemon);
      return Date.parse(now.endsAt) >= first + 4000 && Date.now() > first && now;
    });
    expect(later.state).toBe("in_progress");
    writeFileSync(go, "");
    expect((await running.ended).code).toBe(0);
    expect((await window(daemon)).state).toBe("completed");
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)(
    "%s to it alone is handed on; the command has its say, and the window ends",
    LONG,
    async (signal, code) => {
      const daemon = await spawnDaemon();
      const lone = { detached: true } as const;
      const sleep = ["sh", "-c", "echo begun; exec sleep 60"];
      const plain = daemon.startTocsin(["maintenance", "run", "x", "-c", "api", "--", ...sleep], lone);
      await begun(plain);
      expect((await plain.kill(signal)).code).toBe(code);
      const name = signal.slice(3);
      // What it catches it says before it has begun.
      const script = `trap 'echo cleaned; exit 9' ${name}; echo begun; ${waitFor("/nowhere/go")}`;
      const polite = daemon.startTocsin(["maintenance", "run", "x", "-c", "api", "--", "sh", "-c", script], lone);
      await begun(polite);
      const { code: own, stdout } = await polite.kill(signal);
      expect([own, stdout]).toEqual([9, "begun\ncleaned\n"]);
      expect((await windows(daemon)).map(({ state }) => state)).toEqual(["completed", "completed"]);
    },
  );

  test("killed with -9 it ends nothing: the window ends by itself at its end", LONG, async () => {
    const daemon = await spawnDaemon();
    const go = join(tempDir(), "go");
    const running = daemon.startTocsin(line(waitFor(go), "--for", "6s"));
    await begun(running);
    running.child.kill("SIGKILL");
    const { endsAt } = await window(daemon);
    const over = await until("its end", async () => {
      const now = await window(daemon);
      return now.state === "completed" && now;
    });
    expect(over.endsAt).toBe(endsAt);
    expect(Date.parse(over.endedAt!)).toBeGreaterThanOrEqual(Date.parse(endsAt));
    writeFileSync(go, "");
    await running.ended;
  });

  test("a failure can leave the window, or open an incident before it ends", LONG, async () => {
    const daemon = await spawnDaemon();
    const run = async (onFailure: string) => daemon.tocsin(line("exit 3", "--on-failure", onFailure));
    expect((await run("end")).code).toBe(3);
    const left = await run("leave");
    expect([left.code, left.stderr]).toEqual([3, expect.stringContaining("or until `tocsin maintenance end 2`")]);
    expect((await run("incident")).code).toBe(3);
    const states = (await windows(daemon)).map(({ id, state }) => [id, state]).sort();
    expect(states).toEqual([
      [1, "completed"],
      [2, "in_progress"],
      [3, "completed"],
    ]);
    const [incident] = JSON.parse((await daemon.tocsin(["list", "--json"])).stdout);
    expect(incident).toMatchObject({ title: "Deploy failed (exit 3)", severity: "high", components: [{ id: "api" }] });
  });

  test.skipIf(!hasTools("tmux"))(
    "Ctrl-C in a terminal reaches the command once, and the window ends",
    LONG,
    async () => {
      const daemon = await spawnDaemon();
      const script = `trap 'echo one more; n=x$n; [ $n = xx ] && exit 9' INT; n=; echo begun; while :; do sleep 0.1; done`;
      const program = join(import.meta.dirname, "../../bin/tocsin");
      const terminal = startTerminal(
        `"${program}" maintenance run x -c api -- sh -c '${script.replaceAll("'", `'\\''`)}'; echo "code $?"`,
        { env: { TOCSIN_CONFIG: daemon.configFile } },
      );
      await until("the command to begin", () => terminal.screen().includes("begun"));
      terminal.keys("C-c");
      await until("the first", () => terminal.screen().includes("one more"));
      // It got it once: handed on as well, it would have counted two and ended.
      await daemon.tocsin(["maintenance", "list"]);
      expect(terminal.screen().match(/one more/g)).toHaveLength(1);
      terminal.keys("C-c");
      await until("its exit code", () => /code 9/.test(terminal.screen()));
      expect((await window(daemon)).state).toBe("completed");
    },
  );
});

describe("the daemon is away", () => {
  const nobody = () => ({ env: { TOCSIN_SOCKET: join(tempDir(), "nobody.sock"), TOCSIN_CONFIG: "" } });

  test("at the start: 6 and nothing is run, or with --best-effort the command alone", LONG, async () => {
    const refused = await runTocsin(line("exit 3"), nobody());
    expect(refused).toMatchObject({ code: EXIT.unreachable, stdout: "" });
    expect(refused.stderr).toContain("--best-effort");
    const alone = await runTocsin(line("exit 3", "--best-effort"), nobody());
    expect([alone.code, alone.stdout]).toEqual([3, "begun\n"]);
    expect(alone.stderr).toContain("runs without a window");
  });

  test("in between: it is extended when the daemon is back, and ends with its command", LONG, async () => {
    const dir = tempDir();
    const first = await spawnDaemon({ dir });
    const go = join(tempDir(), "go");
    const running = first.startTocsin(line(waitFor(go), "--for", "20s"));
    await begun(running);
    await first.kill("SIGKILL");
    await until("it to notice", () => running.stderr().includes("unless the daemon comes back"), 20_000);
    const second = await spawnDaemon({ dir });
    await until("it to be extended", () => /\nmaintenance 1 extended until /.test(running.stderr()));
    expect((await window(second)).state).toBe("in_progress");
    writeFileSync(go, "");
    expect((await running.ended).code).toBe(0);
    expect((await window(second)).state).toBe("completed");
  });

  test("at the end: a warning says when the window ends, and the code is the command's", LONG, async () => {
    const dir = tempDir();
    const daemon = await spawnDaemon({ dir });
    const go = join(tempDir(), "go");
    const running = daemon.startTocsin(line(`${waitFor(go)}; exit 3`, "--on-failure", "incident"));
    await begun(running);
    await daemon.kill("SIGKILL");
    writeFileSync(go, "");
    const { code, stdout, stderr } = await running.ended;
    expect([code, stdout]).toEqual([3, "begun\n"]);
    expect(stderr).toMatch(
      /warning: the command failed \(exit 3\), and no incident was opened; maintenance 1 is left open until .*: No daemon answers/,
    );
    expect((await window(await spawnDaemon({ dir }))).state).toBe("in_progress");
  });

  test("for a moment only, as over a restart: the end is told when it is back", LONG, async () => {
    const dir = tempDir();
    const first = await spawnDaemon({ dir });
    const go = join(tempDir(), "go");
    const running = first.startTocsin(line(waitFor(go)));
    await begun(running);
    await first.kill();
    writeFileSync(go, "");
    const second = await spawnDaemon({ dir });
    const { code } = await running.ended;
    expect(code).toBe(0);
    expect((await window(second)).state).toBe("completed");
  });
});
