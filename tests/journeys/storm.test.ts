// A storm on a real daemon, as fast as it is taken, while a terminal watches and the page is read: nothing first is dropped, no
// recovery is lost, repeats are counted, and what the terminal was told is what the rows say.
import { expect, test } from "vitest";
import type { Incident } from "../../src/contract/incidents.ts";
import type { LiveEvent } from "../../src/contract/live.ts";
import { type ProcessDaemon, spawnDaemon } from "../support/process.ts";
import { until } from "../support/until.ts";

const KEY = "key-of-the-storm";
const GROUPS = 50;
const DISTINCT = 4000;
const BATCH = 64;
const AT_ONCE = 8;

interface Said {
  group: number;
  fingerprint: string;
  status: "firing" | "resolved";
}
type Counts = Record<"fired" | "repeated" | "recovered" | "ignored" | "shed", number>;

test("10,000 alerts over 50 groups, batched and single: each first firing and each recovery counts once", {
  timeout: 180_000,
}, async () => {
  const daemon = await spawnDaemon({
    config: {
      components: [{ id: "disk" }],
      sources: [{ id: "am", kind: "alertmanager", key: KEY }],
      limits: { alerts_per_minute: 5000 },
    },
  });
  const watch = daemon.startTocsin(["watch", "--json"]);
  await until("the terminal to be there", async () => (await liveSockets(daemon)) > 0);
  const reading = readPage(daemon);

  const all = Array.from({ length: DISTINCT }, (_, index) => ({ group: index % GROUPS, fingerprint: `disk-${index}` }));
  const isBack = (index: number): boolean => Math.floor(index / GROUPS) % 2 === 0;
  const back = all.filter((_, index) => isBack(index));
  const stay = all.filter((_, index) => !isBack(index));
  const first = await send(daemon, all, "firing");
  const recovered = await send(daemon, back, "resolved");
  const repeated = await send(daemon, stay, "firing");
  const again = await send(daemon, back, "firing");
  const views = await reading.stop();

  expect(first).toMatchObject({ fired: DISTINCT, repeated: 0, ignored: 0, shed: 0 });
  expect(recovered).toMatchObject({ recovered: DISTINCT / 2, ignored: 0 });
  expect(repeated.repeated + repeated.shed).toBe(DISTINCT / 2);
  expect(again).toMatchObject({ fired: DISTINCT / 2, ignored: 0, shed: 0 });
  // 10,000 in less than a minute is more than this source may say: repeats were shed, and only they.
  expect(repeated.shed).toBeGreaterThan(0);
  expect(views.length).toBeGreaterThan(10);
  expect(new Set(views)).toEqual(new Set([200]));

  const listed = await daemon.tocsin(["list", "--json", "--limit", "1000"]);
  const incidents = JSON.parse(listed.stdout) as Incident[];
  expect(incidents.length).toBe(GROUPS);
  expect(incidents.map(({ firing }) => firing)).toEqual(Array(GROUPS).fill(DISTINCT / GROUPS));
  const told = await until("the terminal to know it all", () => {
    const events = watch
      .stdout()
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LiveEvent);
    return events.filter(({ type }) => type === "alert:fired").length === DISTINCT * 1.5 ? events : undefined;
  });
  const seqs = told.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! + index));
  expect(told.filter(({ type }) => type === "alert:recovered").length).toBe(DISTINCT / 2);
  expect(told.filter(({ type }) => type === "incident:opened").length).toBe(GROUPS);
});

/** Groups of even number in batches, the others one by one, so many requests at once; what the daemon made of them. */
const send = async (
  daemon: ProcessDaemon,
  alerts: readonly Omit<Said, "status">[],
  status: Said["status"],
): Promise<Counts> => {
  const bodies = [...Map.groupBy(alerts, ({ group }) => group)].flatMap(([group, members]) => {
    const size = group % 2 === 0 ? BATCH : 1;
    return Array.from({ length: Math.ceil(members.length / size) }, (_, index) =>
      bodyOf(group, members.slice(index * size, (index + 1) * size), status),
    );
  });
  const sum: Counts = { fired: 0, repeated: 0, recovered: 0, ignored: 0, shed: 0 };
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < bodies.length) {
      const reply = await fetch(`${daemon.url}/ingest/am`, {
        method: "POST",
        headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
        body: bodies[next++]!,
      });
      const counts = (await reply.json()) as Counts;
      if (!reply.ok) throw new Error(`refused: ${JSON.stringify(counts)}`);
      for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += counts[name];
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return sum;
};

const bodyOf = (group: number, members: readonly Omit<Said, "status">[], status: Said["status"]): string =>
  JSON.stringify({
    version: "4",
    groupKey: `disk/${group}`,
    alerts: members.map(({ fingerprint }) => ({
      status,
      fingerprint,
      labels: { alertname: `Disk${group}`, component: "disk", severity: "warning" },
      startsAt: "2026-12-01T02:00:00Z",
    })),
  });

/** Somebody who reloads the page again and again; the statuses they got. */
const readPage = (daemon: ProcessDaemon): { stop: () => Promise<number[]> } => {
  let isOver = false;
  const statuses: number[] = [];
  const reading = (async () => {
    while (!isOver) {
      const reply = await fetch(`${daemon.url}/`);
      await reply.text();
      statuses.push(reply.status);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await reading;
      return statuses;
    },
  };
};

const liveSockets = async ({ url }: ProcessDaemon): Promise<number> =>
  Number(/^tocsin_live_sockets (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]);
