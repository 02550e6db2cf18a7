import { describe, expect, test } from "vitest";
import { commandWords } from "../../src/tui/forms/shell-words.ts";

describe("a command line in words", () => {
  test.each([
    ["ack 2 --for 30m", ["ack", "2", "--for", "30m"]],
    ["  ack   2 ", ["ack", "2"]],
    ['note 2 "it is back"', ["note", "2", "it is back"]],
    ["note 2 'it is \"back\"'", ["note", "2", 'it is "back"']],
    ['note 2 "a \\"b\\" \\n"', ["note", "2", 'a "b" \\n']],
    ["note 2 it\\ is", ["note", "2", "it is"]],
    ['open --title="a b"c', ["open", "--title=a bc"]],
    ["note 2 ''", ["note", "2", ""]],
    ["note 2 $HOME `id` *", ["note", "2", "$HOME", "`id`", "*"]],
    ["", []],
  ])("%s", (line, words) => {
    expect(commandWords(line, { isUnfinished: false })).toEqual(words);
  });

  test.each(['note 2 "open', "note 2 'open", "note 2 \\"])("is none while a quote is open: %s", (line) => {
    expect(commandWords(line, { isUnfinished: false })).toBeUndefined();
  });

  test.each([
    ["", [""]],
    ["ac", ["ac"]],
    ["ack ", ["ack", ""]],
    ["ack 2 --f", ["ack", "2", "--f"]],
    ['note 2 "it is ', ["note", "2", "it is "]],
    ["note 2 'it", ["note", "2", "it"]],
    ["note 2 it\\", ["note", "2", "it"]],
  ])("has its unfinished word last: %j", (line, words) => {
    expect(commandWords(line, { isUnfinished: true })).toEqual(words);
  });
});
