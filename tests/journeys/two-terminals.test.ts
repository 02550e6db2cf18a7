// Two people reach for the same incident in the same moment: one owns it, the other is told who, politely and once.
import { join } from "node:path";
import { expect, test } from "vitest";
import { createClient } from "../../src/client/client.ts";
import { listIncidentEvents, openIncident } from "../../src/contract/incidents.ts";
import { listEvents } from "../../src/contract/log.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { type ProcessDaemon, spawnDaemon } from "../support/process.ts";
import { openTerminal } from "../support/terminal.ts";

const LONG = { timeout: 120_000 };
const TIMES = 1000;
const PEOPLE = ["ann", "bob"] as const;

const clientOf = ({ dataDir }: ProcessDaemon) =>
  createClient({ env: { TOCSIN_SOCKET: join(dataDir, "../t.sock"), TOCSIN_ACTOR: "opener" } });

const openMany = async (daemon: ProcessDaemon): Promise<number[]> => {
  const client = clientOf(daemon);
  const opened = Array.from({ length: TIMES }, (_, at) => client.call(openIncident, { title: `number ${at}` }));
  return (await Promise.all(opened)).map(({ id }) => id).sort((a, b) => a - b);
};

/** Who acknowledged what, by the log. */
const acksIn = async (daemon: ProcessDaemon): Promise<{ incidentId: number; owner: string; actor: string }[]> => {
  const client = clientOf(daemon);
  const acks: { incidentId: number; owner: string; actor: string }[] = [];
  for (let after = 0; ; ) {
    const { items, head } = await client.call(listEvents, { after: String(after), limit: "200" });
    for (const { type, incidentId, actor, data } of items)
      if (type === "incident:acknowledged")
        acks.push({ incidentId: incidentId!, owner: String(data.owner), actor: actor.name });
    after = items.at(-1)?.seq ?? head;
    if (after >= head) return acks;
  }
};

const REFUSAL = /^tocsin: Incident (\d+) is acknowledged by (\w+) at \S+Z\.\nTalk to (\w+), .*\n$/;

test("two terminals ack at once, 1,000 times: one owner each, one polite refusal each", LONG, async () => {
  const daemon = await spawnDaemon();
  const ids = await openMany(daemon);
  const socket = join(daemon.dataDir, "../t.sock");
  const terminals = await Promise.all(PEOPLE.map((name) => openTerminal(name, socket)));
  const owners = new Map<number, string>();
  for (const id of ids) {
    const [ann, bob] = await Promise.all(terminals.map((terminal) => terminal.run(["ack", String(id)])));
    const [winner, loser, owner] = ann!.exitCode === EXIT.done ? [ann!, bob!, "ann"] : [bob!, ann!, "bob"];
    expect(winner).toEqual({ exitCode: EXIT.done, stdout: `incident ${id} acknowledged\n`, stderr: "" });
    expect(loser).toMatchObject({ exitCode: EXIT.conflict, stdout: "" });
    expect(REFUSAL.exec(loser.stderr)?.slice(1)).toEqual([String(id), owner, owner]);
    owners.set(id, owner);
  }
  const acks = await acksIn(daemon);
  expect(acks).toHaveLength(TIMES);
  expect(acks.map(({ incidentId }) => incidentId)).toEqual(ids);
  for (const { incidentId, owner, actor } of acks)
    expect([owner, actor]).toEqual(Array(2).fill(owners.get(incidentId)));
  const events = await clientOf(daemon).call(listIncidentEvents, { id: ids[0]! });
  expect(events.items.map(({ type }) => type)).toEqual(["incident:opened", "incident:acknowledged"]);
});

test("two bulk acks of the same 1,000 incidents share them out, and agree about it", LONG, async () => {
  type Row = { id: number; result: string; incident?: { owner: string }; error?: { code: string; detail: string } };
  const daemon = await spawnDaemon();
  const ids = await openMany(daemon);
  // Each in an order of its own, so that neither is always a step ahead.
  const orders = [ids, ids.toReversed()];
  const both = await Promise.all(
    PEOPLE.map((name, at) =>
      daemon.tocsin(["ack", "-", "--json"], { env: { TOCSIN_ACTOR: name }, input: orders[at]!.join("\n") }),
    ),
  );
  const rows = both.map(({ stdout }) => new Map((JSON.parse(stdout) as Row[]).map((row) => [row.id, row])));
  expect(both.map(({ code }) => code)).toEqual([EXIT.conflict, EXIT.conflict]);
  const owners = ids.map((id) => {
    const results = rows.map((of) => of.get(id)!);
    expect(results.map(({ result }) => result).sort()).toEqual(["changed", "refused"]);
    const at = results.findIndex(({ result }) => result === "changed");
    const owner = PEOPLE[at]!;
    expect(results[at]!.incident!.owner).toBe(owner);
    expect(results[1 - at]!.error).toMatchObject({ code: "conflict" });
    expect(results[1 - at]!.error!.detail).toContain(`is acknowledged by ${owner} at `);
    return [id, owner];
  });
  expect(new Set(owners.map(([, owner]) => owner))).toEqual(new Set(PEOPLE));
  const acks = await acksIn(daemon);
  expect(acks.map(({ incidentId, owner }) => [incidentId, owner]).sort(([a], [b]) => Number(a) - Number(b))).toEqual(
    owners,
  );
});
