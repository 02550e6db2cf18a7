// Daemons by name: what is written, who may read it, and which daemon a command then talks to.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { contextsFile, readContexts } from "../../src/config/contexts.ts";
import { describeEndpoint, findEndpoints } from "../../src/config/places.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";
import { startShell } from "./against-daemon.ts";
import { type Ran, tocsin } from "./support.ts";

const TOKEN = "tocsin_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWXYZ";

interface Home {
  env: Record<string, string>;
  file: string;
  run: (argv: readonly string[], own?: { env?: Record<string, string>; stdin?: string }) => Promise<Ran>;
}
/** Somebody's own folder of settings. */
const makeHome = (): Home => {
  const env = { XDG_CONFIG_HOME: join(tempDir(), "config") };
  return {
    env,
    file: contextsFile(env),
    run: (argv, own = {}) => tocsin(argv, { ...own, env: { ...env, ...own.env } }),
  };
};
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** Answers whoami as if it were a daemon, and keeps what it was signed in with. */
const startEar = async (): Promise<{ url: string; heard: (string | undefined)[] }> => {
  const heard: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers.authorization);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ actor: { kind: "person", name: "ann" }, role: "admin", version: "0" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const at = server.address();
  return { url: `http://127.0.0.1:${typeof at === "object" && at ? at.port : 0}`, heard };
};

