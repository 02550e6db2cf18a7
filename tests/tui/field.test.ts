import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Edit, edit, type Field, fieldOf, insert, MAX_FIELD } from "../../src/tui/forms/field.ts";

/** `|` is the cursor. */
const field = (text: string): Field => ({ text: text.replace("|", ""), at: text.indexOf("|") });
const shown = ({ text, at }: Field): string => `${text.slice(0, at)}|${text.slice(at)}`;
const MULTI = { isOneLine: false };

describe("a key in a text", () => {
  const edits: [Edit, string, string][] = [
    ["left", "ab|c", "a|bc"],
    ["left", "|abc", "|abc"],
    ["right", "ab|c", "abc|"],
    ["right", "abc|", "abc|"],
    ["left", "👩‍🚒|!", "|👩‍🚒!"],
    ["right", "|e\u0301x", "e\u0301|x"],
    ["home", "one\ntwo t|hree", "one\n|two three"],
    ["end", "on|e\ntwo", "one|\ntwo"],
    ["erase", "ab|c", "a|c"],
    ["erase", "|abc", "|abc"],
    ["erase", "a🔥|b", "a|b"],
    ["eraseNext", "a|bc", "a|c"],
    ["eraseNext", "abc|", "abc|"],
    ["eraseWord", "one two  |three", "one |three"],
    ["eraseWord", "one|", "|"],
    ["eraseLine", "one\ntwo t|hree", "one\n|hree"],
    ["eraseRest", "on|e\ntwo", "on|\ntwo"],
    ["lineDown", "on|e\ntwo", "one\ntw|o"],
    ["lineDown", "long li|ne\nx", "long line\nx|"],
    ["lineDown", "on|e", "one|"],
    ["lineUp", "one\ntw|o", "on|e\ntwo"],
    ["lineUp", "x\nlong li|ne", "x|\nlong line"],
    ["lineUp", "on|e", "|one"],
  ];
  test.each(edits)("%s: %j becomes %j", (kind, before, after) => {
    expect(shown(edit(field(before), kind))).toBe(after);
  });
});

describe("what is written", () => {
  test.each([
    ["goes in at the cursor", "a|c", "b", "ab|c"],
    ["keeps its lines", "|", "one\r\ntwo\rthree", "one\ntwo\nthree|"],
    ["loses control characters", "|", "a\u001B[31mb\u0007\u009Bc", "a[31mbc|"],
    ["has blanks for tabs, which have no width of their own", "|", "a\tb", "a  b|"],
  ])("%s", (_, before, text, after) => {
    expect(shown(insert(field(before), text, MULTI))).toBe(after);
  });

  test("in a field of one line it stays one", () => {
    expect(insert(fieldOf(), "one\ntwo", { isOneLine: true }).text).toBe("one two");
  });

  test("no text grows beyond what the daemon takes, and no sign is cut in half", () => {
    const full = insert(fieldOf("x".repeat(MAX_FIELD - 1)), "🔥🔥", MULTI);
    expect(full.text.length).toBe(MAX_FIELD);
    expect(full.text.isWellFormed()).toBe(true);
  });
});

test("whatever is pressed, the cursor stands within the text and between two signs", () => {
  const kinds: Edit[] = ["left", "right", "home", "end", "erase", "eraseNext", "eraseWord", "eraseLine", "eraseRest"];
  const key = fc.oneof(
    fc.constantFrom(...kinds, "lineUp" as const, "lineDown" as const),
    fc.constantFrom("a", " ", "\n", "🔥", "👩‍🚒", "障", "e\u0301").map((text) => ({ text })),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
      const last = keys.reduce<Field>(
        (one, key) => (typeof key === "string" ? edit(one, key) : insert(one, key.text, MULTI)),
        fieldOf("one\ntwo 👩‍🚒"),
      );
      const starts = [...new Intl.Segmenter().segment(last.text)].map(({ index }) => index);
      expect([...starts, last.text.length]).toContain(last.at);
    }),
  );
});
