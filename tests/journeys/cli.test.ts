// The CLI as it is shipped, in processes of its own, against a daemon that may die.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/contract/problem.ts";
import { type ProcessDaemon, type Running, spawnDaemon, start } from "../support/process.ts";
import { tempDir } from "../support/temp.ts";
import { hasTools } from "../support/tools.ts";
import { until } from "../support/until.ts";

const ROOT = join(import.meta.dirname, "../..");
const LONG = { timeout: 60_000 };

describe("watch", () => {
  test.each(["SIGKILL", "SIGTERM"] as const)(
    "sees every event once, in order, over a daemon that ends by %s and comes back",
    LONG,
    async (signal) => {
      const dir = tempDir();
      const first = await spawnDaemon({ dir });
      const watch = first.startTocsin(["watch", "--json"]);
      await live(first, watch);
      await first.tocsin(["open", "Down", "-s", "critical", "-c", "api"]);
      await until("the watch to see it", () => seqsOf(watch).length > 2);

      await first.kill(signal);
      await until("the watch to say that it is away", () => /the daemon is out of reach/.test(watch.stderr()));
      const second = await spawnDaemon({ dir });
      for (const text of ["one", "two", "three"]) await second.tocsin(["note", "1", text]);
      await second.tocsin(["ack", "1"]);
      await until("the watch to see the ack", () => watch.stdout().includes("incident:acknowledged"));

      const seqs = seqsOf(watch);
      const head = JSON.parse((await second.tocsin(["status", "--json"])).stdout).seq;
      expect(seqs).toEqual(Array.from({ length: head - seqs[0]! + 1 }, (_, at) => seqs[0]! + at));
      expect(watch.stderr()).toMatch(
        /^tocsin: warning: the daemon is out of reach \(.*\); watching goes on when it is back\.\nthe daemon is back; nothing was missed\n$/,
      );
      const ended = await watch.kill("SIGINT");
      expect(ended.code).toBe(EXIT.interrupted);
    },
  );

  test("ends quietly when its reader has gone", LONG, async () => {
    const daemon = await spawnDaemon();
    for (const title of ["a", "b", "c"]) await daemon.tocsin(["open", title]);
    const piped = start("sh", ["-c", `"${ROOT}/bin/tocsin" watch --since 0 2>stderr.txt | head -1; cat stderr.txt`], {
      cwd: tempDir(),
      env: { TOCSIN_CONFIG: daemon.configFile },
    });
    await until("the first line", () => piped.stdout() !== "");
    await daemon.tocsin(["note", "1", "for the pipe to notice"]);
    const { code, stdout, stderr } = await piped.ended;
    expect([code, stdout.split("\n").length, stderr]).toEqual([0, 2, ""]);
  });
});

test("a list cut short by `head` ends quietly too", LONG, async () => {
  const daemon = await spawnDaemon();
  await daemon.tocsin(["open", "a"]);
  const piped = start("sh", ["-c", `"${ROOT}/bin/tocsin" list 2>&1 | head -1`], {
    env: { TOCSIN_CONFIG: daemon.configFile },
  });
  expect((await piped.ended).stdout).toMatch(/^ID .* TITLE\n$/);
});

test("`tocsin` alone without a terminal prints help, and every exit code is in it", LONG, async () => {
  const ran = await start("sh", ["-c", `"${ROOT}/bin/tocsin"`]).ended;
  expect(ran).toMatchObject({ code: EXIT.done, stderr: "" });
  for (const code of Object.values(EXIT)) expect(ran.stdout).toMatch(new RegExp(`[ ,\\n]${code} [a-z]`));
});

/** What an operator's cron job looks like: exit codes, ids on stdout, JSON through jq. */
const SCRIPT = `
set -u
tocsin status --exit-code >/dev/null && echo "all is well"
id=$(tocsin open "Backup failed" -s high -c api -k backup --quiet) || exit 90
again=$(tocsin open "Backup failed again" -k backup --quiet)
[ "$id" = "$again" ] && echo "still one incident"
tocsin wait 2>/dev/null; echo "unknown verb: $?"
until [ "$(tocsin component list --json | jq -r '.[] | select(.id == "api").level')" = partial_outage ]; do sleep 0.05; done
tocsin status --exit-code >/dev/null; echo "not well: $?"
tocsin list --json | jq -r '.[] | select(.severity == "high") | .id' | tocsin ack - --json | jq -r '.[] | "\\(.id) \\(.result)"'
tocsin ack "$id" 999 >/dev/null 2>&1; echo "one is not there: $?"
tocsin close "$id" 2>/dev/null; echo "not resolved yet: $?"
tocsin resolve "$id" -m "ran it again by hand" --quiet
TOCSIN_SOCKET=/nowhere/t.sock TOCSIN_CONFIG= tocsin list --json 2>&1 >/dev/null | jq -r .code
`;

describe.skipIf(!hasTools("jq"))("a shell script", () => {
  test("lives on exit codes, --quiet and --json", LONG, async () => {
    const daemon = await spawnDaemon();
    const env = { TOCSIN_CONFIG: daemon.configFile, PATH: `${join(ROOT, "bin")}:${process.env.PATH}` };
    const { code, stdout, stderr } = await start("sh", ["-c", SCRIPT], { env }).ended;
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toEqual([
      "all is well",
      "still one incident",
      "unknown verb: 2",
      "not well: 8",
      "1 changed",
      "one is not there: 3",
      "not resolved yet: 5",
      "1",
      "unreachable",
    ]);
    expect(code).toBe(0);
  });
});

const seqsOf = (watch: Running): number[] =>
  watch
    .stdout()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line).seq);

/** A watch tells only what happens once it is there. */
const live = (daemon: ProcessDaemon, watch: Running): Promise<unknown> =>
  until("the watch to be live", async () => {
    await daemon.tocsin(["token", "create", "knock", "--role", "viewer"]);
    return watch.stdout() !== "";
  });
