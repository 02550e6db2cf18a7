// The first reader: component levels follow from what incidents, windows and overrides ask. It alone writes levels and status:changed.
import { SYSTEM } from "../../domain/actor.ts";
import { askOf, type StoredEvent } from "../../domain/events.ts";
import { type CauseKind, decideLevel } from "../../domain/level.ts";
import { type Follower, follow } from "../store/follow.ts";
import { STATUS_READER } from "../store/readers.ts";
import type { Store, Tx } from "../store/store.ts";
import { asksInForce, asksOf } from "./asks.ts";

export interface StatusEngine extends Follower {
  /** Compares every level with a recomputation from the rows and tells what differs. Runs in the background, in bites. */
  warmUp: () => Promise<{ corrected: number }>;
}
export interface StatusEngineOptions {
  store: Store;
  now: () => number;
  seam: (name: "engine-step") => void;
  onWarning: (message: string, error: unknown) => void;
}

const WARM_UP_BITE = 50;

export const createStatusEngine = (options: StatusEngineOptions): StatusEngine => {
  const { store, now } = options;
  const follower = follow({
    store,
    name: STATUS_READER,
    now,
    onWarning: options.onWarning,
    concerns: (event) => askOf(event) !== null,
    handle: (tx, transaction) => {
      const touched = applyAsks(tx, transaction);
      const { txSeq, at } = transaction[0]!;
      moveLevels(tx, touched, at, txSeq);
      options.seam("engine-step");
    },
    // Replaying an old ask could undo a newer one; what the rows ask now is always right.
    repair: (tx, transaction) => {
      const subjects = transaction.flatMap((event) => askOf(event) ?? []);
      moveLevels(tx, recompute(tx, subjects), now(), undefined);
    },
  });

  const warmUp = async (): Promise<{ corrected: number }> => {
    let corrected = 0;
    const subjects = await follower.atHead((tx) => uniqueSubjects([...tx.components.askers(), ...asksInForce(tx)]));
    for (const bite of inBites(subjects, WARM_UP_BITE))
      corrected += await follower.atHead((tx) => moveLevels(tx, recompute(tx, bite), now(), undefined));
    const components = store.components.list().map((component) => component.id);
    for (const bite of inBites(components, WARM_UP_BITE))
      corrected += await follower.atHead((tx) => moveLevels(tx, new Set(bite), now(), undefined));
    return { corrected };
  };

  return { ...follower, warmUp };
};

type Subject = { kind: CauseKind; id: number };

/** Takes over what each subject asks at the end of the transaction; returns the components that may have moved. */
const applyAsks = (tx: Tx, transaction: readonly StoredEvent[]): Set<string> => {
  const touched = new Set<string>();
  const asks = transaction.flatMap((event) => askOf(event) ?? []);
  const last = new Map(asks.map((ask) => [`${ask.kind}:${ask.id}`, ask]));
  for (const { kind, id, effects } of last.values()) {
    for (const effect of [...tx.components.askedBy(kind, id), ...effects]) touched.add(effect.componentId);
    tx.components.replaceAsk(kind, id, effects);
  }
  return touched;
};

/** Takes over what the rows ask now, whatever the events said. */
const recompute = (tx: Tx, subjects: readonly Subject[]): Set<string> => {
  const touched = new Set<string>();
  for (const { kind, id } of subjects) {
    const asks = asksOf(tx, kind, id);
    for (const effect of [...tx.components.askedBy(kind, id), ...asks]) touched.add(effect.componentId);
    tx.components.replaceAsk(kind, id, asks);
  }
  return touched;
};

/** One status:changed for each level that really differs; returns how many. A new reason for the same level is no change. */
const moveLevels = (tx: Tx, touched: ReadonlySet<string>, at: number, causeSeq: number | undefined): number => {
  let moved = 0;
  for (const id of touched) {
    const component = tx.components.get(id);
    if (!component) continue; // left the config: its links are inert, its history stays
    const { level, cause } = decideLevel(tx.components.causesOf(id));
    if (level === component.level) {
      tx.components.saveCause(id, cause);
      continue;
    }
    moved += 1;
    tx.components.saveLevel(id, level, at, cause);
    const because = causeSeq === undefined ? {} : { causeSeq };
    const data = { from: component.level, to: level, cause };
    tx.events.append([{ type: "status:changed", componentId: id, ...because, data }], at, SYSTEM);
    tx.dayRows.retell(id, { from: at }); // a clock that went back: that day may be over
  }
  return moved;
};

const uniqueSubjects = (subjects: readonly Subject[]): Subject[] => [
  ...new Map(subjects.map((subject) => [`${subject.kind}:${subject.id}`, subject])).values(),
];

const inBites = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
