import type { Key } from "ink";
import { describe, expect, test } from "vitest";
import { hintsFor, type Intent, intentOf, KEYMAP, keysOf, type Place } from "../../src/tui/keymap.ts";

const NO_KEY: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

describe("a key", () => {
  const meant: [Place, string, Intent | undefined][] = [
    ["incidents", "j", "down"],
    ["incidents", "down", "down"],
    ["incidents", "k", "up"],
    ["incidents", "up", "up"],
    ["incidents", "g", "first"],
    ["incidents", "G", "last"],
    ["incidents", "a", "ack"],
    ["incidents", "r", "resolve"],
    ["incidents", "tab", "switch"],
    ["incidents", "?", "help"],
    ["incidents", "q", "quit"],
    ["incidents", "ctrl+c", "quit"],
    ["incidents", "c", undefined],
    ["incidents", "y", undefined],
    ["incidents", "meta+a", undefined],
    ["components", "j", "down"],
    ["components", "tab", "switch"],
    ["components", "a", undefined],
    ["components", "r", undefined],
    ["components", "q", "quit"],
    ["help", "?", "back"],
    ["help", "escape", "back"],
    ["help", "a", undefined],
    ["help", "q", "quit"],
    ["confirm", "y", "yes"],
    ["confirm", "n", "no"],
    ["confirm", "escape", "no"],
    ["confirm", "r", undefined],
    ["confirm", "q", undefined],
    ["confirm", "ctrl+c", "quit"],
  ];
  test.each(meant)("in %s: %s means %s", (place, key, intent) => {
    expect(intentOf(key, place)).toBe(intent);
  });

  test("means one thing in one place", () => {
    const meanings = KEYMAP.flatMap(({ keys, where }) =>
      where.flatMap((place) => keys.map((key) => `${place} ${key}`)),
    );
    expect(new Set(meanings).size).toBe(meanings.length);
  });
});

describe("a read of the terminal", () => {
  const read: [string, string, Partial<Key>, string[]][] = [
    ["one letter", "a", {}, ["a"]],
    ["letters that a slow line sent together", "jjr", {}, ["j", "j", "r"]],
    ["an arrow", "", { downArrow: true }, ["down"]],
    ["Escape", "", { escape: true }, ["escape"]],
    ["Ctrl-C", "c", { ctrl: true }, ["ctrl+c"]],
    ["Alt-A", "a", { meta: true }, ["meta+a"]],
    ["a capital letter", "G", { shift: true }, ["G"]],
    ["a function key that we do not use", "", { pageDown: true }, []],
  ];
  test.each(read)("%s", (_, input, key, keys) => {
    expect(keysOf(input, { ...NO_KEY, ...key })).toEqual(keys.length === 0 ? [] : keys);
  });
});

test("the footer offers each intent once, and leaves moving to the help", () => {
  expect(hintsFor("incidents").map(({ key, label }) => `${key} ${label}`)).toEqual([
    "a ack",
    "r resolve",
    "Tab list/board",
    "? help",
    "q quit",
  ]);
  expect(hintsFor("confirm").map(({ key, label }) => `${key} ${label}`)).toEqual(["y yes", "n no", "Ctrl-C quit"]);
});
