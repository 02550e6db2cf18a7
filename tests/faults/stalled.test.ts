// A loop that really hangs: what it asked of the store is never answered, while everything else goes on.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openIncident } from "../../src/contract/incidents.ts";
import { getDoctor } from "../../src/contract/log.ts";
import type { Store } from "../../src/daemon/store/store.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";

/** Somebody else's watch: when it was called, on the monotonic clock. */
const startWatch = async (): Promise<{ url: string; calls: number[] }> => {
  const calls: number[] = [];
  const server = createServer((_, response) => {
    calls.push(performance.now());
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
};

/** Transactions that this file of the daemon asks for hang, until they are let go. */
const hang = (store: Store, file: string): { hasCaught: () => boolean; letGo: () => void } => {
  const { transact } = store;
  const gate = Promise.withResolvers<void>();
  let hasCaught = false;
  store.transact = (fn) => {
    if (!new Error("who asks").stack?.includes(file)) return transact(fn);
    hasCaught = true;
    return gate.promise.then(() => transact(fn));
  };
  return {
    hasCaught: () => hasCaught,
    letGo: () => {
      store.transact = transact;
      gate.resolve();
    },
  };
};

const healthOf = async ({ url }: TestDaemon): Promise<unknown> => {
  const reply = await fetch(`${url}/healthz`);
  return { status: reply.status, body: await reply.json() };
};
const WELL = { status: 200, body: { status: "ok" } };
const STALLED = { status: 503, body: { status: "stalled" } };
/** Three looks of two seconds, and the time it takes to notice. */
const THREE_TICKS_MS = 10_000;

test.each([
  ["a reader", "/store/follow.ts", /stalled: (status|planner)/],
  ["the deliverer", "/delivery/deliverer.ts", /stalled: deliverer/],
])(
  "%s that hangs turns /healthz red within three ticks and ends our heartbeat; commands go on, and all recovers by itself",
  async (_, file, words) => {
    const watch = await startWatch();
    const config = { notify: { heartbeat: { url: watch.url, every: "1s" }, allow_private_targets: true } };
    const daemon = await startTestDaemon({ config });
    await daemon.warm;
    await until("the first heartbeat", () => watch.calls.length > 0);
    expect(await healthOf(daemon)).toEqual(WELL);

    const stalled = hang(daemon.store, file);
    onTestFinished(stalled.letGo);
    await daemon.client.call(openIncident, { title: "Down", severity: "critical", components: [{ id: "api" }] });
    await until("the loop to hang", stalled.hasCaught);
    await until("/healthz to be red", () => isStalled(daemon), THREE_TICKS_MS);
    expect(await healthOf(daemon)).toEqual(STALLED);
    const redAt = performance.now();
    const loops = (await daemon.client.call(getDoctor, {})).checks.find(({ name }) => name === "loops");
    expect(loops).toMatchObject({ state: "failed", detail: expect.stringMatching(words) });
    // It may just have been under way; from then on its time comes twice, and it is not called.
    await until("its time to have come twice", () => performance.now() - redAt > 2500);
    expect(watch.calls.filter((at) => at > redAt + 500)).toEqual([]);
    // Whoever works at the incident does not notice.
    await daemon.client.call(openIncident, { title: "Another", severity: "low" });

    stalled.letGo();
    await until("/healthz to be green", async () => !(await isStalled(daemon)));
    const greenAt = performance.now();
    await until("a heartbeat", () => watch.calls.some((at) => at > greenAt));
  },
  60_000,
);

const isStalled = async (daemon: TestDaemon): Promise<boolean> =>
  ((await healthOf(daemon)) as { status: number }).status === 503;
