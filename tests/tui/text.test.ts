import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { widthOf } from "../../src/domain/display-width.ts";
import { fit, visible } from "../../src/tui/text.ts";

describe("outside text is shown, never executed", () => {
  test.each([
    ["an escape sequence", "\u001B[2Jgone", "␛[2Jgone"],
    ["a line break", "one\ntwo\r", "one␊two␍"],
    ["a bell and a delete", "\u0007\u007F", "␇␡"],
    ["an 8-bit control", "\u009B31m", "<U+009B>31m"],
    ["a bidi override", "abc\u202Edef", "abc<U+202E>def"],
    ["a hidden space", "pay\u200Bload", "pay<U+200B>load"],
    ["half a surrogate", "x\uD800", "x\uFFFD"],
    ["a tag character", "a\u{E0041}", "a<U+E0041>"],
  ])("%s", (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test("and ordinary text of any script stays as it is", () => {
    for (const text of ["Ärger in Zürich", "データベース", "قاعدة البيانات", "می‌خواهم", "👩‍🚒 burns 🔥"])
      expect(visible(text)).toBe(text);
  });
});

describe("width", () => {
  test.each([
    ["ascii", "api", 3],
    ["an umlaut", "Zürich", 6],
    ["a combining accent", "e\u0301", 1],
    ["kanji", "障害", 4],
    ["hangul", "장애", 4],
    ["an emoji", "🔥", 2],
    ["a family of emoji", "👩‍👩‍👧", 2],
    ["a flag", "🇯🇵", 2],
    ["a sign that is an emoji by its selector", "⚠️", 2],
    ["the same sign as text", "⚠", 1],
    ["a keycap", "1️⃣", 2],
    ["full width", "Ａ", 2],
    ["half width katakana", "ｱﾞ", 2],
  ])("of %s", (_, text, width) => {
    expect(widthOf(text)).toBe(width);
  });
});

describe("fit", () => {
  test.each([
    ["fills up", "api", 5, "api  "],
    ["leaves what fits exactly", "api", 3, "api"],
    ["cuts with a mark", "database", 5, "data…"],
    ["never splits a wide sign", "障害発生", 6, "障害… "],
    ["keeps a cluster whole", "x👩‍👩‍👧👩‍👩‍👧", 4, "x👩‍👩‍👧…"],
    ["gives nothing no room", "api", 0, ""],
  ])("%s", (_, text, cells, fitted) => {
    expect(fit(text, cells)).toBe(fitted);
  });

  test("takes exactly its cells, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), fc.integer({ min: 0, max: 30 }), (text, cells) => {
        expect(widthOf(fit(text, cells))).toBe(cells);
      }),
    );
  });
});
