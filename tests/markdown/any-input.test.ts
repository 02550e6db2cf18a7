import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml, markdownToHtml } from "../../src/daemon/markdown/html.ts";
import { markdownToText } from "../../src/daemon/markdown/text.ts";
import { SCALE } from "../support/tools.ts";

/** Pieces that mean something to Markdown, HTML or a URL parser, put together at random. */
const PIECES = [
  ...["*", "**", "_", "`", "```", "~~~", "[", "]", "(", ")", "![", "](", "<", ">", "/>", '"', "'", "&", ";", "\\"],
  ...["\n", "\n\n", "  \n", "- ", "1. ", "> ", "# ", "---", "|", "\t", "    ", " ", "\r", "\0", "\u202e", "\ud800"],
  ...[
    "javascript:",
    "JAVASCRIPT:",
    "data:text/html,",
    "vbscript:",
    "https://",
    "http://a",
    "mailto:",
    "//",
    ":",
    "&#106;",
  ],
  ...[
    "&#x3c;",
    "&lt;",
    "&Tab;",
    "&#13;",
    "&#x202e;",
    "&#x200b;",
    "%E2%80%AE",
    "&colon;",
    "<script>",
    "</p>",
    "<a href=",
    "onclick=",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
  ],
  ...["a", "b c", "x.y", "e@f.g", "[a]: ", "\u00a0", "😀", "א"],
];
const markdown = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary", maxLength: 200 }),
);

const TAGS =
  /<(?:\/?(?:p|strong|em|code|pre|blockquote|ul|ol|li|a)|br|ol start="\d+"|a href="([^"<>]*)" rel="nofollow noopener")>/g;

test("HTML never has a tag, an attribute or a scheme outside of the list, and every tag is closed", () => {
  fc.assert(
    fc.property(markdown, (text) => {
      const html = markdownToHtml(text);

      const schemes = [...html.matchAll(TAGS)].flatMap(([, href]) => (href === undefined ? [] : [href.split(":")[0]]));
      expect(["http", "https", "mailto"]).toEqual(expect.arrayContaining([...new Set(schemes)]));
      expect(html.replace(TAGS, "")).not.toMatch(/[<>"]/);
      expect(openAtEnd(html)).toEqual([]);
      expect(html.isWellFormed()).toBe(true);
    }),
    { numRuns: 2000 * SCALE },
  );
});

test("plain text never has a control character but its newlines", () => {
  fc.assert(
    fc.property(markdown, (text) => {
      expect(markdownToText(text)).not.toMatch(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/,
      );
    }),
    { numRuns: 1000 * SCALE },
  );
});

test("what is no Markdown is shown letter by letter", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z]([A-Za-z <>"']*[A-Za-z])?$/), (text) => {
      fc.pre(!/ {2}/.test(text));
      expect(markdownToHtml(text)).toBe(`<p>${escapeHtml(text)}</p>`);
      expect(markdownToText(text)).toBe(text);
    }),
    { numRuns: 500 * SCALE },
  );
});

/** Tags that are still open, those closed in the wrong order too. */
const openAtEnd = (html: string): string[] => {
  const open: string[] = [];
  for (const [, slash, name] of html.matchAll(/<(\/?)([a-z]+)/g)) {
    if (name === "br") continue;
    if (!slash) open.push(name!);
    else if (open.at(-1) === name) open.pop();
    else return [...open, `/${name}`];
  }
  return open;
};
