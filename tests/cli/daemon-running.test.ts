import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Maintenance } from "../../src/contract/maintenances.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { startSink } from "../support/sink.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";
import { startShell } from "./against-daemon.ts";
import { tocsin } from "./support.ts";

describe("who may", () => {
  test("a token is shown once, works over TCP as its person, and ends when it is revoked", async () => {
    const { run, json, daemon } = await startShell();
    const made = await run(["token", "create", "laptop", "--role", "responder", "--person", "bob", "--expires", "90d"]);
    expect(made.stdout).toMatch(
      /^token 1 for laptop \(responder, until .* \(Europe\/Berlin\)\), shown only now:\ntocsin_\S+\n$/,
    );
    const token = made.stdout.trimEnd().split("\n")[1]!;
    const overTcp = { env: { TOCSIN_SOCKET: "", TOCSIN_URL: daemon.url, TOCSIN_TOKEN: token } };
    expect((await run(["whoami"], overTcp)).stdout).toMatch(/^bob \(person\), responder, at http:/);
    await run(["open", "Down"], overTcp);
    expect((await run(["log", "1"])).stdout).toContain("  bob  opened");
    expect((await run(["token", "list"])).stdout).toMatch(/^1 +responder +bob +.* works until .* laptop$/m);
    expect(JSON.stringify(await json(["token", "list"]))).not.toContain(token);
    expect((await run(["token", "revoke", "1"])).stdout).toBe("token 1 (laptop) revoked\n");
    const refused = await run(["list"], overTcp);
    expect(refused).toMatchObject({ exitCode: EXIT.notAllowed, stdout: "" });
    expect((await run(["token", "list"])).stdout).toMatch(/^1 .* revoked /m);
    expect((await run(["token", "revoke", "7"])).exitCode).toBe(EXIT.notFound);
  });

  test("with --quiet the token stands alone, for a script to keep", async () => {
    const { run } = await startShell();
    expect((await run(["token", "create", "ci", "--role", "viewer", "--quiet"])).stdout).toMatch(/^tocsin_\S+\n$/);
  });

  test("a viewer looks and does not touch; without a token nobody gets in over TCP", async () => {
    const { run, daemon } = await startShell();
    await run(["open", "Down"]);
    const { stdout: token } = await run(["token", "create", "tv", "--role", "viewer", "--quiet"]);
    const tcp = (own: Record<string, string>) => ({ env: { TOCSIN_SOCKET: "", TOCSIN_URL: daemon.url, ...own } });
    expect((await run(["list", "--quiet"], tcp({ TOCSIN_TOKEN: token.trim() }))).stdout).toBe("1\n");
    const refused = await run(["ack", "1"], tcp({ TOCSIN_TOKEN: token.trim() }));
    expect(refused.exitCode).toBe(EXIT.notAllowed);
    expect(refused.stderr).toMatch(/^tocsin: tv \(viewer\) may not do this; it takes the role responder\.\n.*token/);
    const nobody = await run(["list"], tcp({}));
    expect(nobody.exitCode).toBe(EXIT.notAllowed);
    expect(nobody.stderr).toMatch(/^tocsin: This needs a token\. It was asked at http:\S+\.\n.*--token.*TOCSIN_TOKEN/);
    expect((await run(["list"], tcp({ TOCSIN_TOKEN: "tocsin_wrong" }))).exitCode).toBe(EXIT.notAllowed);
    expect(daemon.store.incidents.get(1)?.state).toBe("open");
  });
});

describe("maintenance", () => {
  test("says back when it understood the window to be, with the zone; is listed, shown and cancelled", async () => {
    const { run, json } = await startShell();
    const planned = await run([
      "maintenance",
      "schedule",
      "Upgrade",
      "-c",
      "web",
      "--start",
      "tomorrow 02:00",
      "--for",
      "2h",
    ]);
    expect(planned.exitCode).toBe(EXIT.done);
    expect(planned.stdout).toMatch(
      /^maintenance 1: Upgrade\n {2}state +scheduled\n {2}starts +\S+ 02:00 \+0[12]:00 \(Europe\/Berlin\), in /,
    );
    expect(planned.stdout).toMatch(
      /ends +\S+ 04:00 \+0[12]:00 \(Europe\/Berlin\), in .*; 2h long\n {2}components {2}web\n {2}announced +\S+ \S+ \S+ \(Europe\/Berlin\), now\n {2}reminder +1h before it starts: \S+ 01:00 /,
    );
    const year = new Date().getUTCFullYear() + 1;
    const quiet = await run([
      ...["maintenance", "schedule", "Move", "-c", "api", "--tz", "UTC", "--quiet"],
      ...["--start", `${year}-01-01 10:00`, "--end", `${year}-01-01 11:00`],
    ]);
    expect(quiet).toEqual({
      exitCode: EXIT.done,
      stdout: "2\n",
      stderr: `starts ${year}-01-01 10:00 UTC, ends ${year}-01-01 11:00 UTC\n`,
    });
    expect((await run(["maintenance", "list", "--quiet"])).stdout).toBe("1\n2\n");
    expect((await run(["maintenance", "show", "1"])).stdout).toContain("\n  components  web\n");
    expect((await run(["maintenance", "cancel", "1"])).stdout).toBe("maintenance 1 cancelled\n");
    expect(await run(["maintenance", "cancel", "1"])).toMatchObject({
      ...{ exitCode: EXIT.done, stdout: "maintenance 1 was cancelled already\n" },
    });
    expect((await json<Maintenance[]>(["maintenance", "list"])).map(({ id }) => id)).toEqual([2]);
    expect((await json<Maintenance[]>(["maintenance", "list", "--all"])).map(({ id }) => id).sort()).toEqual([1, 2]);
    expect((await run(["maintenance", "show", "9"])).exitCode).toBe(EXIT.notFound);
  });

  test("a window that ends before it starts, or covers what is not there, is refused", async () => {
    const { run } = await startShell();
    const schedule = (...more: string[]) => run(["maintenance", "schedule", "x", "--start", "+2h", ...more]);
    expect(await schedule("-c", "web", "--end", "+1h")).toMatchObject({ exitCode: EXIT.usage, stdout: "" });
    expect((await schedule("-c", "wep", "--for", "1h")).stderr).toContain("did you mean `web`?");
    expect((await run(["maintenance", "list"])).stderr).toBe("No window runs or is planned.\n");
  });
});

