import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "../../src/client/client.ts";
import { openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import { bundleScript, startChild } from "../support/crash.ts";
import { killPlans } from "../support/kill-plans.ts";
import { runKillRound } from "../support/kill-round.ts";
import { startSink } from "../support/sink.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

let child: Awaited<ReturnType<typeof bundleScript>>;
beforeAll(async () => {
  child = await bundleScript("child-daemon.ts");
});
afterAll(() => child.remove());

describe.each(["planner-chunk", "before-send", "after-send", "before-settle"] as const)(
  "killed at %s under eight clients, each target is told once",
  (seam) => {
    test.each(killPlans())("at pass $pass (seed $seed)", { timeout: 60_000 }, async ({ pass, seed, isKilledAgain }) => {
      await runKillRound({ script: child.file, kill: { seam, pass }, seed, isKilledAgain });
    });
  },
);

test("told of an outage in the moment of the kill, a target hears of it again under the same id, and then that it is over", async () => {
  const dataDir = tempDir();
  const sink = await startSink();
  const config = {
    components: [{ id: "api" }],
    notify: { allow_private_targets: true, debounce: "200ms" },
    server: { public_url: "https://status.example.org" },
  };
  const first = await startChild(child.file, dataDir, {
    config,
    kill: { seam: "after-send", pass: 1, isArmedAtStart: true },
  });
  const client = createClient({ env: { TOCSIN_SOCKET: first.socketPath, TOCSIN_ACTOR: "ann" } });
  await client.call(addSubscriber, { channel: "webhook", target: `${sink.url}/a` });
  const { id } = await client.call(openIncident, { title: "Down", severity: "critical", components: [{ id: "api" }] });
  expect((await first.ended).signal).toBe("SIGKILL");

  await startChild(child.file, dataDir, { config });
  await client.call(resolveIncident, { id });
  await until("the end of the story", () => sink.received.some((one) => one.raw.includes('"to":"operational"')));

  const [outage, again, recovery] = sink.received;
  expect(again).toMatchObject({ id: outage!.id, raw: outage!.raw });
  expect(sink.received.map(({ body }) => (body.data as { changes: unknown }).changes)).toEqual([
    [{ component: { id: "api", name: "api" }, from: "operational", to: "major_outage" }],
    [{ component: { id: "api", name: "api" }, from: "operational", to: "major_outage" }],
    [{ component: { id: "api", name: "api" }, from: "major_outage", to: "operational" }],
  ]);
  expect(recovery!.id).not.toBe(outage!.id);
});
