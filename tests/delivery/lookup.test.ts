// Names that are not answered keep none of the others waiting.
import type { LookupAddress } from "node:dns";
import { expect, test } from "vitest";
import { createLookup } from "../../src/daemon/delivery/lookup.ts";

const FOUND: LookupAddress[] = [{ address: "1.1.1.1", family: 4 }];
/** A name server whose every answer the test gives. */
const startNames = () => {
  const open: { name: string; found: () => void; failed: () => void }[] = [];
  const lookup = createLookup(
    (name) =>
      new Promise((resolve, reject) => {
        open.push({ name, found: () => resolve(FOUND), failed: () => reject(new Error("no such name")) });
      }),
  );
  const settle = async (name: string, how: "found" | "failed"): Promise<void> => {
    const at = open.findIndex((one) => one.name === name);
    open.splice(at, 1)[0]![how]();
    await new Promise(setImmediate);
  };
  return { lookup, settle, asked: () => open.map(({ name }) => name) };
};

test("one that was found before goes ahead of one that does not answer", async () => {
  const { lookup, settle, asked } = startNames();
  const first = lookup("good");
  await settle("good", "found");
  expect(await first).toEqual(FOUND);

  void lookup("silent");
  void lookup("good");
  expect(asked()).toEqual(["silent", "good"]);
});

test("names that nobody knows yet are asked one at a time, before those that failed the last time", async () => {
  const { lookup, settle, asked } = startNames();
  const failing = expect(lookup("bad")).rejects.toThrow("no such name");
  await settle("bad", "failed");
  await failing;

  void lookup("first");
  void lookup("bad").catch(() => {});
  void lookup("second").catch(() => {});
  expect(asked()).toEqual(["first"]);
  await settle("first", "found");
  expect(asked()).toEqual(["second"]);
  await settle("second", "failed");
  expect(asked()).toEqual(["bad"]);
});

test("many who ask for one name at once make one look-up", async () => {
  const { lookup, settle, asked } = startNames();
  const all = Promise.all([lookup("a"), lookup("a"), lookup("a")]);
  expect(asked()).toEqual(["a"]);
  await settle("a", "found");
  expect(await all).toEqual([FOUND, FOUND, FOUND]);
});