test("a subscriber's secret is shown once; deliveries tell what was sent", async () => {
  const { run, json } = await startShell();
  const sink = await startSink();
  const added = await run(["subscriber", "add", "webhook", `${sink.url}/hook`, "-c", "api"]);
  expect(added.stdout).toMatch(
    /^subscriber 1 added: webhook http:\S+\/hook, for api\nsigning secret, shown only now: whsec_\S+\n$/,
  );
  const secret = /whsec_\S+/.exec(added.stdout)![0];
  const again = await run(["subscriber", "add", "webhook", `${sink.url}/hook`, "-c", "api"]);
  expect(again.stdout).toMatch(/^subscriber 1 is there already: [^\n]*\n$/);
  expect((await run(["subscriber", "list"])).stdout).toMatch(/^1 +webhook +active +api +http:\S+\/hook +-$/m);
  expect((await run(["subscriber", "list", "--json"])).stdout).not.toContain("whsec_");

  await run(["open", "Down", "-s", "critical", "-c", "api"]);
  const told = await until("the webhook", () => sink.received[0]);
  sink.verify(told, secret);
  await until(
    "the delivery to be settled",
    async () => (await json<{ state: string }[]>(["delivery", "list"]))[0]?.state === "sent",
  );
  expect((await run(["delivery", "list", "--state", "sent"])).stdout).toMatch(
    /^\d+ +sent +status +incident 1 +1 +sent .* 1 webhook http:/m,
  );
  expect(await run(["delivery", "list", "--state", "dead"])).toMatchObject({
    stdout: "",
    stderr: "No such delivery.\n",
  });
  expect((await run(["subscriber", "remove", "1"])).stdout).toMatch(/^subscriber 1 removed: webhook http:/);
  expect((await run(["subscriber", "add", "webhook", "ftp://x"])).exitCode).toBe(EXIT.usage);
});

test("doctor ends with 0 while all is well, and repairs on demand", async () => {
  const { run, json } = await startShell();
  const well = await run(["doctor"]);
  expect(well).toMatchObject({
    exitCode: EXIT.done,
    stdout: expect.stringMatching(
      /^ok +store .*\n((ok .*|warning +team .*\n +Name who is paged .*)\n)+tocsin \S+ is healthy\n$/,
    ),
  });
  expect((await run(["doctor", "--repair"])).stdout).toMatch(/^0 events made good, 0 still passed over\n/);
  expect(await json(["doctor", "--repair"])).toMatchObject({ healthy: true, repair: { repaired: 0, remaining: 0 } });
  expect((await run(["doctor", "--quiet"])).stdout).toBe("team\n");
});

test("api sends one request as it is, and fails as any command does", async () => {
  const { run } = await startShell();
  expect(JSON.parse((await run(["api", "get", "status"])).stdout)).toMatchObject({ level: "none", incidents: [] });
  const opened = await run(["api", "POST", "/incidents", "-d", "-"], { stdin: '{"title": "Down"}' });
  expect(JSON.parse(opened.stdout)).toMatchObject({ id: 1, severity: "high" });
  expect((await run(["api", "GET", "/healthz"])).exitCode).toBe(EXIT.done);
  expect(await run(["api", "GET", "/nothing"])).toMatchObject({ exitCode: EXIT.notFound, stdout: "" });
  const refused = await run(["api", "POST", "/incidents", "-d", '{"titel": "Down"}']);
  expect(refused.exitCode).toBe(EXIT.usage);
  expect(refused.stderr).toContain("titel is not a known field; did you mean `title`?");
});

describe("no daemon", () => {
  test("at a socket where nobody listens: ends with 6, says where it looked and what to try", async () => {
    const { run, daemon } = await startShell();
    await daemon.stop();
    const { exitCode, stdout, stderr } = await run(["list"]);
    expect([exitCode, stdout]).toEqual([EXIT.unreachable, ""]);
    expect(stderr).toMatch(
      /^tocsin: No daemon answers at \S+t\.sock \(.*\)\.\nStart one with `tocsin daemon`, or say where it is: /,
    );
    expect(JSON.parse((await run(["list", "--json"])).stderr)).toMatchObject({ code: "unreachable" });
  });

  test("something else that listens there is not taken for one", async () => {
    const socket = join(tempDir(), "other.sock");
    const server = createServer((_request, response) => response.end("hi"));
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    onTestFinished(() => server.closeAllConnections());
    onTestFinished(() => void server.close());
    const { exitCode, stderr } = await tocsin(["list"], { env: { TOCSIN_SOCKET: socket } });
    expect(exitCode).toBe(EXIT.failed);
    expect(stderr).toMatch(/^tocsin: Something that is not a Tocsin daemon answered \(HTTP 200\)\.\n/);
  });
});
