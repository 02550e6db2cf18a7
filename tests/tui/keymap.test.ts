import type { Key } from "ink";
import { describe, expect, test } from "vitest";
import { hintsFor, type Intent, intentOf, KEYMAP, type Place } from "../../src/tui/keys/keymap.ts";
import { keysOf } from "../../src/tui/keys/read-keys.ts";

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
  /** Place, then keys with what they mean; `-` is nothing. */
  const MEANT = `
    incidents: j down, down down, k up, up up, g first, home first, G last, end last, pagedown pageDown, ctrl+d pageDown, pageup pageUp, ctrl+u pageUp
    incidents: enter enter, a ack, u unack, r resolve, c close, R reopen, o open, n note, p post, P correct, s snooze, A assign, e edit, M merge
    incidents: / filter, h hideAcked, f scope, x mark, X markAll, : command, b bell, ? help, q quit, tab goNext, shift+tab goPrevious
    incidents: 1 goIncidents, 2 goComponents, 3 goMaintenance, 4 goDeliveries, O goOutput, escape back, ctrl+c quit, ctrl+z suspend, ctrl+l redraw
    incidents: y -, v -, d -, + -
    incident: a ack, u unack, r resolve, c close, R reopen, n note, p post, P correct, s snooze, A assign, e edit, M merge, j down, escape back
    incident: x -, / -, f -, enter -, tab -
    components: enter enter, v override, V clearOverride, o open, a -, r -, c -, j down, q quit
    maintenance: enter enter, o schedule, s startWindow, d endWindow, + extendWindow, c cancelWindow, e editWindow, p updateWindow, v verifyWindow, S skipWindow
    maintenance: a -, r -, x -
    deliveries: enter enter, r retryDelivery, o open, a -, c -
    help: ? back, escape back, j down, a -, q quit
    output: escape back, j down, a -, : command
    confirm: y yes, n no, escape no, r -, q -, ctrl+c quit, enter -
    form: ctrl+s send, enter newLine, tab nextField, shift+tab previousField, ctrl+o editor, escape leave, up older, down newer, q -, a -, ctrl+c quit
    form: left edit:left, right edit:right, home edit:home, ctrl+a edit:home, end edit:end, ctrl+e edit:end, backspace edit:erase, delete edit:eraseNext, ctrl+d edit:eraseNext, ctrl+w edit:eraseWord, ctrl+u edit:eraseLine, ctrl+k edit:eraseRest
    line: enter send, tab nextField, escape leave, up older, down newer, ctrl+u edit:eraseLine, q -, : -
  `;
  const meant = MEANT.trim()
    .split("\n")
    .flatMap((line) => {
      const [place = "", pairs = ""] = line.trim().split(/: (.*)/);
      return pairs.split(", ").map((pair) => [place as Place, ...pair.split(" ")] as [Place, string, string]);
    });
  test.each(meant)("in %s: %s means %s", (place, key, intent) => {
    expect(intentOf(key, place)).toBe(intent === "-" ? undefined : (intent as Intent));
  });

  test("every key of the map stands in the table above", () => {
    const asked = new Set(meant.map(([place, key]) => `${place} ${key}`));
    const places = ["incidents", "maintenance", "components", "deliveries", "confirm"];
    const bound = KEYMAP.flatMap(({ keys, where, intent }) =>
      where
        .filter((place) => places.includes(place))
        .map((place) => ({ intent, all: keys.map((key) => `${place} ${key}`) })),
    );
    const shared = new Set(meant.map(([, , intent]) => intent));
    expect(bound.filter(({ intent, all }) => !all.some((one) => asked.has(one)) && !shared.has(intent))).toEqual([]);
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
    ["Alt-J", "j", { meta: true }, ["alt+j"]],
    ["a capital letter", "G", { shift: true }, ["G"]],
    ["a function key that we do not use", "", {}, []],
    ["Enter among letters that came together", ":q\r", {}, [":", "q", "enter"]],
    ["Shift-Tab", "", { tab: true, shift: true }, ["shift+tab"]],
    ["Enter", "\r", { return: true }, ["enter"]],
    ["Ctrl-Z", "z", { ctrl: true }, ["ctrl+z"]],
    ["an emoji, which is one sign", "🔥", {}, ["🔥"]],
    ["Ctrl-U and Ctrl-S among letters that came together", "ab\u0015c\u0013", {}, ["a", "b", "ctrl+u", "c", "ctrl+s"]],
    ["a control character that is no key", "\u0000\u009B", {}, []],
  ];
  test.each(read)("%s", (_, input, key, keys) => {
    expect(keysOf(input, { ...NO_KEY, ...key })).toEqual(keys.length === 0 ? [] : keys);
  });
});

test("the footer offers each intent once, what matters most first, and leaves moving to the help", () => {
  expect(hintsFor("incidents").map(({ key, label }) => `${key} ${label}`)).toEqual([
    ...["Enter look", "a ack", "r resolve", "n note", "p post", "s snooze", "A assign", "c close"],
    ...["/ filter", "o open", "Tab next screen", ": command", "? help", "q quit"],
  ]);
  expect(hintsFor("confirm").map(({ key, label }) => `${key} ${label}`)).toEqual(["y yes", "n no"]);
});