describe("context add, use, list, remove", () => {
  test("an added one is listed with its token masked, used, marked, and removed", async () => {
    const { run } = makeHome();
    const added = await run(["context", "add", "prod", "--url", "https://status.example.org/", "--token", TOKEN]);
    expect(added).toEqual({
      exitCode: EXIT.done,
      stdout: "context prod added: https://status.example.org, token …WXYZ\n",
      stderr: "Talk to it with `--context prod`, or always with `tocsin context use prod`.\n",
    });
    await run(["context", "add", "here", "--socket", "/run/tocsin/tocsin.sock"]);
    expect((await run(["context", "use", "here"])).stdout).toBe("context here in use: /run/tocsin/tocsin.sock\n");
    const listed = await run(["context", "list"]);
    expect(listed.stdout.split("\n").map((line) => line.trimEnd())).toEqual([
      "   NAME  TOKEN  WHERE",
      "   prod  …WXYZ  https://status.example.org",
      "*  here  -      /run/tocsin/tocsin.sock",
      "",
    ]);
    expect(JSON.parse((await run(["context", "list", "--json"])).stdout)).toEqual([
      { name: "prod", current: false, url: "https://status.example.org", token: "…WXYZ" },
      { name: "here", current: true, socket: "/run/tocsin/tocsin.sock" },
    ]);
    expect((await run(["context", "list", "--quiet"])).stdout).toBe("prod\nhere\n");
    const removed = await run(["context", "remove", "here"]);
    expect([removed.stdout, removed.stderr]).toEqual([
      "context here removed: /run/tocsin/tocsin.sock\n",
      "It was in use; now none is.\n",
    ]);
    expect((await run(["context", "list", "--quiet"])).stdout).toBe("prod\n");
  });

  test("the file is its owner's alone, in a folder of the same kind, and nothing unfinished stays beside it", async () => {
    const { run, file, env } = makeHome();
    await run(["context", "add", "prod", "--url", "http://127.0.0.1:1", "--token", TOKEN]);
    await run(["context", "use", "prod"]);
    expect([modeOf(file), modeOf(join(env.XDG_CONFIG_HOME!, "tocsin"))]).toEqual(["600", "700"]);
    expect(readdirSync(join(env.XDG_CONFIG_HOME!, "tocsin"))).toEqual(["contexts.json"]);
    expect(readContexts(env)).toEqual({
      current: "prod",
      byName: new Map([["prod", { url: "http://127.0.0.1:1", token: TOKEN }]]),
    });
  });

  test("a token comes from stdin with `-`, so that it stands in no history", async () => {
    const { run, env } = makeHome();
    const added = await run(["context", "add", "prod", "--url", "http://127.0.0.1:1", "--token", "-"], {
      stdin: `${TOKEN}\n`,
    });
    expect(added.exitCode).toBe(EXIT.done);
    expect(readContexts(env).byName.get("prod")).toEqual({ url: "http://127.0.0.1:1", token: TOKEN });
  });

  test("a name that is taken is replaced only with --force", async () => {
    const { run, env } = makeHome();
    await run(["context", "add", "prod", "--url", "http://127.0.0.1:1", "--token", TOKEN]);
    const refused = await run(["context", "add", "prod", "--url", "http://127.0.0.1:2"]);
    expect([refused.exitCode, refused.stderr]).toEqual([
      EXIT.conflict,
      'tocsin: There is a context "prod" already.\nReplace it with `--force`.\n',
    ]);
    expect((await run(["context", "add", "prod", "--url", "http://127.0.0.1:2", "--force"])).stdout).toMatch(
      /replaced/,
    );
    // Its old token was for the old place.
    expect(readContexts(env).byName.get("prod")).toEqual({ url: "http://127.0.0.1:2" });
  });

  test.each([
    [["add", "prod"], "Where is this daemon?"],
    [["add", "prod", "--url", "http://a", "--socket", "/b"], "A daemon is in one place."],
    [["add", "prod", "--url", "ftp://a"], '"ftp://a" is not the URL of a daemon.'],
    [["add", "../prod", "--url", "http://a"], '"../prod" is no name for a context.'],
    [["add", "prod", "--url", "http://a", "--token", "two words"], "This is no token"],
    [["use"], "Which context?"],
    [["use", "prod", "--none"], "exclude each other"],
  ])("context %j is refused, and nothing is written", async (argv, why) => {
    const { run, file } = makeHome();
    const { exitCode, stderr } = await run(["context", ...argv]);
    expect([exitCode, stderr]).toEqual([EXIT.usage, expect.stringContaining(why)]);
    expect(existsSync(file)).toBe(false);
  });

  test.each(["use", "remove"])("%s of a name that is not there says the nearest one", async (verb) => {
    const { run } = makeHome();
    await run(["context", "add", "prod", "--url", "http://127.0.0.1:1"]);
    const { exitCode, stderr } = await run(["context", verb, "prd"]);
    expect([exitCode, stderr]).toEqual([EXIT.notFound, expect.stringContaining("Did you mean prod?")]);
  });

  test("`use --none` lets the daemon of this machine be found by itself again", async () => {
    const { run, env } = makeHome();
    await run(["context", "add", "prod", "--url", "http://127.0.0.1:1"]);
    await run(["context", "use", "prod"]);
    expect((await run(["context", "use", "--none"])).exitCode).toBe(EXIT.done);
    expect(readContexts(env)).toMatchObject({ current: null });
  });

  test("`use` warns where the environment names another, which comes first", async () => {
    const { run } = makeHome();
    await run(["context", "add", "prod", "--url", "http://127.0.0.1:1"]);
    const used = await run(["context", "use", "prod"], { env: { TOCSIN_CONFIG: "/etc/tocsin/config.yaml" } });
    expect([used.exitCode, used.stderr]).toEqual([
      EXIT.done,
      expect.stringContaining("TOCSIN_CONFIG is set and comes first"),
    ]);
    expect(
      (await run(["context", "use", "prod"], { env: { TOCSIN_CONTEXT: "prod", TOCSIN_CONFIG: "x" } })).stderr,
    ).toBe("");
  });

  test("two hundred fit, and the next is refused with what to do", async () => {
    const { run, file, env } = makeHome();
    await run(["context", "add", "c0", "--url", "http://a"]);
    const contexts = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`c${at}`, { url: "http://a" }]));
    writeFileSync(file, JSON.stringify({ current: null, contexts }));
    const refused = await run(["context", "add", "more", "--url", "http://a"]);
    expect([refused.exitCode, refused.stderr]).toEqual([EXIT.conflict, expect.stringContaining("context remove")]);
    expect((await run(["context", "add", "c7", "--url", "http://b", "--force"])).exitCode).toBe(EXIT.done);
    expect(readContexts(env).byName.size).toBe(200);
  });
});

