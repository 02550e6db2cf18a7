// What goes on while somebody looks at the screens: of five events four are alerts that fire and recover, of incidents which stand at
// the top of the list, and one is somebody's note.
import { join } from "node:path";
import { noteIncident } from "../../src/contract/incidents.ts";
import { API } from "../../src/contract/route.ts";
import { getStatus } from "../../src/contract/status.ts";
import { type BenchAlert, forTocsin } from "./alerts.ts";
import { SOURCE } from "./config.ts";
import type { BenchDaemon } from "./daemon.ts";
import type { PostAnswer, PostQuestion } from "./post-load.ts";
import { startHelper } from "./processes.ts";
import { clientOf } from "./subscribers.ts";

export interface Doings {
  /** So many events, spread evenly over the time; alerts come in requests of so many. */
  go: (wanted: { events: number; overMs: number; batch: number }) => Promise<void>;
  /** Newest event of the log. */
  seq: () => Promise<number>;
}

const GROUPS = 50;
const NOTES_SHARE = 0.2;
const CLIENTS = 4;

/** Opens an incident for each group of alerts, which has one that fires all the time. */
export const createDoings = async (daemon: BenchDaemon): Promise<Doings> => {
  const helper = join(import.meta.dirname, "post-load.ts");
  const [alerts, notes] = [await startHelper(helper), await startHelper(helper)];
  const client = clientOf(daemon);
  const seq = async (): Promise<number> => (await client.call(getStatus, {})).seq;
  const ingest = {
    url: `${daemon.url}/ingest/${SOURCE.id}`,
    headers: { authorization: `Bearer ${SOURCE.key}` },
    clients: CLIENTS,
  };
  const noting = {
    url: daemon.url + API + noteIncident.path.replace("{id}", String(daemon.firstOpenId)),
    headers: { authorization: `Bearer ${daemon.token}` },
    clients: CLIENTS,
  };
  const ask = (helper: typeof alerts, question: PostQuestion): Promise<PostAnswer> => helper.ask(question);
  const steady = Array.from({ length: GROUPS }, (_, group): BenchAlert[] => [
    { group, instance: `always-${group}`, status: "firing" },
  ]);
  await ask(alerts, { ...ingest, bodies: steady.map(forTocsin) });
  return {
    seq,
    go: async ({ events, overMs, batch }) => {
      const before = await seq();
      const ofNotes = Math.round(events * NOTES_SHARE);
      await Promise.all([
        ask(alerts, { ...ingest, overMs, bodies: flapping(events - ofNotes, batch) }),
        ask(notes, { ...noting, overMs, bodies: textsOf(ofNotes) }),
      ]);
      const told = (await seq()) - before;
      if (told < events) throw new Error(`${told} of ${events} events are in the log`);
    },
  };
};

/** Each group fires, and when all have, each recovers; whole rounds of both, so that the next ones begin as these did. */
const flapping = (count: number, batch: number): string[] => {
  const each = 2 * GROUPS;
  const bodies = Math.ceil(count / batch / each) * each;
  return Array.from({ length: bodies }, (_, at) => {
    const group = at % GROUPS;
    const status = at % each < GROUPS ? "firing" : "resolved";
    return forTocsin(
      Array.from({ length: batch }, (_, index) => ({ group, instance: `node-${group}-${index}`, status })),
    );
  });
};

const textsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({ text: `Node ${index} was looked at; its disk is fine.` }),
  );
