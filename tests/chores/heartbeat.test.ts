// Our own heartbeat to somebody else's watch: it comes while all is well inside, and only then.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openIncident } from "../../src/contract/incidents.ts";
import { getDoctor } from "../../src/contract/log.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";

interface Watch {
  url: string;
  /** Method and path of each call. */
  calls: string[];
  /** How the next calls are answered; the default is 200. */
  answer: (how: (response: ServerResponse) => void) => void;
  /** Resolves with the next call that comes from now on. */
  next: () => Promise<string>;
}
const startWatch = async (): Promise<Watch> => {
  const calls: string[] = [];
  let answer = (response: ServerResponse): void => void response.writeHead(200).end("OK");
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answer: (how) => {
      answer = how;
    },
    next: () => {
      const before = calls.length;
      return until("a heartbeat", () => calls[before]);
    },
  };
};

const withHeartbeat = (url: string, every = "1s") => ({ notify: { heartbeat: { url, every } } });
const checkOf = async ({ client }: TestDaemon) =>
  (await client.call(getDoctor, {})).checks.find(({ name }) => name === "heartbeat");

test("it calls the URL again and again while all is well", async () => {
  const watch = await startWatch();
  const daemon = await startTestDaemon({ config: withHeartbeat(`${watch.url}/ping/abc`) });
  await until("three heartbeats", () => watch.calls.length >= 3);
  expect(new Set(watch.calls)).toEqual(new Set(["GET /ping/abc"]));
  expect(await checkOf(daemon)).toEqual({ name: "heartbeat", state: "ok", detail: "is called" });
});

test("without one in the config nothing is called, and the doctor does not speak of it; a reload begins, moves and ends it", async () => {
  const watch = await startWatch();
  const daemon = await startTestDaemon({ hasFile: true });
  expect(await checkOf(daemon)).toBeUndefined();

  daemon.rewrite(withHeartbeat(`${watch.url}/one`));
  await daemon.reload("test");
  expect(await watch.next()).toBe("GET /one");

  daemon.rewrite(withHeartbeat(`${watch.url}/two`, "1h"));
  await daemon.reload("test");
  await until("the other address", () => watch.calls.includes("GET /two"));

  daemon.rewrite({});
  await daemon.reload("test");
  expect(await checkOf(daemon)).toBeUndefined();
});

test.each([
  ["answers 404", (response: ServerResponse) => void response.writeHead(404).end(), "it answered 404"],
  [
    "sends elsewhere",
    (response: ServerResponse) => void response.writeHead(302, { location: "/stolen" }).end(),
    "it answered 302",
  ],
  ["hangs up", (response: ServerResponse) => void response.destroy(), "it cannot be reached (UND_ERR_SOCKET)"],
])(
  "one that %s is said once in the log and by the doctor, without what is secret of it, and so is its return",
  async (_, how, words) => {
    const watch = await startWatch();
    watch.answer(how);
    const daemon = await startTestDaemon({ config: withHeartbeat(`${watch.url}/secret-uuid`) });
    const host = new URL(watch.url).host;
    await until("the third call", () => watch.calls.length >= 3);
    const warnings = daemon.logged.filter(({ msg }) => msg.includes("heartbeat"));
    expect(warnings.map(({ msg }) => msg)).toEqual([
      `the heartbeat at ${host} does not get through: ${words}; trying on`,
    ]);
    expect(await checkOf(daemon)).toEqual({
      ...{ name: "heartbeat", state: "warning", detail: `${host}: ${words}` },
      hint: "See `notify.heartbeat.url` in the config.",
    });
    expect(new Set(watch.calls)).toEqual(new Set(["GET /secret-uuid"]));

    watch.answer((response) => void response.writeHead(200).end());
    await until("all to be well", async () => (await checkOf(daemon))?.state === "ok");
  },
);

test("a store that cannot write stops it, and it goes on by itself", async () => {
  const watch = await startWatch();
  const daemon = await startTestDaemon({ config: withHeartbeat(watch.url) });
  await daemon.warm;
  await watch.next();

  daemon.store.db.pragma("query_only = true");
  const refused = await until("a commit that fails", () =>
    daemon.client.call(openIncident, { title: "Down", severity: "low" }).then(
      () => undefined,
      (error: Error) => error,
    ),
  );
  expect(refused.message).not.toBe("");
  const before = watch.calls.length;
  const since = performance.now();
  await until("its time to have come twice", () => performance.now() - since > 2500);
  expect(watch.calls.length).toBe(before);

  daemon.store.db.pragma("query_only = false");
  await watch.next();
});

test("stopping the daemon waits for no call", async () => {
  const watch = await startWatch();
  watch.answer(() => {}); // never
  const daemon = await startTestDaemon({ config: withHeartbeat(watch.url) });
  await until("the call", () => watch.calls.length === 1);
  await daemon.stop();
  expect(daemon.logged.filter(({ msg }) => msg.includes("heartbeat"))).toEqual([]);
});