describe("a file of contexts that is not as it should be", () => {
  const withFile = (text: string, mode = 0o600): Home => {
    const home = makeHome();
    mkdirSync(join(home.env.XDG_CONFIG_HOME!, "tocsin"), { recursive: true });
    writeFileSync(home.file, text);
    chmodSync(home.file, mode);
    return home;
  };
  const GOOD = JSON.stringify({ current: "prod", contexts: { prod: { url: "http://127.0.0.1:1" } } });

  test.each(["644", "640", "620"])("open to others (%s), it is refused with how to close it", async (mode) => {
    const { run, file } = withFile(GOOD, Number.parseInt(mode, 8));
    for (const argv of [["list"], ["context", "list"], ["list", "--context", "prod"]]) {
      const { exitCode, stderr } = await run(argv);
      expect([exitCode, stderr]).toEqual([EXIT.usage, expect.stringContaining(`chmod 600 ${file}`)]);
    }
  });

  test.each([
    "",
    "{",
    "[]",
    '{"contexts": []}',
    '{"contexts": {"a": {}}}',
    '{"contexts": {"a": {"url": "http://a", "socket": "/b"}}}',
    '{"contexts": {"a": {"url": "http://a", "token": "x\\ny"}}}',
    '{"contexts": {"a b": {"url": "http://a"}}}',
    '{"current": 7, "contexts": {}}',
  ])("%j is not taken for one", async (text) => {
    const { run } = withFile(text);
    const { exitCode, stderr } = await run(["list"]);
    expect([exitCode, stderr]).toEqual([EXIT.usage, expect.stringContaining("not as `tocsin context` writes it")]);
  });

  test("one in use that is no longer there is said, and another can be chosen", async () => {
    const { run } = withFile(JSON.stringify({ current: "prd", contexts: { prod: { url: "http://127.0.0.1:1" } } }));
    const lost = await run(["list"]);
    expect([lost.exitCode, lost.stderr]).toEqual([
      EXIT.usage,
      expect.stringMatching(/no context "prd".*\n.*mean prod\?/),
    ]);
    expect((await run(["context", "use", "prod"])).exitCode).toBe(EXIT.done);
    expect((await run(["list"])).exitCode).toBe(EXIT.unreachable);
  });

  test("it is not even opened where flags or environment name the daemon", async () => {
    const { run } = withFile("{", 0o644);
    const nowhere = { TOCSIN_SOCKET: join(tempDir(), "nobody.sock") };
    for (const [argv, env] of [
      [["list", "--url", "http://127.0.0.1:1"], {}],
      [["list"], nowhere],
      [["list"], { TOCSIN_URL: "http://127.0.0.1:1" }],
    ] as const)
      expect((await run(argv, { env })).exitCode).toBe(EXIT.unreachable);
  });
});

describe("which daemon is meant", () => {
  const CONTEXTS = {
    current: "used",
    contexts: {
      used: { url: "http://used", token: "token-of-used" },
      other: { url: "http://other", token: "token-of-other" },
      sock: { socket: "/sock" },
    },
  };
  const endpointsOf = async (flags: object, env: Record<string, string>): Promise<string[]> => {
    const home = makeHome();
    mkdirSync(join(home.env.XDG_CONFIG_HOME!, "tocsin"), { recursive: true });
    writeFileSync(home.file, JSON.stringify(CONTEXTS), { mode: 0o600 });
    const config = join(home.env.XDG_CONFIG_HOME!, "named.yaml");
    writeFileSync(config, "server: { socket: /of-config }\n");
    const named = Object.fromEntries(Object.entries({ ...flags }).map(([k, v]) => [k, v === "CONFIG" ? config : v]));
    const found = await findEndpoints(named, {
      ...home.env,
      ...Object.fromEntries(Object.entries(env).map(([k, v]) => [k, v === "CONFIG" ? config : v])),
    });
    return found.map((one) => `${describeEndpoint(one)}${one.token ? ` with ${one.token}` : ""}`);
  };

  const FLAGS = { url: "http://flag", context: "other", config: "CONFIG" };
  const ENV = { TOCSIN_URL: "http://env", TOCSIN_SOCKET: "/env", TOCSIN_CONTEXT: "sock", TOCSIN_CONFIG: "CONFIG" };
  const without = <T extends object>(whole: T, ...names: (keyof T)[]): Partial<T> =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name as keyof T))) as Partial<T>;

  test.each([
    ["--url stands above all", FLAGS, ENV, "http://flag"],
    ["then --context", without(FLAGS, "url"), ENV, "http://other (context other) with token-of-other"],
    ["then --config", { config: "CONFIG" }, ENV, "/of-config"],
    ["then TOCSIN_URL", {}, ENV, "http://env"],
    ["then TOCSIN_SOCKET", {}, without(ENV, "TOCSIN_URL"), "/env"],
    ["then TOCSIN_CONTEXT", {}, without(ENV, "TOCSIN_URL", "TOCSIN_SOCKET"), "/sock (context sock)"],
    ["then TOCSIN_CONFIG", {}, { TOCSIN_CONFIG: "CONFIG" }, "/of-config"],
    ["then the context in use", {}, {}, "http://used (context used) with token-of-used"],
  ])("%s", async (_, flags, env, expected) => {
    expect(await endpointsOf(flags, env as Record<string, string>)).toEqual([expected]);
  });

  test("a context that names nobody is said with the nearest name, and no other daemon is asked", async () => {
    const { run } = makeHome();
    await run(["context", "add", "prod", "--url", "http://127.0.0.1:1"]);
    const byFlag = await run(["list", "--context", "prud"]);
    expect([byFlag.exitCode, byFlag.stderr]).toEqual([
      EXIT.usage,
      'tocsin: There is no context "prud", which --context names.\nDid you mean prod? See them all with `tocsin context list`.\n',
    ]);
    const byEnv = await run(["list"], { env: { TOCSIN_CONTEXT: "staging" } });
    expect([byEnv.exitCode, byEnv.stderr]).toEqual([EXIT.usage, expect.stringContaining("which TOCSIN_CONTEXT names")]);
  });

  test("one whose daemon is away ends with 6 and says which it was", async () => {
    const { run } = makeHome();
    await run(["context", "add", "prod", "--socket", join(tempDir(), "nobody.sock")]);
    const { exitCode, stderr } = await run(["list", "--context", "prod"]);
    expect([exitCode, stderr]).toEqual([EXIT.unreachable, expect.stringMatching(/nobody\.sock \(context prod\) \(/)]);
  });

  test("a daemon is reached through its context, with the context's token, over TCP and the socket", async () => {
    const daemon = await startTestDaemon();
    const { run } = makeHome();
    const socket = { TOCSIN_SOCKET: daemon.socketPath };
    const made = await run(["token", "create", "laptop", "--role", "viewer", "--quiet"], { env: socket });
    await run(["context", "add", "tcp", "--url", daemon.url, "--token", "-"], { stdin: made.stdout });
    await run(["context", "add", "unix", "--socket", daemon.socketPath]);
    const overTcp = await run(["whoami", "--context", "tcp"]);
    expect(overTcp.stdout).toContain(`laptop (token), viewer, at ${daemon.url} (context tcp)`);
    await run(["context", "use", "unix"]);
    const overUnix = await run(["whoami"], { env: { TOCSIN_ACTOR: "ann" } });
    expect(overUnix.stdout).toContain(`ann (person), admin, at ${daemon.socketPath} (context unix)`);
  });
});

