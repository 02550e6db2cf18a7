// Several incidents at once: by id, by key, from stdin; one result each, in their order.
import { describe, expect, test } from "vitest";
import { type Incident, openIncident } from "../../src/contract/incidents.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { createToken } from "../../src/contract/tokens.ts";
import { layCable } from "../support/cable.ts";
import { until } from "../support/until.ts";
import { type Shell, startShell } from "./against-daemon.ts";
import { tocsin } from "./support.ts";

type Row = { id?: number; key?: string; result: string; incident?: Incident; error?: { code: string; detail: string } };
const BOB = { env: { TOCSIN_ACTOR: "bob" } };

const openMany = async ({ daemon, run }: Shell, many: number): Promise<string> => {
  for (let at = 0; at < many; at++) await run(["open", `number ${at + 1}`]);
  expect(daemon.store.incidents.countActive()).toBe(many);
  return Array.from({ length: many }, (_, at) => at + 1).join("\n");
};

describe("one result each", () => {
  test("legal, unchanged and illegal ones in their order, and the highest exit code", async () => {
    const shell = await startShell();
    const ids = await openMany(shell, 30);
    await shell.run(["ack", "3", "17"], BOB);
    await shell.run(["ack", "5"]);
    await shell.run(["resolve", "9"]);
    const ran = await shell.run(["ack", "-", "99", "--json"], { stdin: ids });
    const rows = JSON.parse(ran.stdout) as Row[];
    expect(ran.exitCode).toBe(EXIT.conflict);
    expect(rows.map(({ id }) => id)).toEqual([99, ...Array.from({ length: 30 }, (_, at) => at + 1)]);
    const refused = rows.filter(({ result }) => result === "refused");
    expect(refused.map(({ id, error }) => [id, error?.code])).toEqual([
      ...[[99, "not_found"]],
      ...[[3, "conflict"]],
      ...[[9, "conflict"]],
      ...[[17, "conflict"]],
    ]);
    expect(rows.filter(({ result }) => result === "unchanged").map(({ id }) => id)).toEqual([5]);
    expect(rows.filter(({ result }) => result === "changed")).toHaveLength(26);
  });

  test("people read them in their order too, the refusals on stderr", async () => {
    const shell = await startShell();
    await openMany(shell, 20);
    await shell.run(["ack", "7"], BOB);
    const { stdout, stderr } = await shell.run(["ack", "-"], { stdin: (await shell.run(["list", "--quiet"])).stdout });
    const told = [...Array.from({ length: 20 }, (_, at) => at + 1)].filter((id) => id !== 7);
    expect(stdout).toBe(told.map((id) => `incident ${id} acknowledged\n`).join(""));
    expect(stderr).toMatch(/^tocsin: Incident 7 is acknowledged by bob at \S+\.\nTalk to bob, .*\n$/);
  });

  test.each(["unack", "resolve", "reopen", "close", "snooze"])(
    "%s of a legal, an illegal and an absent one, as JSON",
    async (verb) => {
      const shell = await startShell();
      await openMany(shell, 2);
      await shell.run(["ack", "1"]);
      // Each verb finds one that it can move, and one that it cannot.
      if (verb === "reopen" || verb === "close") await shell.run(["resolve", "1"]);
      if (verb !== "close") await shell.run(["resolve", "2"], BOB);
      if (verb !== "close") await shell.run(["close", "2"], BOB);
      const more = verb === "snooze" ? ["--for", "1h"] : [];
      const ran = await shell.run([verb, "1", "2", "9", ...more, "--json"]);
      expect(ran.exitCode).toBe(EXIT.conflict);
      expect((JSON.parse(ran.stdout) as Row[]).map(({ id, result, error }) => [id, result, error?.code])).toEqual([
        ...[[1, "changed", undefined]],
        ...[[2, "refused", "conflict"]],
        ...[[9, "refused", "not_found"]],
      ]);
      const again = JSON.parse((await shell.run([verb, "1", ...more, "--json"])).stdout) as Row[];
      expect(again).toMatchObject([{ id: 1, result: verb === "snooze" ? "changed" : "unchanged" }]);
    },
  );
});

