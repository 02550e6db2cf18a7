// What people make of an incident: put into another one, or called and graded otherwise.
import { describe, expect, test } from "vitest";
import type { Incident } from "../../src/contract/incidents.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { startShell } from "./against-daemon.ts";

const BOB = { env: { TOCSIN_ACTOR: "bob" } };

describe("merge", () => {
  test("puts the first into the second, whose show and log then have both stories", async () => {
    const { run, json, daemon } = await startShell();
    await run(["open", "Database down", "-s", "high", "-c", "api"]);
    await run(["open", "Checkout fails", "-s", "critical", "-c", "web"]);
    expect(await run(["merge", "2", "1"])).toEqual({
      ...{ exitCode: EXIT.done, stdout: "incident 2 merged into incident 1, and closed\n", stderr: "" },
    });
    const shown = (await run(["show", "1"])).stdout;
    expect(shown).toMatch(/\n {2}severity +critical\n/);
    expect(shown).toMatch(/\n {2}merged here +incident 2: Checkout fails\n/);
    expect((await run(["show", "2"])).stdout).toMatch(/\n {2}merged into +incident 1\n/);
    const story = (await run(["log", "1"])).stdout.replace(/^\S+ \S+ \S+ {2}/gm, "");
    expect(story).toContain("ann  [incident 2] opened as critical: “Checkout fails” on web\n");
    expect(story).toContain("ann  [incident 2] merged into incident 1, and closed\n");
    expect(story).toContain("ann  took in incident 2 “Checkout fails”; now critical on api, web\n");
    expect(story).toMatch(/^ann {2}opened as high: “Database down” on api\n/);
    expect((await run(["log", "1", "--md"])).stdout).toMatch(/\*\* ann: \\\[incident 2\\\] opened as critical/);
    expect((await run(["log", "2"])).stdout).not.toContain("[incident");
    expect((await run(["merge", "2", "1"])).stderr).toBe("incident 2 is merged into incident 1 already\n");
    expect(await json(["merge", "2", "1"])).toMatchObject({ id: 2, state: "closed", mergedInto: 1 });
    expect(daemon.store.events.ofIncident(1, 0, 9).map(({ type }) => type)).toEqual([
      ...["incident:opened", "incident:absorbed"],
    ]);
  });

  test("into itself, into one that is over, or into one that is not there, is refused", async () => {
    const { run } = await startShell();
    for (const title of ["a", "b"]) await run(["open", title]);
    expect((await run(["merge", "1", "1"])).exitCode).toBe(EXIT.usage);
    expect((await run(["merge", "1", "9"])).exitCode).toBe(EXIT.notFound);
    await run(["resolve", "2"]);
    const refused = await run(["merge", "1", "2"]);
    expect(refused).toMatchObject({ exitCode: EXIT.conflict, stdout: "" });
    expect(refused.stderr).toMatch(/Incident 2 was resolved by ann.*\n.*tocsin reopen/);
  });
});

describe("edit", () => {
  const linksOf = (incident: Incident): string[] => incident.components.map(({ id, level }) => `${id} ${level}`);

  test("changes severity and title, and says what it is now", async () => {
    const { run, json } = await startShell();
    await run(["open", "Down", "-s", "low"]);
    expect((await run(["edit", "1", "-s", "critical", "--title", "All down"])).stdout).toBe(
      "incident 1 edited: critical, “All down”\n",
    );
    expect(await run(["edit", "1", "-s", "critical"])).toMatchObject({
      ...{ exitCode: EXIT.done, stdout: "", stderr: "incident 1 is so already: critical, “All down”\n" },
    });
    expect(await json(["edit", "1", "-s", "low"])).toMatchObject({ id: 1, severity: "low", title: "All down" });
    expect((await run(["edit", "1", "--title", "x", "--quiet"])).stdout).toBe("1\n");
    expect((await run(["edit", "7", "--title", "x"])).exitCode).toBe(EXIT.notFound);
  });

  test("-c sets the whole list, -c + adds, -c - takes away, --no-components empties it", async () => {
    const { run, json } = await startShell();
    await run(["open", "Down", "-s", "high", "-c", "api=degraded_performance"]);
    const edit = async (...args: string[]) => linksOf(await json<Incident>(["edit", "1", ...args]));
    expect(await edit("-c", "+web=major_outage", "-c", "+mail")).toEqual([
      ...["api degraded_performance", "mail partial_outage", "web major_outage"],
    ]);
    expect(await edit("-c", "-web", "-c", "+api=partial_outage")).toEqual([
      ...["api partial_outage", "mail partial_outage"],
    ]);
    expect(await edit("-c", "web", "-c", "api")).toEqual(["api partial_outage", "web partial_outage"]);
    expect(await edit("--no-components")).toEqual([]);
    expect((await run(["edit", "1", "-c", "+appi"])).stderr).toContain("did you mean `api`?");
  });

  test("taking away what is not there changes nothing, and is said", async () => {
    const { run } = await startShell();
    await run(["open", "Down", "-c", "api"]);
    expect(await run(["edit", "1", "-c", "-web"])).toEqual({
      exitCode: EXIT.done,
      stdout: "",
      stderr:
        "tocsin: warning: incident 1 does not touch web; it touches api.\nincident 1 is so already: high, “Down” on api\n",
    });
  });

  test("--if-version refuses what would undo somebody's change, and names who changed what", async () => {
    const { run, json } = await startShell();
    const { version } = await json<Incident>(["open", "Down"]);
    await run(["edit", "1", "-s", "critical"], BOB);
    const refused = await run(["edit", "1", "--title", "x", "--if-version", String(version)]);
    expect(refused).toMatchObject({ exitCode: EXIT.conflict, stdout: "" });
    expect(refused.stderr).toMatch(
      /^tocsin: Incident 1 is at version 2 now, not 1: bob edited it at \S+Z\.\n.*edit again/,
    );
    const failure = await run(["edit", "1", "--title", "x", "--if-version", "1", "--json"]);
    expect(JSON.parse(failure.stderr)).toMatchObject({ code: "conflict", status: 409 });
    expect((await run(["edit", "1", "--title", "x", "--if-version", "2"])).exitCode).toBe(EXIT.done);
  });

  test("many at once, each adding its own: what was said to be done is there", async () => {
    const { run, json } = await startShell();
    await run(["open", "Down"]);
    const ids = ["web", "api", "mail", "vault"];
    const ran = await Promise.all(ids.map((id) => run(["edit", "1", "-c", `+${id}`])));
    const done = ids.filter((_, at) => ran[at]!.exitCode === EXIT.done);
    expect(done.length).toBeGreaterThan(0);
    for (const { exitCode } of ran) expect([EXIT.done, EXIT.conflict]).toContain(exitCode);
    const { components } = await json<Incident>(["show", "1"]);
    expect(components.map(({ id }) => id).sort()).toEqual(done.sort());
  });
});
