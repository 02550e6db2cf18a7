// Every code of the problem table, reached over HTTP as a stranger, and with the exit code that a script sees.
import { expect, test } from "vitest";
import { openIncident } from "../../src/contract/incidents.ts";
import { EXIT_OF_CODE, type ProblemCode, STATUS_OF_CODE, TITLE_OF_CODE } from "../../src/contract/problem.ts";
import type { Role } from "../../src/domain/actor.ts";
import { type Shell, startShell } from "../cli/against-daemon.ts";
import type { Ran } from "../cli/support.ts";
import type { TestDaemonOptions } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { type Answer, type Ask, ask, tokenOf } from "./requests.ts";

interface Case {
  options?: TestDaemonOptions;
  /** Who asks; the default is an admin. */
  role?: Role;
  token?: string;
  /** Brings the daemon to where the request fails, after incident 1 was opened. */
  arrange?: (shell: Shell, token: string) => Promise<void> | void;
  request: Omit<Ask, "token"> & { path: string };
  /** The same as a command line. */
  argv: readonly string[];
}
const LONG = "x".repeat(1024 * 1024 + 1);
const SOME = "x".repeat(9000);

/** A code without a case does not compile. */
const CASES: Record<ProblemCode, Case> = {
  invalid: {
    request: { method: "POST", path: "/incidents", body: { title: "Down", components: [{ id: "appi" }] } },
    argv: ["open", "Down", "-c", "appi"],
  },
  unauthenticated: {
    token: "tocsin_nobody_made_this",
    request: { path: "/incidents" },
    argv: ["list"],
  },
  forbidden: {
    role: "viewer",
    request: { method: "POST", path: "/incidents/1/ack", body: {} },
    argv: ["ack", "1"],
  },
  not_found: {
    request: { path: "/incidents/99" },
    argv: ["show", "99"],
  },
  conflict: {
    request: { method: "POST", path: "/incidents/1/close", body: {} },
    argv: ["close", "1"],
  },
  too_large: {
    request: { method: "POST", path: "/incidents/1/notes", body: { text: LONG } },
    argv: ["note", "1", LONG],
  },
  rate_limited: {
    options: { config: { limits: { requests_per_minute: 1 } } },
    arrange: async ({ daemon }, token) => void (await ask(daemon, "/api/v1/whoami", { token })),
    request: { path: "/incidents" },
    argv: ["list"],
  },
  internal: {
    // A fault that nobody foresaw.
    arrange: ({ daemon }) => void daemon.store.db.exec("DROP TABLE incident_links"),
    request: { path: "/incidents/1" },
    argv: ["show", "1"],
  },
  unavailable: {
    arrange: async ({ daemon }, token) => {
      const { db } = daemon.store;
      await daemon.warm;
      db.pragma(`max_page_count = ${db.pragma("page_count", { simple: true })}`);
      // What is left of the last pages is soon used up.
      await until("a full disk", async () => {
        const note = { method: "POST", token, body: { text: SOME } };
        return (await ask(daemon, "/api/v1/incidents/1/notes", note)).status === 503;
      });
    },
    request: { method: "POST", path: "/incidents/1/notes", body: { text: SOME } },
    argv: ["note", "1", SOME],
  },
};

const CODES = Object.keys(STATUS_OF_CODE) as ProblemCode[];

test.each(CODES)("%s", async (code) => {
  const { options, role = "admin", token: given, arrange, request, argv } = CASES[code];
  const shell = await startShell(options);
  const { daemon, run } = shell;
  await daemon.client.call(openIncident, { title: "Down", severity: "low" });
  const token = given ?? (await tokenOf(daemon, role));
  try {
    await arrange?.(shell, token);
    const { path, ...rest } = request;
    expectProblem(code, await ask(daemon, `/api/v1${path}`, { token, ...rest }));
    const env = { TOCSIN_SOCKET: "", TOCSIN_URL: daemon.url, TOCSIN_TOKEN: token };
    expectExit(code, await run(argv, { env }), await run([...argv, "--json"], { env }));
  } finally {
    daemon.store.db.pragma("max_page_count = 1000000");
  }
});

const expectProblem = (code: ProblemCode, reply: Answer): void => {
  expect(reply.status).toBe(STATUS_OF_CODE[code]);
  expect(reply.headers.get("content-type")).toBe("application/problem+json");
  expect(reply.headers.get("tocsin-version")).toMatch(/^\d+\.\d+\.\d+/);
  expect(reply.json).toEqual({
    type: `urn:tocsin:problem:${code}`,
    title: TITLE_OF_CODE[code],
    status: STATUS_OF_CODE[code],
    code,
    detail: expect.stringMatching(/\S.*[.?]$/),
    hint: expect.stringMatching(/\S/),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    ...(code === "invalid" ? { errors: [{ path: "components[0]", message: expect.any(String) }] } : {}),
  });
  const mustWait = code === "rate_limited" || code === "unavailable";
  expect(reply.headers.get("retry-after")).toEqual(mustWait ? expect.stringMatching(/^[1-9]\d*$/) : null);
  expect(reply.headers.get("www-authenticate")).toBe(code === "unauthenticated" ? 'Bearer realm="tocsin"' : null);
};

/** In words and as JSON: the same exit code, and the code's own name for a script to read. */
const expectExit = (code: ProblemCode, inWords: Ran, asJson: Ran): void => {
  expect([inWords.exitCode, asJson.exitCode]).toEqual([EXIT_OF_CODE[code], EXIT_OF_CODE[code]]);
  expect(inWords.stdout).toBe("");
  expect(inWords.stderr).toMatch(/^tocsin: \S/);
  expect(asJson.stdout + asJson.stderr).toMatch(new RegExp(`"code": ?"${code}"`));
};