describe("-k", () => {
  test("finds the active one of the key, else the newest; of the source that is named", async () => {
    const { run, alert, json } = await startShell();
    await run(["open", "Old", "-k", "disk"]);
    await run(["ack", "-k", "disk"]);
    expect((await run(["show", "-k", "disk", "--quiet"])).stdout).toBe("1\n");
    await run(["resolve", "-k", "disk"]);
    await run(["close", "-k", "disk"]);
    await run(["open", "New", "-k", "disk"]);
    expect((await run(["show", "-k", "disk", "--quiet"])).stdout).toBe("2\n");
    expect((await run(["note", "-k", "disk", "full"])).stdout).toBe("note added to incident 2\n");
    expect((await run(["assign", "-k", "disk", "me"])).stdout).toBe("incident 2 is ann's now\n");
    expect((await run(["snooze", "-k", "disk", "--for", "1h"])).stdout).toMatch(/^incident 2 snoozed until /);
    expect((await run(["edit", "-k", "disk", "-s", "low"])).stdout).toBe("incident 2 edited: low, “New”\n");
    expect((await run(["log", "-k", "disk"])).stdout).toMatch(/severity high -> low\n$/);
    await run(["resolve", "-k", "disk"]);
    expect((await run(["reopen", "-k", "disk", "--quiet"])).stdout).toBe("2\n");
    expect((await run(["unack", "-k", "disk", "--quiet"])).stdout).toBe("2\n");
    await alert({ status: "firing" });
    const { key } = (await json<Incident[]>(["list", "--source", "am"]))[0]!;
    expect(await json<Row[]>(["ack", "-k", key!, "--source", "am"])).toMatchObject([
      { id: 3, key, result: "changed", incident: { owner: "ann" } },
    ]);
  });

  test("several keys are several incidents; one that nobody has ends with 3 and says what to try", async () => {
    const { run } = await startShell();
    await run(["open", "a", "-k", "disk"]);
    await run(["open", "b", "-k", "mem"]);
    const ran = await run(["ack", "-k", "disk", "-k", "dsik", "-k", "mem", "-k", "disk"]);
    expect(ran).toEqual({
      exitCode: EXIT.notFound,
      stdout: "incident 1 acknowledged\nincident 2 acknowledged\n",
      stderr: expect.stringMatching(
        /^tocsin: There is no incident with the key dsik of the source manual\.\n.*--source ID/,
      ),
    });
    expect((await run(["show", "-k", "dsik"])).exitCode).toBe(EXIT.notFound);
    const rows = JSON.parse((await run(["ack", "-k", "dsik", "--json"])).stdout) as Row[];
    expect(rows).toEqual([{ key: "dsik", result: "refused", error: expect.objectContaining({ code: "not_found" }) }]);
  });
});

describe("Ctrl-C", () => {
  /** Few that are there, and so many that are not that it is still busy when it is interrupted. */
  const many = Array.from({ length: 5000 }, (_, at) => at + 1);
  const interrupted = async (shell: Shell, ...flags: string[]) => {
    const acking = shell.start(["ack", "-", ...flags], { stdin: many.join(" ") });
    await until("the first to be done", () => shell.daemon.store.incidents.get(1)?.owner);
    acking.interrupt();
    expect(await acking.exitCode).toBe(EXIT.interrupted);
    return { stdout: acking.stdout(), stderr: acking.stderr() };
  };

  test("asks for nothing more, and has a result of each for programs", async () => {
    const shell = await startShell();
    await openMany(shell, 3);
    const rows = JSON.parse((await interrupted(shell, "--json")).stdout) as Row[];
    expect(rows.map(({ id }) => id)).toEqual(many);
    const left = rows.filter(({ error }) => error?.code === "interrupted");
    const unasked = left.filter(({ error }) => error?.detail === "Interrupted before it was asked for.");
    expect(unasked.length).toBeGreaterThan(0);
    expect(left.length - unasked.length).toBeLessThanOrEqual(8);
    // What was on its way arrives; nothing comes after it.
    const acks = shell.daemon.store.db.prepare("SELECT count(*) FROM audit WHERE verb = 'ackIncident'").pluck();
    const asked = rows.length - unasked.length;
    await until("all that was asked for to be answered", () => acks.get() === asked);
    await shell.run(["list"]);
    expect(acks.get()).toBe(asked);
  });

  test("says to people what was not done", async () => {
    const shell = await startShell();
    await openMany(shell, 3);
    const { stderr } = await interrupted(shell);
    expect(stderr).toMatch(/\ntocsin: not done: (\d+ ){50}and \d+ more\n$/);
  });
});

