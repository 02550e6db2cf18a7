// Sending to addresses that strangers give: never inside, never further than asked, never without an end.
import { expect, onTestFinished, test } from "vitest";
import { createSafeFetch } from "../../src/daemon/delivery/safe-fetch.ts";
import { isPrivateAddress } from "../../src/domain/private-address.ts";
import { startSink } from "../support/sink.ts";

const job = (url: string) => ({ deliveryId: 1, claim: 1, notAfter: 0, request: { url, headers: {}, body: "{}" } });
const sender = (allowPrivate: boolean) => {
  const made = createSafeFetch({ allowPrivate: () => allowPrivate });
  onTestFinished(made.close);
  return made.send;
};

test.each([
  ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"],
  ...[
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd12::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
  ],
])("%s is an address of our own networks", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1"])("%s is public", (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

test.each([
  "http://127.0.0.1",
  "http://localhost",
  "http://[::1]",
  "http://2130706433",
  "http://0x7f.1",
  "http://[::ffff:127.0.0.1]",
])("%s is refused before anything is sent, for good", async (host) => {
  const sink = await startSink();
  const outcome = await sender(false)(job(`${host}:${new URL(sink.url).port}/x`));
  expect(outcome).toMatchObject({
    kind: "failed",
    isPermanent: true,
    reason: expect.stringContaining("allow_private_targets"),
  });
  expect(sink.received).toEqual([]);
});

test("where the config allows it, it is sent", async () => {
  const sink = await startSink();
  expect(await sender(true)(job(`${sink.url}/x`))).toEqual({ kind: "sent" });
  expect(sink.received).toHaveLength(1);
});

test("a redirect is not followed", async () => {
  const sink = await startSink();
  sink.answer((_request, response) => response.writeHead(302, { location: `${sink.url}/elsewhere` }).end());
  expect(await sender(true)(job(`${sink.url}/x`))).toMatchObject({ kind: "failed", isPermanent: true });
  expect(sink.received.map(({ path }) => path)).toEqual(["/x"]);
});

test.each([
  ["2", 2000],
  ["99999999", 24 * 3600_000],
  ["soon", undefined],
])("Retry-After %s is taken for what it says, up to a day", async (header, ms) => {
  const sink = await startSink();
  sink.answer((_request, response) => response.writeHead(503, { "retry-after": header }).end());
  expect(await sender(true)(job(sink.url))).toEqual({
    ...{ kind: "failed", isPermanent: false, reason: "the target answered 503" },
    ...(ms === undefined ? {} : { retryAfterMs: ms }),
  });
});

test("a reply without end is read so far and no further", async () => {
  const sink = await startSink();
  sink.answer((_request, response) => {
    response.writeHead(200);
    const more = (): void =>
      void (response.write("x".repeat(65_536)) ? setImmediate(more) : response.once("drain", more));
    more();
  });
  expect(await sender(true)(job(sink.url))).toEqual({ kind: "sent" });
});

test("nobody there is worth another try", async () => {
  const sink = await startSink();
  await sink.stop();
  expect(await sender(true)(job(sink.url))).toMatchObject({ kind: "failed", isPermanent: false });
});
