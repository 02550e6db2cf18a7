// The tree as HTML, with no tag and no attribute but those written here.
import { parseMarkdown } from "./parse.ts";
import type { Block, Inline } from "./tree.ts";

export const markdownToHtml = (markdown: string): string => parseMarkdown(markdown).map(blockHtml).join("\n");

const blockHtml = (block: Block): string => {
  switch (block.kind) {
    case "paragraph":
      return `<p>${inlinesHtml(block.children)}</p>`;
    // The page and the mail have headings of their own, and a post stands below them.
    case "heading":
      return `<p><strong>${inlinesHtml(block.children)}</strong></p>`;
    case "code":
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`;
    case "quote":
      return `<blockquote>${block.children.map(blockHtml).join("\n")}</blockquote>`;
    case "list":
      return listHtml(block);
  }
};

const listHtml = ({ start, items }: Extract<Block, { kind: "list" }>): string => {
  const inner = items.map((item) => `<li>${itemHtml(item)}</li>`).join("\n");
  if (start === null) return `<ul>${inner}</ul>`;
  return start === 1 ? `<ol>${inner}</ol>` : `<ol start="${start}">${inner}</ol>`;
};
/** A lone paragraph needs no room around it. */
const itemHtml = (blocks: readonly Block[]): string => {
  const [first, ...rest] = blocks;
  if (first?.kind !== "paragraph" || rest.some(({ kind }) => kind !== "list")) return blocks.map(blockHtml).join("\n");
  return [inlinesHtml(first.children), ...rest.map(blockHtml)].join("\n");
};

const inlinesHtml = (inlines: readonly Inline[]): string => inlines.map(inlineHtml).join("");
const inlineHtml = (inline: Inline): string => {
  switch (inline.kind) {
    case "text":
      return escapeHtml(inline.text);
    case "code":
      return `<code>${escapeHtml(inline.text)}</code>`;
    case "emphasis":
      return `<em>${inlinesHtml(inline.children)}</em>`;
    case "strong":
      return `<strong>${inlinesHtml(inline.children)}</strong>`;
    case "link":
      return `<a href="${escapeHtml(inline.url)}" rel="nofollow noopener">${inlinesHtml(inline.children)}</a>`;
    case "break":
      return "<br>";
  }
};

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
