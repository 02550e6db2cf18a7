// Waiting: for somebody to have it, for it to be over, for components to be well.
import { describe, expect, test } from "vitest";
import type { Incident } from "../../src/contract/incidents.ts";
import { EXIT } from "../../src/contract/problem.ts";
import type { Component } from "../../src/contract/status.ts";
import { until } from "../support/until.ts";
import { type Shell, startShell } from "./against-daemon.ts";

const levelOf = ({ daemon }: Shell, id: string, level: string): Promise<unknown> =>
  until(`${id} to be ${level}`, () => daemon.store.components.get(id)?.level === level);

describe("open --wait", () => {
  test("says the incident at once, and ends with 0 when somebody has it", async () => {
    const { run, start } = await startShell();
    const opening = start(["open", "Down", "--wait", "acked"]);
    await until("the incident", () => opening.stdout() === "incident 1 opened\n");
    await until("it to wait", () => /waiting until somebody acknowledges it/.test(opening.stderr()));
    expect(opening.stderr()).toMatch(/, at most until \d\d:\d\d \+0[12]:00 \(Europe\/Berlin\)\n$/);
    await run(["note", "1", "nobody yet"]);
    await run(["ack", "1"], { env: { TOCSIN_ACTOR: "bob" } });
    expect(await opening.exitCode).toBe(EXIT.done);
    expect(opening.stderr()).toMatch(/\nincident 1 is acknowledged by bob\n$/);
    expect(opening.stdout()).toBe("incident 1 opened\n");
  });

  test("what is over has been seen to: resolved will do for acked; acked will not do for resolved", async () => {
    const { run, start } = await startShell();
    const acked = start(["open", "Down", "-k", "k", "--wait", "acked", "--json"]);
    await until("the incident", () => acked.stdout() !== "");
    const resolved = start(["open", "Down", "-k", "k", "--wait", "resolved", "--quiet"]);
    await until("both to have it", () => resolved.stdout() === "1\n");
    await run(["resolve", "1"]);
    expect([await acked.exitCode, await resolved.exitCode]).toEqual([EXIT.done, EXIT.done]);
    expect(JSON.parse(acked.stdout()) as Incident).toMatchObject({ id: 1, state: "open" });
    expect(resolved.stderr()).toBe("");
    const second = start(["open", "Slow", "--wait", "resolved", "--timeout", "1s"]);
    await until("the second", () => second.stdout() === "incident 2 opened\n");
    await run(["ack", "2"]);
    expect(await second.exitCode).toBe(EXIT.timedOut);
    expect(second.stderr()).toMatch(/\ntocsin: After 1s incident 2 is acknowledged by ann\.\n.*tocsin show 2.*\n$/);
  });

  test("follows where it was merged to", async () => {
    const { run, start } = await startShell();
    await run(["open", "Whole"]);
    const part = start(["open", "Part", "--wait", "resolved"]);
    await until("it to wait", () => part.stderr().includes("waiting"));
    await run(["merge", "2", "1"]);
    await until("it to follow", () => part.stderr().includes("incident 2 was merged into incident 1"));
    await run(["resolve", "1"]);
    expect(await part.exitCode).toBe(EXIT.done);
    expect(part.stderr()).toMatch(/\nincident 1 is resolved\n$/);
  });

  test("ends with 7 when time is up, as a problem for programs", async () => {
    const { run } = await startShell();
    const ran = await run(["open", "Down", "--wait", "acked", "--timeout", "1s", "--json"]);
    expect(ran.exitCode).toBe(EXIT.timedOut);
    expect(JSON.parse(ran.stdout) as Incident).toMatchObject({ id: 1 });
    expect(JSON.parse(ran.stderr)).toMatchObject({ code: "timed_out", detail: /After 1s/ });
  });
});

