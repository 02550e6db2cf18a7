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

test("open --wait waits on over a daemon that dies and comes back", LONG, async () => {
  const dir = tempDir();
  const first = await spawnDaemon({ dir });
  const opening = first.startTocsin(["open", "Down", "-s", "critical", "--wait", "acked", "--timeout", "50s"]);
  await until("it to wait", () => opening.stderr().includes("waiting until somebody acknowledges it"));
  await until("it to listen", async () => (await first.tocsin(["note", "1", "x"])) && opening.stdout() !== "");
  await first.kill("SIGKILL");
  await until("it to notice", () => /the daemon is out of reach \(.*\); waiting goes on/.test(opening.stderr()));
  const second = await spawnDaemon({ dir });
  await second.tocsin(["ack", "1"], { env: { TOCSIN_ACTOR: "bob" } });
  const { code, stdout, stderr } = await opening.ended;
  expect([code, stdout]).toEqual([EXIT.done, "incident 1 opened\n"]);
  expect(stderr).toMatch(/\nincident 1 is acknowledged by bob\n$/);
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
tocsin wiat 2>/dev/null; echo "unknown verb: $?"
until [ "$(tocsin component list --json | jq -r '.[] | select(.id == "api").level')" = partial_outage ]; do sleep 0.05; done
tocsin status --exit-code >/dev/null; echo "not well: $?"
tocsin list --json | jq -r '.[] | select(.severity == "high") | .id' | tocsin ack - --json | jq -r '.[] | "\\(.id) \\(.result)"'
tocsin ack "$id" 999 >/dev/null 2>&1; echo "one is not there: $?"
tocsin close "$id" 2>/dev/null; echo "not resolved yet: $?"
tocsin resolve "$id" -m "ran it again by hand" --quiet
TOCSIN_SOCKET=/nowhere/t.sock TOCSIN_CONFIG= tocsin list --json 2>&1 >/dev/null | jq -r .code
`;

/** An hour on call: every verb, every exit code. `is` says where one is another than it should be. */
const HOUR = `
set -u
is() {
  want=$1; shift
  "$@" >out.txt 2>err.txt </dev/null; got=$?
  [ "$got" = "$want" ] && echo "$want $(echo "$*" | cut -d" " -f1-3)" || { echo "NOT $want BUT $got: $*"; cat err.txt; }
}
results() { jq -r '[.[] | "\\(.id // .key):\\(.result)"] | join(" ")'; }
db=$(tocsin open "Database down" -s medium -c api -k db --quiet) || exit 90
shop=$(tocsin open "Shop is slow" -s low -k shop --quiet) || exit 91
is 0 tocsin ack "$db" --for 30m
is 0 tocsin ack -k db
tocsin ack "$db" "$shop" --json | results
is 0 tocsin ack -
is 2 tocsin snooze "$db"
is 3 tocsin ack 999
is 3 tocsin show -k nobody
is 4 env TOCSIN_URL="$URL" TOCSIN_TOKEN="$VIEWER" tocsin edit "$db" -s low
is 5 env TOCSIN_ACTOR=bob tocsin ack "$db"
is 6 env TOCSIN_SOCKET=/nowhere/t.sock tocsin ack "$db"
is 0 tocsin edit "$db" -s critical -c +web=degraded_performance
is 5 tocsin edit "$db" -s high --if-version 1
tocsin show "$db" --json | jq -r '"\\(.severity) \\([.components[].id] | join(","))"'
is 0 tocsin snooze "$shop" --for 20m
is 0 tocsin merge "$shop" "$db"
is 5 tocsin ack "$shop"
tocsin show "$shop" --json | jq -r '"\\(.state) into \\(.mergedInto)"'
is 0 tocsin assign "$db" bob
is 0 tocsin list --owner bob
is 0 tocsin unack "$db"
is 0 tocsin ack "$db"
is 0 tocsin component override mail partial_outage --reason "a drill" --for 1h
until [ "$(tocsin status --json | jq '[.components[] | select(.level != "operational")] | length')" = 3 ]; do sleep 0.05; done
is 7 tocsin wait -c api --timeout 1s
is 8 tocsin status --exit-code
is 5 tocsin close "$db"
is 0 tocsin component clear mail
is 0 tocsin resolve -k db
is 0 tocsin wait --timeout 20s
is 0 tocsin reopen "$db"
is 0 tocsin resolve "$db"
is 0 tocsin close "$db"
is 5 tocsin reopen "$db"
is 7 tocsin open "Is anybody there?" --wait acked --timeout 1s
tocsin resolve 3 "$db" 77 --json | results
is 0 tocsin status --exit-code
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

  test("does an hour on call by exit codes alone", { timeout: 120_000 }, async () => {
    const daemon = await spawnDaemon();
    const viewer = await daemon.tocsin(["token", "create", "tv", "--role", "viewer", "--quiet"]);
    const env = {
      ...{ TOCSIN_CONFIG: daemon.configFile, TOCSIN_ACTOR: "ann", PATH: `${join(ROOT, "bin")}:${process.env.PATH}` },
      ...{ URL: daemon.url, VIEWER: viewer.stdout.trim() },
    };
    const { code, stdout, stderr } = await start("sh", ["-c", HOUR], { env, cwd: tempDir() }).ended;
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toEqual([
      ...["0 tocsin ack 1", "0 tocsin ack -k", "1:unchanged 2:changed"],
      ...["0 tocsin ack -", "2 tocsin snooze 1", "3 tocsin ack 999", "3 tocsin show -k"],
      ...[`4 env TOCSIN_URL=${daemon.url} TOCSIN_TOKEN=${env.VIEWER}`, "5 env TOCSIN_ACTOR=bob tocsin"],
      ...["6 env TOCSIN_SOCKET=/nowhere/t.sock tocsin", "0 tocsin edit 1", "5 tocsin edit 1", "critical api,web"],
      ...["0 tocsin snooze 2", "0 tocsin merge 2", "5 tocsin ack 2", "closed into 1"],
      ...["0 tocsin assign 1", "0 tocsin list --owner", "0 tocsin unack 1", "0 tocsin ack 1"],
      ...["0 tocsin component override", "7 tocsin wait -c", "8 tocsin status --exit-code", "5 tocsin close 1"],
      ...["0 tocsin component clear", "0 tocsin resolve -k", "0 tocsin wait --timeout", "0 tocsin reopen 1"],
      ...["0 tocsin resolve 1", "0 tocsin close 1", "5 tocsin reopen 1", "7 tocsin open Is"],
      ...["3:changed 1:refused 77:refused", "0 tocsin status --exit-code"],
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
