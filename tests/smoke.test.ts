import { expect, test } from "vitest";
import { ackIncident, openIncident } from "../src/contract/incidents.ts";
import { getStatus } from "../src/contract/status.ts";
import { addSubscriber } from "../src/contract/subscribers.ts";
import { startTestDaemon } from "./support/daemon.ts";
import { startSink } from "./support/sink.ts";
import { until } from "./support/until.ts";

test("an incident turns its component red and a subscriber is told, signed", async () => {
  const daemon = await startTestDaemon();
  const sink = await startSink();
  const added = await daemon.client.call(addSubscriber, { channel: "webhook", target: `${sink.url}/a` });
  const incident = await daemon.client.call(openIncident, {
    title: "Down",
    severity: "critical",
    components: [{ id: "api" }],
  });
  await until("the webhook", () => sink.received.length === 1);
  sink.verify(sink.received[0]!, added.secret!);
  await daemon.client.call(ackIncident, { id: incident.id });
  const status = await daemon.client.call(getStatus, {});
  expect(status.level).toBe("major");
  expect(status.degraded).toEqual([]);
  expect(daemon.logged).toEqual([]);
});
