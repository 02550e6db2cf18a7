// Sending to addresses that strangers give: never inside, never further than asked, never without an end, and none of them
// keeps the others waiting.
import type { LookupAddress } from "node:dns";
import type { ServerResponse } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import type { HttpRequest } from "../../src/daemon/delivery/engine.ts";
import { createSafeFetch, type SafeFetchOptions } from "../../src/daemon/delivery/safe-fetch.ts";
import { isPrivateAddress } from "../../src/domain/private-address.ts";
import { type Sink, startSink } from "../support/sink.ts";
import { until } from "../support/until.ts";

const to = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  ...{ kind: "http", url, headers: {}, body: "{}" },
  ...more,
});
const sender = (allowPrivate: boolean, more: Partial<SafeFetchOptions> = {}) => {
  const made = createSafeFetch({ allowPrivate: () => allowPrivate, ...more });
  onTestFinished(made.close);
  return made.send;
};
const sinkAnswering = async (answer: (response: ServerResponse) => void): Promise<Sink> => {
  const sink = await startSink();
  sink.answer((_request, response) => answer(response));
  return sink;
};
const at = (address: string): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 });
const REFUSED = { kind: "failed", isPermanent: true, reason: expect.stringContaining("allow_private_targets") };

describe("addresses", () => {
  test.each([
    ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"],
    ...["192.88.99.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "3fff::1"],
    ...["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:a9fe:a9fe", "::ffff:0:1", "64:ff9b::7f00:1", "64:ff9b::1"],
    ...["64:ff9b:1::1", "2002:7f00:1::"],
  ])("%s is one of our own networks", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::808:808"])(
    "%s is public",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );

  test.each([
    ...["http://127.0.0.1", "http://localhost", "http://localhost.", "http://a.localhost", "http://[::1]"],
    ...["http://2130706433", "http://0x7f.1", "http://0177.0.0.1", "http://127.1", "http://①②⑦.0.0.1"],
    ...[
      "http://[::ffff:127.0.0.1]",
      "http://[::ffff:7f00:1]",
      "http://example.org@127.0.0.1",
      "http://169.254.169.254",
    ],
  ])("%s is refused before anything is sent, for good", async (host) => {
    const sink = await startSink();
    expect(await sender(false)(to(`${host}:${new URL(sink.url).port}/x`))).toMatchObject(REFUSED);
    expect(sink.received).toEqual([]);
  });

  test.each([
    ["a private address", [at("10.0.0.1")]],
    ["the address of a cloud's metadata", [at("169.254.169.254")]],
    ["an IPv4 address inside IPv6", [at("::ffff:127.0.0.1")]],
    ["a public and a private address", [at("1.1.1.1"), at("127.0.0.1")]],
  ])("a name that leads to %s is refused when it is resolved", async (_, addresses) => {
    const send = sender(false, { lookup: async () => addresses });
    expect(await send(to("http://rebind.example.org/"))).toMatchObject(REFUSED);
  });

  test("where the config allows it, it is sent, by address and by name", async () => {
    const sink = await startSink();
    const send = sender(true, { lookup: async () => [at("127.0.0.1")] });
    expect(await send(to(`${sink.url}/x`))).toEqual({ kind: "sent" });
    expect(await send(to(`http://sink.lan:${new URL(sink.url).port}/y`))).toEqual({ kind: "sent" });
    expect(sink.received.map(({ path }) => path)).toEqual(["/x", "/y"]);
  });

  test("it is asked at each send, and a connection from before is not used again", async () => {
    const sink = await startSink();
    let isAllowed = true;
    const send = createSafeFetch({ allowPrivate: () => isAllowed, lookup: async () => [at("127.0.0.1")] });
    onTestFinished(send.close);
    const url = `http://sink.lan:${new URL(sink.url).port}/`;
    expect(await send.send(to(url))).toEqual({ kind: "sent" });
    isAllowed = false;
    expect(await send.send(to(url))).toMatchObject(REFUSED);
    expect(sink.received).toHaveLength(1);
  });
});

describe("answers", () => {
  test.each(["/elsewhere", "http://169.254.169.254/latest/meta-data/"])(
    "a redirect to %s is not followed",
    async (location) => {
      const sink = await sinkAnswering((response) => response.writeHead(302, { location }).end());
      expect(await sender(true)(to(`${sink.url}/x`))).toMatchObject({ kind: "failed", isPermanent: true });
      expect(sink.received.map(({ path }) => path)).toEqual(["/x"]);
    },
  );

  test.each([
    [410, undefined, true],
    [404, [403, 404], true],
    [404, undefined, undefined],
  ])("%d, where %o mean that nobody is there, ends the target: %s", async (status, goneOn, endsTarget) => {
    const sink = await sinkAnswering((response) => response.writeHead(status).end());
    const outcome = await sender(true)(to(sink.url, goneOn ? { goneOn } : {}));
    expect(outcome).toEqual({
      ...{ kind: "failed", isPermanent: true, reason: `the target answered ${status}` },
      ...(endsTarget ? { endsTarget } : {}),
    });
  });

  test.each([
    ["2", 2000],
    ["0.25", 250],
    ["99999999", 24 * 3600_000],
    ["Fri, 31 Dec 9999 23:59:59 GMT", 24 * 3600_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", undefined],
    ["-5", undefined],
    ["soon", undefined],
  ])("Retry-After: %s", async (header, retryAfterMs) => {
    const sink = await sinkAnswering((response) => response.writeHead(503, { "retry-after": header }).end());
    expect(await sender(true)(to(sink.url))).toEqual({
      ...{ kind: "failed", isPermanent: false, reason: "the target answered 503" },
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  });

  test.each([
    ["Discord's", '{"message":"You are being rate limited.","retry_after":64.57,"global":false}', 64_570],
    ["Telegram's", '{"ok":false,"error_code":429,"parameters":{"retry_after":35}}', 35_000],
    ["no number", '{"retry_after":"now"}', undefined],
    ["no JSON", "slow down", undefined],
    ["too much", `{"retry_after":5,"more":"${"x".repeat(100_000)}"}`, undefined],
  ])("a 429 with %s words", async (_, body, retryAfterMs) => {
    const sink = await sinkAnswering((response) => response.writeHead(429).end(body));
    expect(await sender(true)(to(sink.url))).toEqual({
      ...{ kind: "failed", isPermanent: false, reason: "the target answered 429" },
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  });

  test("connections are used again", async () => {
    const sink = await startSink();
    const ports = new Set<number | undefined>();
    sink.answer((request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(200).end("ok");
    });
    const send = sender(true);
    for (let count = 0; count < 5; count++) expect(await send(to(sink.url))).toEqual({ kind: "sent" });
    expect(ports.size).toBeLessThan(5);
  });
});

/** What goes wrong on the way, and what is to be said of it. Short times, so that the test need not wait for ours. */
const TIMEOUT_MS = 300;
const endless = (response: ServerResponse): void => {
  const more = (): void => {
    if (!response.destroyed)
      void (response.write("x".repeat(65_536)) ? setImmediate(more) : response.once("drain", more));
  };
  more();
};
const trickle = (response: ServerResponse): void => {
  response.writeHead(200);
  const timer = setInterval(() => response.write("x"), 20);
  response.on("close", () => clearInterval(timer));
};
const NO_ANSWER = { kind: "failed", isPermanent: false, mayHaveArrived: true, reason: "no answer within 0.3 s" };
const BAD: Record<string, { answer: (response: ServerResponse) => void; outcome: object }> = {
  "never answers": { answer: () => {}, outcome: NO_ANSWER },
  "trickles its headers": {
    answer: (response) => {
      const { socket } = response;
      socket?.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket?.write("x: y\r\n"), 20);
      socket?.on("close", () => clearInterval(timer));
    },
    outcome: NO_ANSWER,
  },
  "trickles its answer": { answer: trickle, outcome: { kind: "sent" } },
  "answers without an end": {
    answer: (response) => {
      response.writeHead(200);
      endless(response);
    },
    outcome: { kind: "sent" },
  },
  "says that it will answer 100 MB, and does": {
    answer: (response) => {
      response.writeHead(200, { "content-length": 100_000_000 });
      endless(response);
    },
    outcome: { kind: "sent" },
  },
  "refuses in 100 MB": {
    answer: (response) => {
      response.writeHead(500);
      endless(response);
    },
    outcome: { kind: "failed", isPermanent: false, reason: "the target answered 500" },
  },
  "breaks off": {
    answer: (response) => void response.socket?.destroy(),
    outcome: {
      kind: "failed",
      isPermanent: false,
      mayHaveArrived: true,
      reason: "the connection broke (UND_ERR_SOCKET)",
    },
  },
  "speaks something else": {
    answer: (response) => void response.socket?.end("220 mail.example.org ESMTP\r\n"),
    outcome: {
      ...{ kind: "failed", isPermanent: false, mayHaveArrived: true },
      reason: "the connection broke (HTTPParserError)",
    },
  },
};

describe("a target that", () => {
  test.each(Object.keys(BAD))("%s", async (name) => {
    const sink = await sinkAnswering(BAD[name]!.answer);
    expect(await sender(true, { timeoutMs: TIMEOUT_MS })(to(sink.url))).toEqual(BAD[name]!.outcome);
  });

  test("is not there is tried again, and is said to be so without its address", async () => {
    const sink = await startSink();
    await sink.stop();
    const reason = "the connection was refused";
    expect(await sender(true)(to(sink.url))).toEqual({ kind: "failed", isPermanent: false, reason });
  });

  test.each([
    ["ENOTFOUND", "its name is not known"],
    ["EAI_AGAIN", "its name could not be looked up"],
  ])("has a name that ends in %s is tried again", async (code, reason) => {
    const lookup = async () => {
      throw Object.assign(new Error(`getaddrinfo ${code} secret.example.org`), { code });
    };
    const outcome = await sender(false, { lookup })(to("https://secret.example.org/"));
    expect(outcome).toEqual({ kind: "failed", isPermanent: false, reason });
  });

  test("has a name whose servers are silent is given up in time, and has surely not been reached", async () => {
    const send = sender(false, { lookup: () => new Promise(() => {}), timeoutMs: TIMEOUT_MS });
    const outcome = await send(to("https://silent.example.org/"));
    expect(outcome).toMatchObject({ kind: "failed", isPermanent: false });
  });
});

test("while all kinds of bad targets are under way, a good one is answered", async () => {
  const bad = await Promise.all(Object.values(BAD).map(({ answer }) => sinkAnswering(answer)));
  const good = await startSink();
  const send = sender(true, { lookup: (name) => (name === "good.lan" ? Promise.resolve([at("127.0.0.1")]) : NEVER) });
  const open = new Set<string>();
  for (const url of [...bad.map((sink) => sink.url), "http://silent.lan/"]) {
    open.add(url);
    void send(to(url)).finally(() => open.delete(url));
  }
  await until("the bad ones have been asked", () => bad.every(({ received }) => received.length === 1));
  expect(await send(to(`${good.url}/x`))).toEqual({ kind: "sent" });
  expect(open).toContain("http://silent.lan/");
  expect(open).toContain(bad[0]!.url);
});
const NEVER = new Promise<LookupAddress[]>(() => {});
