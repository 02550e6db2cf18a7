// The connection is cut after the daemon has committed and before its reply arrives: the client asks once more under the
// same Idempotency-Key, and nothing is done twice.
import { expect, test } from "vitest";
import { EXIT } from "../../src/contract/problem.ts";
import { layCable } from "../support/cable.ts";
import { type ProcessDaemon, runTocsin, spawnDaemon } from "../support/process.ts";

const LONG = { timeout: 60_000 };

const tokenOf = async (daemon: ProcessDaemon): Promise<string> =>
  (await daemon.tocsin(["token", "create", "ci", "--role", "responder", "--person", "ann", "--quiet"])).stdout.trim();

test("open, ack, note, edit, override, resolve, each with its reply lost, are each done once", LONG, async () => {
  const daemon = await spawnDaemon();
  const cable = await layCable(daemon.url);
  const env = { TOCSIN_URL: cable.url, TOCSIN_TOKEN: await tokenOf(daemon), TOCSIN_CONFIG: "" };
  const story: [method: string, line: string, says: string][] = [
    ["POST", "open Down -c api", "incident 1 opened\n"],
    ["POST", "ack 1", "incident 1 acknowledged\n"],
    ["POST", "note 1 looking", "note added to incident 1\n"],
    ["PATCH", "edit 1 -s critical", "incident 1 edited: critical, “Down” on api\n"],
    ["PATCH", "edit 1 -c +web", "incident 1 edited: critical, “Down” on api, web\n"],
    [
      "PUT",
      "component override mail operational --reason x --for 2h",
      "component mail is pinned at operational until ",
    ],
    ["DELETE", "component clear mail", "component mail is no longer pinned\n"],
    ["POST", "resolve 1", "incident 1 resolved\n"],
  ];
  for (const [at, [method, line, says]] of story.entries()) {
    cable.loseReplyTo(method);
    const ran = await runTocsin(line.split(" "), { env });
    expect({ line, ...ran }).toMatchObject({
      line,
      code: EXIT.done,
      stderr: "",
      stdout: expect.stringContaining(says),
    });
    expect(cable.lost()).toBe(at + 1);
  }

  const events = JSON.parse((await daemon.tocsin(["log", "1", "--json"])).stdout) as { type: string }[];
  expect(events.map(({ type }) => type)).toEqual([
    ...["incident:opened", "incident:acknowledged", "incident:noted", "incident:edited", "incident:edited"],
    "incident:resolved",
  ]);
  const audit = JSON.parse((await daemon.tocsin(["api", "GET", "/audit?limit=200"])).stdout) as {
    items: { verb: string; outcome: string; actor: { name: string } }[];
  };
  const byAnn = audit.items.filter(({ actor, verb }) => actor.name === "ann" && verb !== "createToken").toReversed();
  expect(byAnn.map(({ verb, outcome }) => `${verb} ${outcome}`)).toEqual([
    "openIncident changed",
    "ackIncident changed",
    "noteIncident changed",
    "editIncident changed",
    "editIncident changed",
    "setOverride changed",
    "clearOverride changed",
    "resolveIncident changed",
  ]);
});

test("a bulk command whose replies get lost loses no result", LONG, async () => {
  const daemon = await spawnDaemon();
  const cable = await layCable(daemon.url);
  const env = { TOCSIN_URL: cable.url, TOCSIN_TOKEN: await tokenOf(daemon), TOCSIN_CONFIG: "" };
  for (const title of ["a", "b", "c"]) await daemon.tocsin(["open", title]);
  cable.loseReplyTo("POST");
  const ran = await runTocsin(["ack", "1", "2", "3"], { env });
  expect(ran).toMatchObject({ code: EXIT.done, stderr: "" });
  expect(ran.stdout).toBe("incident 1 acknowledged\nincident 2 acknowledged\nincident 3 acknowledged\n");
  expect(cable.lost()).toBe(1);
});
