// A store with a past, written by the daemon's own verbs before it starts: the same rows and events that real life leaves.

import { cpSync } from "node:fs";
import { Config } from "../../src/config/schema.ts";
import { ackIncident } from "../../src/daemon/actions/ack-incident.ts";
import { closeIncident } from "../../src/daemon/actions/close-incident.ts";
import type { ActionContext, Done } from "../../src/daemon/actions/context.ts";
import { createToken } from "../../src/daemon/actions/create-token.ts";
import { openIncident } from "../../src/daemon/actions/open-incident.ts";
import { resolveIncident } from "../../src/daemon/actions/resolve-incident.ts";
import { syncComponents } from "../../src/daemon/actions/sync-components.ts";
import { settingsOf } from "../../src/daemon/settings.ts";
import { openStore, type Store, type Tx } from "../../src/daemon/store/store.ts";
import type { Incident } from "../../src/domain/incident.ts";
import { COMPONENTS, componentsOf } from "./config.ts";
import { atEnd, tempDir } from "./processes.ts";
import { liveDays, rollUp } from "./seed-days.ts";
import { liveVaried, openStorm, openVaried, type Varied, YEAR_MS } from "./seed-lists.ts";

export interface Seed {
  /** Closed incidents of the past, each with its four events. */
  closed: number;
  /** Open ones for the benchmark to ack. */
  open: number;
  /** Incidents of every kind, a year of them or more. */
  varied?: Varied;
  /** Components with ninety days that are rolled up, instead of the twelve. */
  bars?: number;
}
export interface Seeded {
  /** An admin's. */
  token: string;
  firstOpenId: number;
}
const BITE = 2000;

const lived = new Map<string, { dir: string; seeded: Promise<Seeded> }>();

/** The same past is lived through once for a benchmark, and copied from then on. */
export const seed = async (dataDir: string, past: Seed): Promise<Seeded> => {
  const name = JSON.stringify(past);
  const known = lived.get(name);
  const { dir, seeded } = known ?? liveThrough(past);
  if (!known) {
    lived.set(name, { dir, seeded });
    atEnd(() => void lived.delete(name));
  }
  await seeded;
  cpSync(dir, dataDir, { recursive: true });
  return seeded;
};

const liveThrough = (past: Seed): { dir: string; seeded: Promise<Seeded> } => {
  const dir = tempDir();
  return { dir, seeded: write(dir, past) };
};

const write = async (dataDir: string, { closed, open, varied, bars }: Seed): Promise<Seeded> => {
  const store = openStore({ dataDir, now: Date.now() });
  try {
    const facts = (bars ? componentsOf(bars) : COMPONENTS).map(({ id, name }, position) => ({
      id,
      name,
      description: null,
      group: null,
      position,
      isHidden: false,
    }));
    const admin = context("admin");
    const made = await store.transact((tx) => {
      const since = admin.now - (varied?.overMs ?? (bars ? YEAR_MS : 0));
      syncComponents(tx, { ...admin, now: since, actor: { kind: "system", name: "tocsin" }, role: null }, facts);
      return createToken(tx, admin, { name: "bench", role: "admin" });
    });
    for (let done = 0; done < closed; done += BITE)
      await store.transact((tx) => {
        for (let index = done; index < Math.min(closed, done + BITE); index++) liveAndClose(tx, index);
      });
    if (varied) await liveThroughAll(store, varied);
    if (bars) await store.transact((tx) => liveDays(tx, { components: bars, now: admin.now }));
    let firstOpenId = 0;
    for (let done = 0; done < open; done += BITE)
      await store.transact((tx) => {
        for (let index = done; index < Math.min(open, done + BITE); index++) {
          const { value } = openOne(tx, context("ann"), index);
          firstOpenId ||= value.id;
        }
      });
    // The status engine starts where this past ends, as it would after having lived through it.
    await store.transact((tx) => {
      for (const reader of ["status", "delivery"]) tx.readers.saveCursor(reader, tx.events.head());
    });
    if (bars) await store.transact((tx) => rollUp(tx, context("tocsin")));
    return { token: made.value.token, firstOpenId };
  } finally {
    await store.close();
  }
};

const liveThroughAll = async (store: Store, varied: Varied): Promise<void> => {
  const { ended, active, alertsOfOne } = varied;
  const now = Date.now();
  const at = (name: string, moment: number): ActionContext => ({ ...context(name), now: moment });
  for (let done = 0; done < ended; done += BITE)
    await store.transact((tx) => {
      for (let index = done; index < Math.min(ended, done + BITE); index++)
        liveVaried(tx, at, { ...varied, index, now });
    });
  for (let done = 0; done < alertsOfOne; done += BITE)
    await store.transact((tx) => openStorm(tx, at, done, Math.min(BITE, alertsOfOne - done), now));
  await store.transact((tx) => {
    for (let index = 0; index < active; index++) openVaried(tx, at, ended + index, now);
  });
};

const liveAndClose = (tx: Tx, index: number): void => {
  const ann = context("ann");
  const { value } = openOne(tx, ann, index);
  const input = { id: value.id };
  ackIncident(tx, ann, input);
  resolveIncident(tx, ann, input);
  closeIncident(tx, ann, input);
  for (const verb of ["openIncident", "ackIncident", "resolveIncident", "closeIncident"])
    tx.records.audit({
      ...{ at: ann.now, actor: ann.actor, verb, target: `incident ${value.id}`, outcome: "changed" },
      ...{ origin: "unix", requestId: crypto.randomUUID() },
    });
};

/** Of low severity: it moves no level, so that an ack is all that is measured. */
const openOne = (tx: Tx, ctx: ActionContext, index: number): Done<Incident> =>
  openIncident(tx, ctx, {
    title: `Disk of node ${index % 100} fills up`,
    severity: "low",
    components: [{ id: COMPONENTS[index % COMPONENTS.length]!.id }],
  });

const context = (name: string): ActionContext => ({
  ...{ actor: { kind: "person", name }, role: "admin", now: Date.now(), origin: "unix", requestId: "seed" },
  settings: settingsOf(Config.parse({ components: COMPONENTS }), null),
});
