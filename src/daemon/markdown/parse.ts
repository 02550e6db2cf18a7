// Markdown to its tree. markdown-it finds the structure; an allow-list decides what of it counts.
import MarkdownIt from "markdown-it";
import { cleanLines } from "../../domain/clean-text.ts";
import type { Block, Inline } from "./tree.ts";

/** What a post may have, in characters; what is longer is cut. */
export const MAX_MARKDOWN = 10_000;
/** Lists, quotes and emphasis within each other. A text that is deeper is no text for people, and is shown as it was written. */
const MAX_NESTING = 24;

const reader = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: MAX_NESTING })
  .disable(["table", "strikethrough", "html_block", "html_inline"])
  .use((md) => {
    md.validateLink = (url) => webUrl(url) !== null;
    // Only what has a scheme is a link: `config.py` and `status.io` are words.
    md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  });
type Token = ReturnType<typeof reader.parse>[number];

export const parseMarkdown = (markdown: string): Block[] => {
  const text = cleanLines(markdown.length > MAX_MARKDOWN ? `${markdown.slice(0, MAX_MARKDOWN - 1)}…` : markdown);
  const tokens = reader.parse(text, {});
  if (depthOf(tokens) >= MAX_NESTING) return [{ kind: "paragraph", children: linesOf(text) }];
  return blocksOf(createCursor(tokens), null);
};

/** The reader stops at its limit, and what is within is lost; emphasis it does not limit at all. */
const depthOf = (tokens: readonly Token[]): number => {
  let depth = 0;
  let deepest = 0;
  for (const { nesting, children } of tokens) {
    depth += nesting;
    deepest = Math.max(deepest, depth, depth + (children ? depthOf(children) : 0));
  }
  return deepest;
};

const linesOf = (text: string): Inline[] =>
  text.split("\n").flatMap((line, at): Inline[] => [...(at > 0 ? [{ kind: "break" } as const] : []), textOf(line)]);
const textOf = (text: string): Inline => ({ kind: "text", text: shown(text) });

/** Nobody sees them, and a word with one in it is not found by who searches; at worst a line breaks elsewhere. */
const UNSEEN = /[\u200b\u2060\ufeff]/g;
/** Once more, since the reader has decoded by now what stood there as `&#x202e;` or, in an address, as `%E2%80%AE`. */
const shown = (text: string): string => cleanLines(text).replace(UNSEEN, "");

interface Cursor {
  next: () => Token | undefined;
}
const createCursor = (tokens: readonly Token[]): Cursor => {
  let at = 0;
  return { next: () => tokens[at++] };
};

/** Up to the token that closes what is read; null: to the end. */
const blocksOf = (cursor: Cursor, end: string | null): Block[] => {
  const blocks: Block[] = [];
  for (let token = cursor.next(); token && token.type !== end; token = cursor.next()) {
    const block = blockOf(token, cursor);
    if (block) blocks.push(block);
  }
  return blocks;
};

const blockOf = (token: Token, cursor: Cursor): Block | null => {
  switch (token.type) {
    case "paragraph_open":
      return { kind: "paragraph", children: textUntil(cursor, "paragraph_close") };
    case "heading_open":
      return { kind: "heading", children: textUntil(cursor, "heading_close") };
    case "fence":
    case "code_block":
      return { kind: "code", text: shown(token.content).replace(/\n+$/, "") };
    case "blockquote_open":
      return { kind: "quote", children: blocksOf(cursor, "blockquote_close") };
    case "bullet_list_open":
      return { kind: "list", start: null, items: itemsOf(cursor, "bullet_list_close") };
    case "ordered_list_open":
      return { kind: "list", start: Number(token.attrGet("start") ?? 1), items: itemsOf(cursor, "ordered_list_close") };
    default: {
      const text = token.content || token.markup;
      return text === "" ? null : { kind: "paragraph", children: [textOf(text)] };
    }
  }
};

const itemsOf = (cursor: Cursor, end: string): Block[][] => {
  const items: Block[][] = [];
  for (let token = cursor.next(); token && token.type !== end; token = cursor.next())
    if (token.type === "list_item_open") items.push(blocksOf(cursor, "list_item_close"));
  return items;
};

const textUntil = (cursor: Cursor, end: string): Inline[] => {
  const found: Inline[] = [];
  for (let token = cursor.next(); token && token.type !== end; token = cursor.next())
    found.push(...inlinesOf(createCursor(token.children ?? []), null));
  return found;
};

const inlinesOf = (cursor: Cursor, end: string | null): Inline[] => {
  const inlines: Inline[] = [];
  for (let token = cursor.next(); token && token.type !== end; token = cursor.next())
    inlines.push(...inlineOf(token, cursor));
  return inlines;
};

const inlineOf = (token: Token, cursor: Cursor): Inline[] => {
  switch (token.type) {
    case "code_inline":
      return [{ kind: "code", text: shown(token.content) }];
    case "softbreak":
    case "hardbreak":
      return [{ kind: "break" }];
    case "em_open":
      return [{ kind: "emphasis", children: inlinesOf(cursor, "em_close") }];
    case "strong_open":
      return [{ kind: "strong", children: inlinesOf(cursor, "strong_close") }];
    case "link_open":
      return linkOf(attributeOf(token, "href"), inlinesOf(cursor, "link_close"));
    // Fetching a picture tells its server who reads; its alternative text says what it shows.
    case "image":
      return linkOf(attributeOf(token, "src"), [textOf(token.content || attributeOf(token, "src"))]);
    default:
      return token.content === "" ? [] : [textOf(token.content)];
  }
};

const attributeOf = (token: Token, name: string): string => String(token.attrGet(name) ?? "");

const linkOf = (address: string, children: Inline[]): Inline[] => {
  const url = webUrl(address);
  if (url === null) return children;
  // An image within a link would be one within it.
  return [{ kind: "link", url, children: children.flatMap(withoutLink) }];
};
const withoutLink = (inline: Inline): Inline[] => {
  if (inline.kind === "link") return inline.children.flatMap(withoutLink);
  if (inline.kind === "emphasis" || inline.kind === "strong")
    return [{ ...inline, children: inline.children.flatMap(withoutLink) }];
  return [inline];
};

const SCHEMES: ReadonlySet<string> = new Set(["http:", "https:", "mailto:"]);

/** As a browser would read it, so that nothing is left to how it is written; null: no address that may be followed. */
const webUrl = (address: string): string | null => {
  const url = URL.parse(address);
  return url && SCHEMES.has(url.protocol) ? url.href : null;
};
