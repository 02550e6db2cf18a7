import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../../src/client/client.ts";
import { getDoctor, listEvents } from "../../src/contract/log.ts";
import { type ProcessDaemon, spawnDaemon } from "../support/process.ts";
import { type Sink, startSink } from "../support/sink.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

const SLOW_MS = 1000;
/** What a clean stop says; a forced one ends with another code and says that not everything ended in time. */
const CLEAN = { code: 0 };

test("SIGTERM in the middle of a send waits for the answer; after the restart nothing is sent again", async () => {
  const dir = tempDir();
  const sink = await startSink();
  sink.answer((_, response) => setTimeout(() => response.writeHead(204).end(), SLOW_MS));
  const first = await spawnDaemon({ dir });
  await first.tocsin(["subscriber", "add", "webhook", `${sink.url}/a`]);
  await first.tocsin(["open", "API is down", "-c", "api"]);
  await until("the send to be under way", () => sink.received.length === 1);

  expect(await first.kill("SIGTERM")).toMatchObject(CLEAN);
  expect(deliveriesIn(first)).toEqual([{ id: sink.received[0]!.id, state: "sent", attempts: 1 }]);

  const second = await spawnDaemon({ dir });
  await second.tocsin(["open", "Mail is down", "-c", "mail"]);
  await until("the next message", () => sink.received.some((one) => one.raw.includes("mail")));
  expect(copiesOf(sink)).toEqual([1, 1]);
});

test("a target that never answers does not hold up the stop; its message goes out after the restart, under the same id", async () => {
  const dir = tempDir();
  const sink = await startSink();
  sink.answer(() => {}); // never
  // The same after the restart, so that the message is.
  const config = { server: { public_url: "http://status.example.org" } };
  const first = await spawnDaemon({ dir, config });
  await first.tocsin(["subscriber", "add", "webhook", `${sink.url}/a`]);
  await first.tocsin(["open", "API is down", "-c", "api"]);
  await until("the send to be under way", () => sink.received.length === 1);

  expect(await first.kill("SIGTERM")).toMatchObject(CLEAN);
  expect(deliveriesIn(first)).toEqual([{ id: sink.received[0]!.id, state: "sending", attempts: 1 }]);

  sink.answer((_, response) => response.writeHead(204).end());
  const second = await spawnDaemon({ dir, config });
  await until("the delivery to be settled", () => deliveriesIn(second)[0]!.state === "sent");
  expect(deliveriesIn(second)).toEqual([{ id: sink.received[0]!.id, state: "sent", attempts: 2 }]);
  expect(copiesOf(sink)).toEqual([2]);
  expect(sink.received[1]!.raw).toBe(sink.received[0]!.raw);
}, 40_000);

test("SIGTERM while a terminal watches and a program waits for news lets both go and stops", async () => {
  const daemon = await spawnDaemon();
  const watch = daemon.startTocsin(["watch", "--json", "--since", "0"]);
  await daemon.tocsin(["open", "API is down", "-c", "api"]);
  await until("the terminal to see it", () => watch.stdout().includes("incident:opened"));
  const client = createClient({ config: daemon.configFile });
  const poll = Promise.allSettled([client.call(listEvents, { after: "1000", wait: "30" })]);
  await client.call(getDoctor, {}); // came later and is answered: the poll is with the daemon

  expect(await daemon.kill("SIGTERM")).toMatchObject(CLEAN);
  await poll;
  await until("the terminal to know", () => watch.stderr().length > 0);
}, 40_000);

const deliveriesIn = (daemon: ProcessDaemon): { id: string; state: string; attempts: number }[] => {
  const db = new Database(join(daemon.dataDir, "tocsin.db"), { readonly: true });
  onTestFinished(() => void db.close());
  return db.prepare("SELECT message_id AS id, state, attempts FROM deliveries ORDER BY id").all() as ReturnType<
    typeof deliveriesIn
  >;
};

/** How often each id came. */
const copiesOf = (sink: Sink): number[] => [...(sink.counts().get("/a")?.values() ?? [])];
