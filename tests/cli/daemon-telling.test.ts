// What people say in public, who is told, and what became of it, from a shell.
import { describe, expect, test } from "vitest";
import type { Incident } from "../../src/contract/incidents.ts";
import { EXIT } from "../../src/contract/problem.ts";
import type { Delivery } from "../../src/contract/subscribers.ts";
import { startSink } from "../support/sink.ts";
import { until } from "../support/until.ts";
import { type Shell, startShell } from "./against-daemon.ts";

const opened = async (options: Parameters<typeof startShell>[0] = {}): Promise<Shell> => {
  const shell = await startShell(options);
  await shell.run(["open", "db7 is full", "-s", "critical", "-c", "api", "-k", "disk"]);
  return shell;
};

describe("post", () => {
  test("says what the public knows from now on; show and log have the words", async () => {
    const shell = await opened();
    const posted = await shell.run([
      ...["post", "1", "investigating", "We look into **failing logins**.", "--title", "Logins fail"],
      ...["-c", "api=partial_outage"],
    ]);
    expect(posted).toMatchObject({
      ...{ exitCode: EXIT.done, stderr: "" },
      stdout: "incident 1 is known to the public as “Logins fail”, investigating; this is post 1\n",
    });
    const shown = await shell.run(["show", "1"]);
    expect(shown.stdout).toMatch(
      / {2}public posts\n {4}post 1 {2}investigating {2}.*; ann; api: major outage -> partial outage\n {6}We look into \*\*failing logins\*\*\.\n/,
    );
    expect((await shell.run(["log", "1"])).stdout).toMatch(/ann +posted investigating \(post 1, “Logins fail”\)/);
    expect(await shell.json<Incident>(["post", "1", "identified", "A disk."])).toMatchObject({
      public: { title: "Logins fail", status: "identified" },
    });
  });

  test("by its key, from stdin, silently, back-dated in the zone that it names, and resolving", async () => {
    const shell = await opened();
    const words = await shell.run(["post", "-k", "disk", "identified", "-", "--no-notify", "--at", "5m"], {
      stdin: "A disk was full.\nWe make room.\n",
    });
    expect(words.exitCode).toBe(EXIT.done);
    expect(words.stderr).toMatch(/^said at \d{4}-\d\d-\d\d \d\d:\d\d .*Europe\/Berlin/);
    const over = await shell.json<Incident>(["post", "1", "resolved", "There is room.", "--resolve"]);
    expect(over.state).toBe("resolved");
    expect(over.posts.map(({ status, text, silent }) => [status, text, silent])).toEqual([
      ["identified", "A disk was full.\nWe make room.", true],
      ["resolved", "There is room.", false],
    ]);
  });

  test("twice in a moment is said once, and that is no failure", async () => {
    const shell = await opened();
    await shell.run(["post", "1", "investigating", "Looking."]);
    const again = await shell.run(["post", "1", "investigating", "Looking."]);
    expect([again.exitCode, again.stdout + again.stderr]).toEqual([
      EXIT.done,
      "incident 1 has this post already: you said so a moment ago\n",
    ]);
  });

  test.each([
    [["1", "investigatin", "x"], EXIT.usage, "did you mean investigating?"],
    [["1", "investigating"], EXIT.usage, "Missing required argument 'text'"],
    [["1", "investigating", "x", "-c", "api"], EXIT.usage, "Write -c api=LEVEL"],
    [["1", "resolved", "x"], EXIT.conflict, "Add `--resolve`"],
    [["9", "investigating", "x"], EXIT.notFound, "There is no incident 9."],
  ] as const)("%j is refused with what would do", async (argv, code, words) => {
    const shell = await opened();
    const { exitCode, stdout, stderr } = await shell.run(["post", ...argv]);
    expect([exitCode, stdout]).toEqual([code, ""]);
    expect(stderr).toContain(words);
  });

  test("edit-post corrects it; once it says so, it says so already", async () => {
    const shell = await opened();
    await shell.run(["post", "1", "investigating", "A dsik."]);
    expect((await shell.run(["edit-post", "1", "A disk."])).stdout).toBe(
      "post 1 of incident 1 corrected; nobody is told again\n",
    );
    expect((await shell.run(["edit-post", "1", "A disk."])).stderr).toBe("post 1 of incident 1 says so already\n");
    expect((await shell.run(["show", "1"])).stdout).toMatch(/edited by ann .*\n {6}A disk\.\n/);
    expect(await shell.run(["edit-post", "1"])).toMatchObject({ exitCode: EXIT.usage });
  });

  test("resolve says so in public, and with --no-post does not", async () => {
    const shell = await opened();
    await shell.run(["post", "1", "investigating", "Looking."]);
    expect((await shell.json<{ incident: Incident }[]>(["resolve", "1", "--no-post"]))[0]!.incident.posts).toHaveLength(
      1,
    );
    await shell.run(["reopen", "1"]);
    expect((await shell.run(["resolve", "1", "--no-post"])).stdout).toBe(
      "incident 1 resolved; the page still says “investigating”: `tocsin post 1 resolved TEXT` ends that\n",
    );
    await shell.run(["reopen", "1"]);
    const [{ incident }] = (await shell.json<{ incident: Incident }[]>(["resolve", "1"])) as [{ incident: Incident }];
    expect(incident.posts.at(-1)).toMatchObject({ status: "resolved", auto: true, by: "ann" });
    await shell.run(["reopen", "1"]);
    expect((await shell.run(["resolve", "1"])).stdout).toBe("incident 1 resolved; the page says so too\n");
  });
});

