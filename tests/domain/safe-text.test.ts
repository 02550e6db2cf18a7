import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columns } from "../../src/cli/table.ts";
import { cut, widthOf } from "../../src/domain/display-width.ts";
import { safeJson, safeLine, safeText } from "../../src/domain/safe-text.ts";

const DANGEROUS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe("text from outside", () => {
  test.each([
    ["\u001b[31mred\u001b]0;title\u0007", "\\x1b[31mred\\x1b]0;title\\x07"],
    ["two\nlines\r", "two\\nlines\\r"],
    ["\u009b2J", "\\x9b2J"],
    ["invoice\u202egpj.exe", "invoice\\u202egpj.exe"],
    ["tag\u{e0041}", "tag\\u{e0041}"],
    ["Grüße 日本 👩‍💻", "Grüße 日本 👩‍💻"],
  ])("%j is shown as %j", (text, shown) => expect(safeLine(text)).toBe(shown));

  test("notes keep their lines, and nothing else that moves the cursor", () => {
    expect(safeText("one\r\n\ttwo\u001b[2J\rthree")).toBe("one\n\ttwo\\x1b[2J\\rthree");
  });

  test("no text gets a control character or a bidi override through, and JSON stays the same value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(safeLine(text)).not.toMatch(/[\n\t]/);
        expect(safeLine(text)).not.toMatch(DANGEROUS);
        expect(safeText(text)).not.toMatch(DANGEROUS);
        expect(safeJson({ text }, 2)).not.toMatch(DANGEROUS);
        expect(JSON.parse(safeJson({ text }, 2))).toEqual({ text });
      }),
    );
  });
});

describe("tables", () => {
  test("columns align, colour and wide characters counted as they look", () => {
    expect(
      columns([
        ["a", "b"],
        ["日本", "c"],
        ["\u001b[31mred\u001b[39m", "d"],
      ]),
    ).toEqual(["a     b", "日本  c", "\u001b[31mred\u001b[39m   d"]);
  });
  test("a cut text is as wide as it may be and says that it was cut", () => {
    expect(cut("incident", 5)).toBe("inci…");
    expect(widthOf(cut("日本日本", 5))).toBe(5);
    expect(cut("fits", 4)).toBe("fits");
  });
});
