// Public words in the markup of a chat. Each platform says how it writes the few things that there are, and how long it may be.
import { parseMarkdown } from "../../markdown/parse.ts";
import type { Block, Inline } from "../../markdown/tree.ts";
import type { Link } from "./words.ts";

export interface Markup {
  /** Any text, so that none of it reads as markup, a mention or a tag. */
  text: (text: string) => string;
  /** These take what is written already. */
  strong: (inner: string) => string;
  emphasis: (inner: string) => string;
  /** A label that is written already. */
  link: (label: string, url: string) => string;
  code: (text: string) => string;
  codeBlock: (text: string) => string;
  lineBreak: string;
  bullet: string;
  quote: string;
  /** As the platform counts it against its limit. */
  sizeOf: (written: string) => number;
}
export const lengthOf = (written: string): number => written.length;

/** Less than this is no text any more. */
const MIN_CHARACTERS = 40;
const LESS = 0.7;

/** All of it that fits. Escapes and addresses make it longer than it reads, so that less and less of it is tried. */
export const fitMarkdown = (markdown: string, markup: Markup, limit: number): string => {
  const blocks = parseMarkdown(markdown);
  for (let characters = limit; characters >= MIN_CHARACTERS; characters = Math.floor(characters * LESS)) {
    const written = writeBlocks(clipBlocks(blocks, characters), markup);
    if (markup.sizeOf(written) <= limit) return written;
  }
  return "";
};

/** Whole lines; of those that do not fit it says how many. */
export const fitLines = (lines: readonly string[], markup: Markup, limit: number): string => {
  for (let count = lines.length; count > 0; count = count > 20 ? Math.floor(count * LESS) : count - 1) {
    const rest = lines.length - count;
    const kept = [...lines.slice(0, count), ...(rest > 0 ? [`… and ${rest} more`] : [])];
    const written = kept.map(markup.text).join(markup.lineBreak);
    if (markup.sizeOf(written) <= limit) return written;
  }
  return "";
};

/** Whole links, one a line; the last of them give way. */
export const fitLinks = (links: readonly Link[], markup: Markup, limit: number): string => {
  for (let count = links.length; count > 0; count--) {
    const kept = links.slice(0, count).map(({ label, url }) => markup.strong(markup.link(markup.text(label), url)));
    const written = kept.join(markup.lineBreak);
    if (markup.sizeOf(written) <= limit) return written;
  }
  return "";
};

const writeBlocks = (blocks: readonly Block[], markup: Markup): string =>
  blocks.map((block) => writeBlock(block, markup)).join("\n\n");

const writeBlock = (block: Block, markup: Markup): string => {
  switch (block.kind) {
    case "paragraph":
      return writeInlines(block.children, markup);
    case "heading":
      return markup.strong(writeInlines(block.children, flat(markup)));
    case "code":
      return markup.codeBlock(block.text);
    case "quote":
      return prefixed(writeBlocks(block.children, markup), markup.quote, markup.quote);
    case "list":
      return block.items
        .map((item, at) => {
          const sign = block.start === null ? `${markup.bullet} ` : `${block.start + at}. `;
          return prefixed(item.map((one) => writeBlock(one, markup)).join("\n"), sign, " ".repeat(sign.length));
        })
        .join("\n");
  }
};
const prefixed = (text: string, first: string, others: string): string =>
  text
    .split("\n")
    .map((line, at) => `${at === 0 ? first : others}${line}`)
    .join("\n");

const writeInlines = (inlines: readonly Inline[], markup: Markup): string =>
  inlines.map((inline) => writeInline(inline, markup)).join("");
const writeInline = (inline: Inline, markup: Markup): string => {
  switch (inline.kind) {
    case "text":
      return markup.text(inline.text);
    case "code":
      return markup.code(inline.text);
    case "emphasis":
      return markup.emphasis(writeInlines(inline.children, flat(markup)));
    case "strong":
      return markup.strong(writeInlines(inline.children, flat(markup)));
    case "link":
      return markup.link(writeInlines(inline.children, flat(markup)), inline.url);
    case "break":
      return markup.lineBreak;
  }
};
/** Styles within each other mean something else on each platform, or are refused; links within them do not. */
const flat = (markup: Markup): Markup => ({
  ...markup,
  ...{ strong: (inner) => inner, emphasis: (inner) => inner, code: markup.text },
});

interface Room {
  left: number;
}
/** The first so many characters of text, in their places. */
export const clipBlocks = (blocks: readonly Block[], characters: number): Block[] =>
  clipAll(blocks, { left: characters });
const clipAll = (blocks: readonly Block[], room: Room): Block[] =>
  blocks.flatMap((block) => (room.left > 0 ? [clipBlock(block, room)] : []));
const clipBlock = (block: Block, room: Room): Block => {
  room.left -= 1; // what has no text of its own takes room too
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return { ...block, children: clipInlines(block.children, room) };
    case "code":
      return { ...block, text: clipText(block.text, room) };
    case "quote":
      return { ...block, children: clipAll(block.children, room) };
    case "list":
      return { ...block, items: block.items.flatMap((item) => (room.left > 0 ? [clipAll(item, room)] : [])) };
  }
};
const clipInlines = (inlines: readonly Inline[], room: Room): Inline[] =>
  inlines.flatMap((inline) => (room.left > 0 ? [clipInline(inline, room)] : []));
const clipInline = (inline: Inline, room: Room): Inline => {
  switch (inline.kind) {
    case "text":
    case "code":
      return { ...inline, text: clipText(inline.text, room) };
    case "break":
      room.left -= 1;
      return inline;
    case "emphasis":
    case "strong":
    case "link":
      return { ...inline, children: clipInlines(inline.children, room) };
  }
};
const clipText = (text: string, room: Room): string => {
  const isWhole = text.length <= room.left;
  const kept = isWhole ? text : `${text.slice(0, room.left - 1).toWellFormed()}…`;
  room.left = isWhole ? room.left - text.length : 0;
  return kept;
};
