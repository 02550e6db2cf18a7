// `tocsin subscriber …` against a real daemon: what it prints, and with which exit code it ends.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tempDir } from "../support/temp.ts";
import { startShell } from "./against-daemon.ts";

const HOOK = "https://hook.example.org/tocsin";
const fileOf = (text: string): string => {
  const path = join(tempDir(), "subscribers.csv");
  writeFileSync(path, text);
  return path;
};

describe("subscriber add", () => {
  test("a webhook's secret is printed once; with --quiet the id alone", async () => {
    const shell = await startShell();
    const added = await shell.run(["subscriber", "add", "webhook", HOOK, "-c", "api", "-c", "web"]);
    const again = await shell.run(["subscriber", "add", "webhook", HOOK, "-c", "api", "-c", "web"]);
    const quiet = await shell.run(["subscriber", "add", "webhook", `${HOOK}/2`, "--quiet"]);
    expect(added.stdout).toMatch(
      /^subscriber 1 added: webhook https:\/\/hook\.example\.org\/tocsin, for api, web\nsigning secret, shown only now: whsec_\S{44}\n$/,
    );
    expect(again.stdout).toBe(`subscriber 1 is there already: webhook ${HOOK}, for api, web\n`);
    expect(quiet.stdout).toBe("2\n");
    expect([added, again, quiet].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  });

  test("who is there and asks for something else is changed, not added", async () => {
    const shell = await startShell();
    await shell.run(["subscriber", "add", "webhook", HOOK, "-c", "api"]);
    const other = await shell.run(["subscriber", "add", "webhook", HOOK, "-c", "web"]);
    expect(other.stdout).toBe(`subscriber 1 changed: webhook ${HOOK}, for web\n`);
  });

  test("mail is asked to confirm, unless its reader has agreed", async () => {
    const shell = await startShell();
    const asked = await shell.run(["subscriber", "add", "email", "ann@example.org", "--only", "posts,maintenance"]);
    const again = await shell.run(["subscriber", "add", "email", "ann@example.org", "--only", "posts,maintenance"]);
    const agreed = await shell.run(["subscriber", "add", "email", "bob@example.org", "--only", "posts", "--verified"]);
    expect(asked.stdout).toBe("subscriber 1 is asked to confirm: email ann@example.org\n");
    expect(again.stdout).toMatch(/^subscriber 1 was asked to confirm just now/);
    expect(agreed.stdout).toBe("subscriber 2 added: email bob@example.org, for all components; posts only\n");
  });

  test.each([
    [["email", "ann"], "it must be a mail address"],
    [["email", "ann@example.org", "-c", "apii"], "did you mean `api`?"],
    [["email", "ann@example.org", "--only", "postss"], "Did you mean posts?"],
    [["email", "ann@example.org", "--incident", "9"], "There is no public incident 9."],
  ])("%j is refused with what would do", async (argv, words) => {
    const shell = await startShell();
    const { exitCode, stdout, stderr } = await shell.run(["subscriber", "add", ...argv]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
  });
});

describe("subscriber list, remove, rotate", () => {
  test("a list of what is asked for", async () => {
    const shell = await startShell();
    await shell.run(["subscriber", "add", "email", "ann@example.org"]);
    await shell.run(["subscriber", "add", "webhook", HOOK, "--only", "status"]);
    const { stdout } = await shell.run(["subscriber", "list"]);
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/).filter(Boolean))).toEqual([
      ["ID", "CHANNEL", "STATE", "TOLD OF", "TARGET", "REASON"],
      ["1", "email", "unverified", "all components", "ann@example.org", "-"],
      ["2", "webhook", "active", "all components; status only", HOOK, "-"],
      [],
    ]);
    const some = await shell.run(["subscriber", "list", "--state", "active", "--channel", "webhook", "--quiet"]);
    const none = await shell.run(["subscriber", "list", "--channel", "slack"]);
    expect([some.stdout, none.stdout, none.stderr]).toEqual(["2\n", "", "No subscriber like this.\n"]);
  });

  test("several are removed at once, one that is not there hinders nobody", async () => {
    const shell = await startShell();
    for (const name of ["ann", "bob"])
      await shell.run(["subscriber", "add", "email", `${name}@example.org`, "--verified"]);
    const removed = await shell.run(["subscriber", "remove", "1", "99", "2"]);
    expect(removed).toEqual({
      exitCode: 3,
      stdout: "subscriber 1 removed: email ann@example.org\nsubscriber 2 removed: email bob@example.org\n",
      stderr: "tocsin: There is no subscriber 99.\nSee `tocsin subscriber list`.\n",
    });
    expect(await shell.json(["subscriber", "list"])).toEqual([]);
  });

  test("ids come from stdin, and --json says of each what became of it", async () => {
    const shell = await startShell();
    await shell.run(["subscriber", "add", "email", "ann@example.org", "--verified"]);
    const { stdout, exitCode } = await shell.run(["subscriber", "remove", "-", "--json"], { stdin: "1\n7\n" });
    expect(JSON.parse(stdout)).toEqual([
      { id: 1, result: "changed", subscriber: expect.objectContaining({ id: 1, state: "removed" }) },
      { id: 7, result: "refused", error: expect.objectContaining({ code: "not_found" }) },
    ]);
    expect(exitCode).toBe(3);
  });

  test("a rotated secret is printed once; what has none says so", async () => {
    const shell = await startShell();
    await shell.run(["subscriber", "add", "webhook", HOOK]);
    await shell.run(["subscriber", "add", "email", "ann@example.org", "--verified"]);
    const rotated = await shell.run(["subscriber", "rotate", "1", "--quiet"]);
    const refused = await shell.run(["subscriber", "rotate", "2"]);
    expect(rotated.stdout).toBe(`${shell.daemon.store.subscribers.get(1)?.secret}\n`);
    expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining("email is not signed")]);
  });
});

