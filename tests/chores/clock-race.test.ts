import { expect, test } from "vitest";
import { scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { cancelMaintenance } from "../../src/daemon/actions/change-maintenance.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { makeSettings } from "../support/settings.ts";

const HOUR_MS = 3600_000;

test("a window that is cancelled in the very commit in which it comes due stays cancelled, without a word of alarm", async () => {
  const daemon = await startTestDaemon();
  const moment = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const plan = { components: ["api"], startsAt: moment(1), endsAt: moment(3) };
  const one = await daemon.client.call(scheduleMaintenance, { title: "Called off", ...plan });
  const other = await daemon.client.call(scheduleMaintenance, { title: "Goes ahead", ...plan });
  const ann = { actor: { kind: "person", name: "ann" }, role: "responder", origin: "unix", requestId: "1" } as const;
  const settings = makeSettings({ reopenWindowMs: 0 });

  // Queued first, and not yet committed when the clock looks.
  const cancelling = daemon.store.transact((tx) =>
    cancelMaintenance(tx, { ...ann, now: Date.now(), settings }, { id: one.id }),
  );
  await daemon.wind(2 * HOUR_MS);
  await cancelling;

  const transitions = daemon.store.events
    .after(0, 100)
    .filter((event) => event.maintenanceId && event.type !== "maintenance:scheduled");
  expect(transitions.map((event) => [event.type, event.maintenanceId])).toEqual([
    ["maintenance:cancelled", one.id],
    ["maintenance:started", other.id],
  ]);
  expect(daemon.logged).toEqual([]);
});
