import { describe, expect, test } from "vitest";
import { markdownToHtml } from "../../src/daemon/markdown/html.ts";
import { MAX_MARKDOWN, parseMarkdown } from "../../src/daemon/markdown/parse.ts";
import { markdownToText } from "../../src/daemon/markdown/text.ts";

const REL = 'rel="nofollow noopener"';

describe("what people write", () => {
  test.each([
    ["two lines\nof one paragraph", "<p>two lines<br>of one paragraph</p>", "two lines\nof one paragraph"],
    ["one\n\ntwo", "<p>one</p>\n<p>two</p>", "one\n\ntwo"],
    ["*soft* **loud** `a < b`", "<p><em>soft</em> <strong>loud</strong> <code>a &lt; b</code></p>", "soft loud a < b"],
    ["# Heading\ntext", "<p><strong>Heading</strong></p>\n<p>text</p>", "Heading\n\ntext"],
    [
      "[the log](https://example.org/log?a=1&b=2)",
      `<p><a href="https://example.org/log?a=1&amp;b=2" ${REL}>the log</a></p>`,
      "the log (https://example.org/log?a=1&b=2)",
    ],
    [
      "see https://example.org/a.",
      `<p>see <a href="https://example.org/a" ${REL}>https://example.org/a</a>.</p>`,
      "see https://example.org/a.",
    ],
    [
      "[write](mailto:ops@example.org)",
      `<p><a href="mailto:ops@example.org" ${REL}>write</a></p>`,
      "write (mailto:ops@example.org)",
    ],
    ["edit config.py on status.io", "<p>edit config.py on status.io</p>", "edit config.py on status.io"],
    ["- a\n- b\n  - c", "<ul><li>a</li>\n<li>b\n<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"],
    ["3. x\n4. y", '<ol start="3"><li>x</li>\n<li>y</li></ol>', "3. x\n4. y"],
    ["> they said\n> so", "<blockquote><p>they said<br>so</p></blockquote>", "> they said\n> so"],
    ["```js\nlet a = '<b>';\n```", "<pre><code>let a = &#39;&lt;b&gt;&#39;;</code></pre>", "    let a = '<b>';"],
    // What is not on the list stays as it was written.
    ["| a | b |\n|---|---|", "<p>| a | b |<br>|---|---|</p>", "| a | b |\n|---|---|"],
    ["---", "<p>---</p>", "---"],
    ["", "", ""],
  ])("%j", (markdown, html, text) => {
    expect(markdownToHtml(markdown)).toBe(html);
    expect(markdownToText(markdown)).toBe(text);
  });

  test("a picture becomes a link to it, so that no reader's program fetches it", () => {
    expect(markdownToHtml("![a graph](https://example.org/g.png)")).toBe(
      `<p><a href="https://example.org/g.png" ${REL}>a graph</a></p>`,
    );
    expect(markdownToHtml("[![a graph](https://example.org/g.png)](https://example.org/)")).toBe(
      `<p><a href="https://example.org/" ${REL}>a graph</a></p>`,
    );
  });
});