test("a daemon that is not there is asked once, not for each; the rest is said not to be done", async () => {
  const shell = await startShell();
  await shell.daemon.stop();
  const ids = Array.from({ length: 100 }, (_, at) => at + 1).join(" ");
  const ran = await tocsin(["ack", "-"], { env: { TOCSIN_SOCKET: shell.daemon.socketPath }, stdin: ids });
  expect(ran).toMatchObject({ exitCode: EXIT.unreachable, stdout: "" });
  expect(ran.stderr).toMatch(/^tocsin: No daemon answers at .*\n.*\ntocsin: not done: .* and \d+ more\n$/);
});

test("a list longer than the token's limit goes on as the daemon lets it, and says so once", async () => {
  const { run, daemon } = await startShell({ config: { limits: { requests_per_minute: 60 } } });
  const { token } = await daemon.client.call(createToken, { name: "ci", role: "responder", person: "cleo" });
  const opened = await Promise.all(
    Array.from({ length: 62 }, (_, index) => daemon.client.call(openIncident, { title: `Disk ${index}` })),
  );
  const env = { TOCSIN_URL: daemon.url, TOCSIN_TOKEN: token, TOCSIN_SOCKET: "" };
  const acked = await run(["ack", "-", "--quiet"], { env, stdin: opened.map(({ id }) => id).join("\n") });
  expect(acked.exitCode).toBe(EXIT.done);
  expect(acked.stdout.split("\n").filter(Boolean).map(Number)).toEqual(opened.map(({ id }) => id));
  expect(acked.stderr).toBe("tocsin: warning: too much at once for this token; going on as the daemon lets us.\n");
});

test("where a reply is lost twice, it says that it may be done, and what was asked beside it keeps its answer", async () => {
  const shell = await startShell();
  const ids = await openMany(shell, 12);
  const { daemon } = shell;
  const { token } = await daemon.client.call(createToken, { name: "ci", role: "responder", person: "cleo" });
  const cable = await layCable(daemon.url);
  cable.loseReplyTo("POST /api/v1/incidents/1/ack", 2);
  const env = { TOCSIN_URL: cable.url, TOCSIN_TOKEN: token, TOCSIN_SOCKET: "" };
  const acked = await shell.run(["ack", "-", "--json"], { env, stdin: ids });
  expect([acked.exitCode, cable.lost()]).toEqual([EXIT.unreachable, 2]);
  const rows = JSON.parse(acked.stdout) as Row[];
  expect(rows[0]).toMatchObject({
    result: "failed",
    error: { code: "unreachable", detail: expect.stringMatching(/It may be done\.$/) },
  });
  const changed = rows.filter(({ result }) => result === "changed").map(({ id }) => id);
  const owned = Array.from({ length: 12 }, (_, at) => at + 1).filter(
    (id) => daemon.store.incidents.get(id)?.owner === "cleo",
  );
  // The first is done too, and only its answer is missing; nothing else is that did not say so.
  expect(owned).toEqual([1, ...changed]);
  expect(changed.length).toBeGreaterThan(0);
});