describe("a context's token", () => {
  test("opens the live feed too", async () => {
    const { run, start, daemon } = await startShell();
    const { env } = makeHome();
    await run(["open", "Down"]);
    const made = await run(["token", "create", "wall", "--role", "viewer", "--quiet"]);
    await tocsin(["context", "add", "tcp", "--url", daemon.url, "--token", made.stdout.trim()], { env });
    const watch = start(["watch", "--since", "0", "--until-resolved", "1"], {
      env: { ...env, TOCSIN_SOCKET: "", TOCSIN_CONTEXT: "tcp" },
    });
    await until("what was before", () => watch.stdout().includes("opened"));
    await run(["resolve", "1"]);
    expect(await watch.exitCode).toBe(EXIT.done);
  });

  test("goes to its own daemon and to no other", async () => {
    const [own, other] = [await startEar(), await startEar()];
    const { run } = makeHome();
    await run(["context", "add", "prod", "--url", own.url, "--token", TOKEN]);
    await run(["context", "use", "prod"]);
    await run(["whoami"]);
    await run(["whoami", "--url", other.url]);
    await run(["whoami", "--url", other.url, "--context", "prod"]);
    await run(["whoami"], { env: { TOCSIN_URL: other.url } });
    expect(own.heard).toEqual([`Bearer ${TOKEN}`]);
    expect(other.heard).toEqual([undefined, undefined, undefined]);
  });

  test("gives way to --token, and that to nothing; TOCSIN_TOKEN stands between", async () => {
    const ear = await startEar();
    const { run } = makeHome();
    await run(["context", "add", "prod", "--url", ear.url, "--token", TOKEN]);
    const env = { TOCSIN_CONTEXT: "prod" };
    await run(["whoami", "--token", "by-flag"], { env: { ...env, TOCSIN_TOKEN: "by-env" } });
    await run(["whoami"], { env: { ...env, TOCSIN_TOKEN: "by-env" } });
    await run(["whoami"], { env: { ...env, TOCSIN_TOKEN: "" } });
    expect(ear.heard).toEqual(["Bearer by-flag", "Bearer by-env", `Bearer ${TOKEN}`]);
  });

  test("of a context that the command line names goes before TOCSIN_TOKEN, which is meant for another daemon", async () => {
    const ear = await startEar();
    const { run } = makeHome();
    await run(["context", "add", "staging", "--url", ear.url, "--token", TOKEN]);
    await run(["whoami", "--context", "staging"], { env: { TOCSIN_TOKEN: "of-production" } });
    expect(ear.heard).toEqual([`Bearer ${TOKEN}`]);
  });

  test("is never printed whole, whatever is asked", async () => {
    const { run, file } = makeHome();
    const said: Ran[] = [];
    said.push(await run(["context", "add", "prod", "--url", "http://127.0.0.1:1", "--token", TOKEN]));
    for (const argv of [["context", "list"], ["context", "use", "prod"], ["list"], ["context", "remove", "prod"]])
      for (const json of [[], ["--json"]]) said.push(await run([...argv, ...json]));
    expect(said.length).toBe(9);
    expect(JSON.stringify(said)).not.toContain(TOKEN.slice(0, 12));
    expect(readFileSync(file, "utf8")).not.toContain(TOKEN);
  });
});