describe("what nobody should write", () => {
  test.each([
    ["<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"],
    ["a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>"],
    ["<![CDATA[ <b> ]]>", "<p>&lt;![CDATA[ &lt;b&gt; ]]&gt;</p>"],
    ["<!-- a --> &lt;b&gt; &#60;i&#62;", "<p>&lt;!-- a --&gt; &lt;b&gt; &lt;i&gt;</p>"],
    ["[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"],
    ["[x](JaVaScRiPt:alert)", "<p>[x](JaVaScRiPt:alert)</p>"],
    ["[x](&#106;avascript:alert)", "<p>[x](javascript:alert)</p>"],
    ["[x](java&#10;script:alert)", "<p>[x](java\nscript:alert)</p>"],
    ["[x](data:text/html;base64,AAAA)", "<p>[x](data:text/html;base64,AAAA)</p>"],
    ["[x](vbscript:x) [y](file:///etc/passwd)", "<p>[x](vbscript:x) [y](file:///etc/passwd)</p>"],
    ["[x](//evil.example) [y](/admin)", "<p>[x](//evil.example) [y](/admin)</p>"],
    ["<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>"],
    ["![x](data:image/svg+xml,<svg/onload=alert(1)>)", "<p>![x](data:image/svg+xml,&lt;svg/onload=alert(1)&gt;)</p>"],
    ['[x](https://a.example "\\" onclick=alert(1)")', `<p><a href="https://a.example/" ${REL}>x</a></p>`],
    ['[x](https://a.example/"onclick=alert(1))', `<p><a href="https://a.example/%22onclick=alert(1)" ${REL}>x</a></p>`],
  ])("%j", (markdown, html) => {
    expect(markdownToHtml(markdown)).toBe(html);
  });

  test("control characters, escape sequences and turned directions are gone", () => {
    expect(
      markdownToText("a\u0000b\u001b[31mred\u001b[0m \u202egnirts\u202c\u2066x\u2069 \ud800 e\u0301 שלום\u200f"),
    ).toBe("abred gnirtsx \ufffd e\u0301 שלום\u200f");
  });

  test.each([
    ["a&#x202e;b&#x2067;c", "<p>abc</p>", "abc"],
    ["a&#x200b;b&ZeroWidthSpace;c&#xfeff;d\u200be", "<p>abcde</p>", "abcde"],
    ["a&#13;b&#13;&#10;c", "<p>a\nb\nc</p>", "a\nb\nc"],
    ["**&#x202e;a** [&#x202e;b](https://a.example)", null, "a b (https://a.example/)"],
    ["<https://a.example/%E2%80%AEx>", null, "https://a.example/x (https://a.example/%E2%80%AEx)"],
    // Code is shown letter by letter.
    ["`a&#x202e;b\u202ec\u200bd`", "<p><code>a&amp;#x202e;bcd</code></p>", "a&#x202e;bcd"],
    ["```\na&#13;b\u202ec\u200bd\n```", "<pre><code>a&amp;#13;bcd</code></pre>", "    a&#13;bcd"],
    ["    a\u202eb\u200bc", "<pre><code>abc</code></pre>", "    abc"],
  ])("nor what is written in another way and unseen: %j", (markdown, html, text) => {
    if (html !== null) expect(markdownToHtml(markdown)).toBe(html);
    expect(markdownToHtml(markdown)).not.toMatch(/[\r\u202e\u200b]/);
    expect(markdownToText(markdown)).toBe(text);
  });

  test.each([
    ["lists", `${"- ".repeat(1000)}words`],
    ["quotes", `${">".repeat(1000)}words`],
    ["emphasis", `${"*a ".repeat(1000)}words${"b* ".repeat(1000)}`],
    ["links", `${"[".repeat(1000)}words${"](https://a.example)".repeat(400)}`],
  ])("%s that are nested a thousand deep stay text, and nothing of them is lost", (_, markdown) => {
    const html = markdownToHtml(markdown);

    expect(depthOf(html)).toBeLessThanOrEqual(24);
    expect(html).toContain("words");
  });

  test("a list that is too deep is shown as it was written", () => {
    const markdown = `${"- ".repeat(40)}the words`;
    expect(parseMarkdown(markdown)).toEqual([{ kind: "paragraph", children: [{ kind: "text", text: markdown }] }]);
  });

  test("what is too long is cut, and says so", () => {
    const text = markdownToText("a".repeat(MAX_MARKDOWN + 1));
    expect(text).toBe(`${"a".repeat(MAX_MARKDOWN - 1)}…`);
  });
});

const depthOf = (html: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const [, slash, name] of html.matchAll(/<(\/?)([a-z]+)/g)) {
    if (name === "br") continue;
    depth += slash ? -1 : 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};