describe("wait", () => {
  test("ends at once while all is well", async () => {
    const { run, json } = await startShell();
    const ran = await run(["wait"]);
    expect(ran).toMatchObject({ exitCode: EXIT.done, stderr: "" });
    expect(ran.stdout).toMatch(/^ {2}web \(Website\) +operational +for /);
    expect(await json<Component[]>(["wait", "-c", "api"])).toMatchObject([{ id: "api", level: "operational" }]);
    expect(await json<Component[]>(["wait"])).toHaveLength(4);
    expect((await run(["wait", "-c", "api", "-c", "web", "--quiet"])).stdout).toBe("api\nweb\n");
  });

  test("waits until the component is well again, whatever the others are", async () => {
    const shell = await startShell();
    await shell.run(["open", "Down", "-s", "high", "-c", "api", "-c", "mail"]);
    await levelOf(shell, "api", "partial_outage");
    expect((await shell.run(["wait", "-c", "web"])).exitCode).toBe(EXIT.done);
    const waiting = shell.start(["wait", "-c", "api"]);
    await until("it to wait", () => waiting.stderr().includes("waiting for api to be operational, at most until "));
    await shell.run(["edit", "1", "-c", "-api"]);
    expect(await waiting.exitCode).toBe(EXIT.done);
    expect(waiting.stdout()).toMatch(/^ {2}api +operational +for /);
    await levelOf(shell, "mail", "partial_outage");
  });

  test("ends with 7 when it is not well in time, and says what is wrong and whose it is", async () => {
    const shell = await startShell();
    await shell.run(["open", "Down", "-s", "high", "-c", "api"]);
    await shell.run(["ack", "1"]);
    await levelOf(shell, "api", "partial_outage");
    const ran = await shell.run(["wait", "--timeout", "1s"]);
    expect(ran.exitCode).toBe(EXIT.timedOut);
    expect(ran.stdout).toMatch(/\n {2}api +partial outage +for \S+ +incident 1, owned by ann\n/);
    expect(ran.stderr).toMatch(
      /\ntocsin: After 1s api is at partial outage\.\nSee `tocsin status` for the causes\.\n$/,
    );
    const json = await shell.run(["wait", "-c", "api", "--timeout", "1s", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject([{ id: "api", level: "partial_outage" }]);
  });

  test("--until takes a level or a better one; an unknown component is refused with the nearest name", async () => {
    const shell = await startShell();
    await shell.run(["open", "Slow", "-s", "medium", "-c", "api"]);
    await levelOf(shell, "api", "degraded_performance");
    expect((await shell.run(["wait", "--until", "partial_outage"])).exitCode).toBe(EXIT.done);
    expect((await shell.run(["wait", "--until", "degraded_performance"])).exitCode).toBe(EXIT.done);
    const refused = await shell.run(["wait", "-c", "appi"]);
    expect(refused).toMatchObject({ exitCode: EXIT.usage, stdout: "" });
    expect(refused.stderr).toContain("did you mean `api`?");
  });
});

describe("component override", () => {
  test("pins a level, says until when; list and status show who and why; clear ends it", async () => {
    const shell = await startShell();
    const { run, json } = shell;
    const pinned = await run([
      "component",
      "override",
      "api",
      "degraded_performance",
      "--reason",
      "probe",
      "--for",
      "2h",
    ]);
    expect(pinned).toMatchObject({ exitCode: EXIT.done, stderr: "" });
    expect(pinned.stdout).toMatch(
      /^component api is pinned at degraded performance until \d\d:\d\d \+0[12]:00 \(Europe\/Berlin\)\n$/,
    );
    await levelOf(shell, "api", "degraded_performance");
    expect((await run(["status"])).stdout).toMatch(
      /\n {2}api +degraded performance +for \S+ +pinned by ann until \d\d:\d\d \+0[12]:00 \(Europe\/Berlin\): probe\n/,
    );
    expect((await run(["component", "list"])).stdout).toMatch(/ PINNED .*\n(.*\n)*api +.* by ann until .*: probe /);
    expect((await run(["component", "clear", "api"])).stdout).toBe("component api is no longer pinned\n");
    expect(await run(["component", "clear", "api"])).toEqual({
      ...{ exitCode: EXIT.done, stdout: "", stderr: "component api is not pinned\n" },
    });
    await levelOf(shell, "api", "operational");
    expect((await run(["component", "list"])).stdout).not.toContain("PINNED");
    expect(await json(["component", "override", "web", "major_outage", "--reason", "x"])).toMatchObject({
      ...{ id: "web", override: { level: "major_outage", by: "ann", reason: "x" } },
    });
    expect((await run(["component", "override", "web", "major_outage", "--reason", "x"])).stdout).toBe(
      "component web is pinned at major outage until `tocsin component clear web` already\n",
    );
    expect((await run(["component", "clear", "web", "--quiet"])).stdout).toBe("web\n");
  });

  test("a component that is not there is refused with the nearest name", async () => {
    const { run } = await startShell();
    for (const verb of [
      ["override", "appi", "operational", "--reason", "x"],
      ["clear", "appi"],
    ]) {
      const refused = await run(["component", ...verb]);
      expect([refused.exitCode, refused.stdout]).toEqual([EXIT.notFound, ""]);
      expect(refused.stderr).toContain("did you mean `api`?");
    }
  });
});