describe("notify", () => {
  test("status names who is paged; pause and resume say what goes on", async () => {
    const team = [{ name: "ops", channel: "webhook", target: "https://example.invalid/ops", person: "bob" }];
    const shell = await startShell({ config: { notify: { team } } });
    const status = await shell.run(["notify", "status"]);
    expect(status.stdout).toMatch(
      /^sending to everybody; nothing waits\nNAME +CHANNEL +FROM +PERSON .*\nops +webhook +info +bob +never +- +https:\/\/example\.invalid\/ops\n$/,
    );
    const paused = await shell.run(["notify", "pause", "--for", "1h", "--reason", "moving"]);
    expect(paused.stdout).toMatch(
      /^sending to subscribers is paused by ann since .* until .*: moving; nothing waits\n$/,
    );
    expect((await shell.run(["doctor"])).stdout).toMatch(/^warning +pause +sending to subscribers is paused by ann/m);
    expect((await shell.run(["notify", "resume"])).stdout).toBe("sending to everybody; nothing waits\n");
    expect((await shell.run(["notify", "resume"])).stdout).toContain("it was not paused");
  });

  test("while it is paused, post and a resolve that says so in public say that nobody is told yet", async () => {
    const shell = await opened();
    await shell.run(["notify", "pause", "--for", "1h"]);
    const hint =
      /^notices to subscribers are paused until [^;]*: nobody is told yet; `tocsin notify resume` sends again\n$/;
    const posted = await shell.run(["post", "1", "investigating", "Looking."]);
    expect([posted.exitCode, posted.stdout]).toEqual([EXIT.done, expect.stringContaining("this is post 1\n")]);
    expect(posted.stderr).toMatch(hint);
    expect((await shell.run(["post", "1", "identified", "A disk.", "--no-notify"])).stderr).toBe("");
    expect((await shell.run(["post", "1", "monitoring", "Mended.", "--quiet"])).stderr).toBe("");
    const resolved = await shell.run(["resolve", "1"]);
    expect([resolved.exitCode, resolved.stdout]).toEqual([EXIT.done, "incident 1 resolved; the page says so too\n"]);
    expect(resolved.stderr).toMatch(hint);
  });

  test("a resolve of which the public hears nothing does not speak of the pause", async () => {
    const shell = await opened();
    await shell.run(["open", "db8 is full", "-s", "high"]);
    await shell.run(["post", "1", "investigating", "Looking."]);
    await shell.run(["notify", "pause"]);
    expect((await shell.run(["resolve", "1", "--no-post"])).stderr).toBe("");
    expect((await shell.run(["resolve", "2"])).stderr).toBe("");
  });

  test("a pause that takes the place of another says what no longer counts", async () => {
    const shell = await startShell();
    await shell.run(["notify", "pause", "--for", "1h", "--reason", "import under way"]);
    const plain = await shell.run(["notify", "pause"]);
    expect(plain.stdout).toMatch(
      /^sending to subscribers is paused by ann since [^;]*; nothing waits; it replaces the pause by ann until .* \(import under way\)\n$/,
    );
    expect(plain.stdout.split(";")[0]).not.toContain("until");
    expect((await shell.run(["notify", "pause"])).stdout).not.toContain("replaces");
    expect((await shell.run(["notify", "pause", "--everybody"])).stdout).toMatch(
      /; it replaces the pause of subscribers by ann\n$/,
    );
  });
});

