// Many commands, one COMMIT: each whole or absent, and nobody is answered before it.
import { expect, onTestFinished, test } from "vitest";
import { StoreUnavailable } from "../../src/daemon/store/errors.ts";
import { openStore, type StoreSeam } from "../../src/daemon/store/store.ts";
import { SYSTEM } from "../../src/domain/actor.ts";
import type { NewEvent } from "../../src/domain/events.ts";

const open = (seam?: (name: StoreSeam) => void) => {
  const store = openStore({ dataDir: ":memory:", now: 0, ...(seam ? { seam } : {}) });
  onTestFinished(() => store.close());
  return store;
};
const token = (tokenId: number): NewEvent => ({ type: "token:created", data: { tokenId, name: "t" } });

test("what is queued in one turn shares one COMMIT, in order, with a transaction of its own in the log", async () => {
  const commits: string[] = [];
  const store = open((name) => commits.push(name));
  commits.length = 0;
  const seqs = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      store.transact((tx) => tx.events.append([token(index), token(index)], 0, SYSTEM)),
    ),
  );
  expect(commits).toEqual(["before-commit", "after-commit"]);
  expect(seqs.flat()).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  expect(store.events.after(0, 1000).map((event) => event.txSeq)).toEqual(seqs.flatMap(([first]) => [first, first]));
});

test("a throw undoes its own work and nobody else's", async () => {
  const store = open();
  const results = await Promise.allSettled([
    store.transact((tx) => tx.events.append([token(1)], 0, SYSTEM)),
    store.transact((tx) => {
      tx.events.append([token(2)], 0, SYSTEM);
      throw new Error("refused");
    }),
    store.transact((tx) => tx.events.append([token(3)], 0, SYSTEM)),
    store.transact(() => (undefined as unknown as { x: number }).x), // a bug
    store.transact((tx) => tx.events.append([token(4)], 0, SYSTEM)),
  ]);
  expect(results.map((result) => result.status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  expect(store.events.after(0, 9).map((event) => event.data)).toMatchObject([
    { tokenId: 1 },
    { tokenId: 3 },
    { tokenId: 4 },
  ]);
});

test("nobody is answered, and nobody told, before COMMIT", async () => {
  const order: string[] = [];
  const store = open((name) => order.push(name));
  order.length = 0;
  store.onAppend(() => order.push("told"));
  await Promise.all(
    [1, 2].map(async (id) => {
      await store.transact((tx) => tx.events.append([token(id)], 0, SYSTEM));
      order.push("answered");
    }),
  );
  expect(order).toEqual(["before-commit", "after-commit", "told", "answered", "answered"]);
});

test("a COMMIT that fails refuses the whole group; the next one works and uses the seqs", async () => {
  let broken = true;
  const store = open((name) => {
    if (name === "before-commit" && broken) throw new Error("no");
  });
  const told: number[] = [];
  store.onAppend(() => told.push(store.events.head()));
  const attempts = [1, 2, 3].map((id) => store.transact((tx) => tx.events.append([token(id)], 0, SYSTEM)));
  for (const attempt of await Promise.allSettled(attempts))
    expect(attempt).toMatchObject({ reason: expect.any(StoreUnavailable) });
  expect([store.events.head(), told]).toEqual([0, []]);
  broken = false;
  expect(await store.transact((tx) => tx.events.append([token(4)], 0, SYSTEM))).toEqual([1]);
  expect(told).toEqual([1]);
});

test("an attempt that throws is undone alone, its event's place in the transaction too", async () => {
  const store = open();
  await store.transact((tx) => {
    expect(() =>
      tx.attempt(() => {
        tx.events.append([token(1)], 0, SYSTEM);
        throw new Error("undone");
      }),
    ).toThrow("undone");
    tx.events.append([token(2), token(3)], 0, SYSTEM);
  });
  const [first, second] = store.events.after(0, 9);
  expect([first!.data, second!.data]).toMatchObject([{ tokenId: 2 }, { tokenId: 3 }]);
  expect([first!.txSeq, second!.txSeq]).toEqual([first!.seq, first!.seq]);
});

test("a transaction body that waits is a bug and is refused whole", async () => {
  const store = open();
  const waits = store.transact(async (tx) => {
    tx.events.append([token(1)], 0, SYSTEM);
  });
  await expect(waits).rejects.toThrow("a transaction body is synchronous");
  expect(store.events.head()).toBe(0);
});

test("events are only appended inside a transaction", () => {
  const store = open();
  expect(() => store.events.append([token(1)], 0, SYSTEM)).toThrow("only appended inside a transaction");
});

test("a store that closes finishes what is queued and refuses what comes later", async () => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  const queued = store.transact((tx) => tx.events.append([token(1)], 0, SYSTEM));
  const closing = store.close();
  await expect(store.transact(() => 1)).rejects.toMatchObject({ message: "The daemon is stopping." });
  expect(await queued).toEqual([1]);
  await closing;
});

test("more work than fits one group goes on in the next turn, and all of it is done", async () => {
  let commits = 0;
  const store = open((name) => {
    if (name === "after-commit") commits += 1;
  });
  const busy = (): void => {
    for (const end = performance.now() + 4; performance.now() < end; );
  };
  const done = await Promise.all(
    Array.from({ length: 12 }, (_, id) =>
      store.transact((tx) => {
        busy();
        return tx.events.append([token(id)], 0, SYSTEM)[0];
      }),
    ),
  );
  expect(done).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  expect(commits).toBeGreaterThan(1);
});