describe("subscriber import and export", () => {
  test("an export of one daemon is another's import, and its own changes nothing", async () => {
    const shell = await startShell();
    await shell.run(["subscriber", "add", "webhook", HOOK, "-c", "api"]);
    await shell.run(["subscriber", "add", "email", "ann@example.org", "--verified", "--only", "posts"]);
    await shell.run(["subscriber", "add", "email", "bob@example.org"]);
    const exported = await shell.run(["subscriber", "export"]);
    const other = await startShell();
    const taken = await other.run(["subscriber", "import", "-", "--verified"], { stdin: exported.stdout });
    const same = await shell.run(["subscriber", "import", "-", "--verified"], { stdin: exported.stdout });
    expect(taken).toEqual({ exitCode: 0, stdout: "3 added, 0 there already, 0 left out, 0 refused\n", stderr: "" });
    expect(same.stdout).toBe("0 added, 3 there already, 0 left out, 0 refused\n");
    const lists = await Promise.all(
      [shell, other].map((one) => one.json<Record<string, unknown>[]>(["subscriber", "export"])),
    );
    const told = lists.map((list) =>
      list
        .map(({ channel, target, components, kinds, state, format }) => ({
          channel,
          target,
          components,
          kinds,
          state,
          format,
        }))
        .sort((a, b) => String(a.target).localeCompare(String(b.target))),
    );
    expect(told[1]).toEqual(told[0]);
    expect(told[0]!.map(({ state }) => state)).toEqual(["active", "unverified", "active"]);
  });

  test("faults are said by their lines, the rest is taken, and the exit code is 1", async () => {
    const shell = await startShell();
    const file = fileOf(
      [
        "channel,target,components",
        "email,ann@example.org,api",
        "fax,12,",
        "email,no address,",
        "email,bob@example.org,vault",
        "email,ann@example.org,",
      ].join("\n"),
    );
    const { exitCode, stdout, stderr } = await shell.run(["subscriber", "import", file]);
    expect([exitCode, stdout]).toEqual([1, "1 added, 1 there already, 0 left out, 3 refused\n"]);
    expect(stderr.split("\n").map((line) => line.slice(0, 15))).toEqual([
      ...["line 3 refused:", "line 4 refused:", "line 5 refused:", ""],
    ]);
    expect(await shell.json(["subscriber", "list"])).toMatchObject([
      { target: "ann@example.org", state: "unverified" },
    ]);
  });

  test("nobody becomes active whom the list calls something else, and columns that are not read are named", async () => {
    const shell = await startShell();
    const file = fileOf(
      [
        "Email,Status,Full Name,Components",
        "ann@example.org,active,Ann,All",
        "bob@example.org,unconfirmed,Bob,all",
        "cid@example.org,unsubscribed,Cid,",
        "dan@example.org,quarantined,Dan,",
        "eve@example.org,bounced,Eve,",
      ].join("\n"),
    );
    const { exitCode, stdout, stderr } = await shell.run(["subscriber", "import", file, "--verified"]);
    expect([exitCode, stdout]).toEqual([1, "2 added, 0 there already, 2 left out, 1 refused\n"]);
    expect(stderr.trimEnd().split("\n")).toEqual([
      "columns not read: full_name",
      "line 4 left out: the list calls it unsubscribed",
      "line 5 left out: it was quarantined, since nothing reached it",
      expect.stringMatching(/^line 6 refused: its state is "bounced", which is none that we know/),
    ]);
    const list = await shell.json<{ target: string; state: string }[]>(["subscriber", "list"]);
    expect(list.map(({ target, state }) => `${target} ${state}`).sort()).toEqual([
      ...["ann@example.org active", "bob@example.org unverified"],
    ]);
  });

  test("more than one request holds: all of it arrives, and --json counts it", async () => {
    const shell = await startShell();
    const lines = Array.from({ length: 1203 }, (_, n) => `${n}@example.org`);
    const { stdout, exitCode } = await shell.run([
      "subscriber",
      "import",
      fileOf(["email", ...lines].join("\n")),
      "--verified",
      "--json",
    ]);
    expect(JSON.parse(stdout)).toEqual({ added: 1203, unchanged: 0, refused: [], leftOut: [] });
    expect(exitCode).toBe(0);
    const exported = await shell.run(["subscriber", "export"]);
    expect(exported.stdout.trimEnd().split("\n")).toHaveLength(1204);
  });

  test("an import tells nobody anything but the question whether they want it", async () => {
    const shell = await startShell();
    await shell.run(["open", "Down", "-s", "critical", "-c", "api"]);
    await shell.daemon.warm; // what the warm-up holds is not what is asked here
    const file = fileOf("channel,target\nemail,ann@example.org\nntfy,https://ntfy.invalid/topic\n");
    await shell.run(["subscriber", "import", file]);
    await shell.daemon.wind(3600_000);
    const deliveries = shell.daemon.store.db
      .prepare(
        "SELECT kind, deliveries.subscriber_id FROM deliveries JOIN notices ON notices.id = notice_id ORDER BY deliveries.id",
      )
      .raw()
      .all();
    expect(deliveries).toEqual([["confirm", 1]]);
  });

  test("a viewer exports nothing, since it would hold no addresses", async () => {
    const shell = await startShell();
    const { token } = await shell.json<{ token: string }>(["token", "create", "eve", "--role", "viewer"]);
    const { exitCode, stdout, stderr } = await shell.run([
      "subscriber",
      "export",
      "--url",
      shell.daemon.url,
      "--token",
      token,
    ]);
    expect([exitCode, stdout]).toEqual([4, ""]);
    expect(stderr).toContain("Only an admin sees addresses");
  });

  test("a file that is not there or holds no subscribers is refused before anything is sent", async () => {
    const shell = await startShell();
    const missing = await shell.run(["subscriber", "import", "/nowhere/at-all.csv"]);
    const foreign = await shell.run(["subscriber", "import", fileOf("name,city\nann,Bonn\n")]);
    expect([missing.exitCode, foreign.exitCode]).toEqual([2, 2]);
    expect(missing.stderr).toContain("/nowhere/at-all.csv cannot be read");
    expect(foreign.stderr).toContain("names no columns that we know: name, city");
  });
});