describe("delivery", () => {
  test("test waits for what becomes of it: 0 when it arrived, 1 with the reason when not", async () => {
    const sink = await startSink();
    const team = [
      { name: "ops", channel: "webhook", target: `${sink.url}/ops` },
      { name: "gone", channel: "webhook", target: `${sink.url}/gone` },
    ];
    sink.answer(({ url }, response) => response.writeHead(url === "/gone" ? 404 : 204).end());
    const shell = await startShell({ config: { notify: { allow_private_targets: true, team } } });
    expect(await shell.run(["delivery", "test", "ops"])).toMatchObject({
      ...{ exitCode: EXIT.done, stdout: "sent to ops (webhook): delivery 1\n" },
    });
    const failed = await shell.run(["delivery", "test", "gone"]);
    expect(failed).toMatchObject({ exitCode: EXIT.failed, stdout: "" });
    expect(failed.stderr).toContain("did not reach gone (webhook): the target answered 404.");
    const unknown = await shell.run(["delivery", "test", "opz"]);
    expect(unknown).toMatchObject({ exitCode: EXIT.notFound });
    expect(unknown.stderr).toContain("did you mean `ops`?");
  });

  test("what is dead is listed with its reason, shown in full, and tried again many at once", async () => {
    const sink = await startSink();
    let isThere = false;
    sink.answer((_, response) => response.writeHead(isThere ? 204 : 400).end());
    const shell = await startShell();
    for (const name of ["a", "b"]) await shell.run(["subscriber", "add", "webhook", `${sink.url}/${name}`]);
    await shell.run(["open", "Down", "-s", "critical", "-c", "api"]);
    const list = (state: string) => shell.json<Delivery[]>(["delivery", "list", "--state", state]);
    await until("both to be dead", async () => (await list("dead")).length === 2);
    expect((await shell.run(["delivery", "list", "--state", "dead"])).stdout).toMatch(
      /^2 +dead +status +incident 1 +1 +- +2 webhook http:\S+ +the target answered 400$/m,
    );
    expect((await shell.run(["delivery", "show", "1"])).stdout).toMatch(
      /^delivery 1\n {2}state +dead\n {2}reason +the target answered 400\n {2}to +subscriber 1, by webhook at http/,
    );
    isThere = true;
    const ids = (await shell.run(["delivery", "list", "--state", "dead", "--quiet"])).stdout;
    const retried = await shell.run(["delivery", "retry", "-"], { stdin: ids });
    expect([retried.exitCode, retried.stdout.match(/is due now/g)]).toEqual([EXIT.done, ["is due now", "is due now"]]);
    await until("both to be sent", async () => (await list("sent")).length === 2);
    const again = await shell.run(["delivery", "retry", "1", "99"]);
    expect(again.stderr).toMatch(/nothing is told twice/);
    expect(again.exitCode).toBe(EXIT.conflict);
  });
});
