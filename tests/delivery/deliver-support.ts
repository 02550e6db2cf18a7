// A daemon on a clock that only the test winds, with one subscriber and a sender that remembers.
import { ackIncident, openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import type { Severity } from "../../src/domain/level.ts";
import { createRecorder, START, untilQuiet } from "../faults/recorder.ts";
import { startTestDaemon, type TestDaemonOptions } from "../support/daemon.ts";

export const MINUTE = 60_000;
export const SECOND = 1000;

export const startTelling = async (
  options: TestDaemonOptions & { recorder?: ReturnType<typeof createRecorder>; at?: number } = {},
) => {
  const recorder = options.recorder ?? createRecorder();
  let at = options.at ?? START;
  const now = (): number => at;
  const ports = { createSender: recorder.createSender, now, random: () => 0, ...options.ports };
  const daemon = await startTestDaemon({ ...options, ports });
  await daemon.warm;
  const { client } = daemon;
  const quiet = (): Promise<void> => untilQuiet(daemon, now);
  return {
    daemon,
    recorder,
    words: recorder.words,
    now,
    quiet,
    /** Winds the clock and lets everything happen that is due. */
    wind: async (ms: number): Promise<void> => {
      at += ms;
      await quiet();
    },
    subscribe: (name = "a", components?: string[]) =>
      client.call(addSubscriber, {
        channel: "webhook",
        target: `https://example.org/${name}`,
        ...(components ? { components } : {}),
      }),
    /** Opens an incident and lets everybody be told; its id. */
    out: async (component = "api", severity: Severity = "critical"): Promise<number> => {
      const { id } = await client.call(openIncident, { title: "Down", severity, components: [{ id: component }] });
      await quiet();
      return id;
    },
    up: async (id: number): Promise<void> => {
      await client.call(resolveIncident, { id });
      await quiet();
    },
    ack: (id: number) => client.call(ackIncident, { id }),
    /** Every delivery, oldest first: state and reason. */
    rows: () =>
      daemon.store.deliveries
        .list(undefined, Number.MAX_SAFE_INTEGER, 1000)
        .toReversed()
        .map(({ state, reason }) => (reason === null ? state : `${state}: ${reason}`)),
  };
};
export type Telling = Awaited<ReturnType<typeof startTelling>>;
