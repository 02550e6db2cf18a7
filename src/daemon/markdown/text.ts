// The tree as plain lines: for the text part of a mail, a feed, a terminal.
import { parseMarkdown } from "./parse.ts";
import type { Block, Inline } from "./tree.ts";

export const markdownToText = (markdown: string): string => linesOfBlocks(parseMarkdown(markdown)).join("\n");

const linesOfBlocks = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block, at) => [...(at > 0 ? [""] : []), ...linesOf(block)]);

const linesOf = (block: Block): string[] => {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return textOf(block.children).split("\n");
    case "code":
      return block.text.split("\n").map((line) => `    ${line}`);
    case "quote":
      return linesOfBlocks(block.children).map((line) => (line === "" ? ">" : `> ${line}`));
    case "list":
      return block.items.flatMap((item, at) => itemLines(item, block.start === null ? "- " : `${block.start + at}. `));
  }
};

const itemLines = (item: readonly Block[], sign: string): string[] => {
  const lines = item.flatMap((block, at) => [...(at > 0 && block.kind !== "list" ? [""] : []), ...linesOf(block)]);
  const indent = " ".repeat(sign.length);
  return (lines.length === 0 ? [""] : lines).map((line, at) => `${at === 0 ? sign : indent}${line}`.trimEnd());
};

const textOf = (inlines: readonly Inline[]): string => inlines.map(inlineText).join("");
const inlineText = (inline: Inline): string => {
  switch (inline.kind) {
    case "text":
    case "code":
      return inline.text;
    case "emphasis":
    case "strong":
      return textOf(inline.children);
    case "link":
      return linkText(textOf(inline.children), inline.url);
    case "break":
      return "\n";
  }
};
const linkText = (label: string, url: string): string => {
  const isBare = label === "" || url === label || url === `${label}/` || url === `mailto:${label}`;
  return isBare ? url.replace(/^mailto:/, "") : `${label} (${url})`;
};
