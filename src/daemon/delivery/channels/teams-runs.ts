// Public words as the blocks of an Adaptive Card.
import type { Block, Inline } from "../../markdown/tree.ts";

/** A stretch of text in one style (Adaptive Cards 1.2). */
export interface Run {
  type: "TextRun";
  text: string;
  weight?: "Bolder";
  italic?: true;
  fontType?: "Monospace";
  size?: "Large" | "Small";
  color?: string;
  isSubtle?: true;
  selectAction?: { type: "Action.OpenUrl"; url: string };
}
export interface CardBlock {
  type: "RichTextBlock";
  inlines: Run[];
}
type Style = Omit<Run, "type" | "text">;

export const runsOf = (blocks: readonly Block[]): CardBlock[] =>
  blocks.flatMap((block) => linesOf(block, {})).flatMap((inlines) => rich(inlines));

/** A card refuses a block or a run without text. */
const rich = (inlines: readonly Run[]): CardBlock[] => {
  const kept = inlines.filter(({ text }) => text !== "");
  return kept.length > 0 ? [{ type: "RichTextBlock", inlines: kept }] : [];
};

/** One list of runs for each block that is to stand alone. */
const linesOf = (block: Block, style: Style): Run[][] => {
  switch (block.kind) {
    case "paragraph":
      return [block.children.flatMap((inline) => runs(inline, style))];
    case "heading":
      return [block.children.flatMap((inline) => runs(inline, { ...style, weight: "Bolder" }))];
    case "code":
      return block.text.split("\n").map((text) => [run(text, { ...style, fontType: "Monospace" })]);
    case "quote":
      return block.children
        .flatMap((child) => linesOf(child, { ...style, isSubtle: true }))
        .map((line) => [run("> ", style), ...line]);
    case "list":
      return block.items.flatMap((item, at) => {
        const sign = block.start === null ? "• " : `${block.start + at}. `;
        const indent = "\u2003"; // an em space: ordinary ones are dropped
        return item
          .flatMap((child) => linesOf(child, style))
          .map((line, index) => [run(index === 0 ? sign : indent, style), ...line]);
      });
  }
};

const runs = (inline: Inline, style: Style): Run[] => {
  switch (inline.kind) {
    case "text":
      return [run(inline.text, style)];
    case "code":
      return [run(inline.text, { ...style, fontType: "Monospace" })];
    case "emphasis":
      return inline.children.flatMap((child) => runs(child, { ...style, italic: true }));
    case "strong":
      return inline.children.flatMap((child) => runs(child, { ...style, weight: "Bolder" }));
    case "link":
      return inline.children.flatMap((child) =>
        runs(child, { ...style, selectAction: { type: "Action.OpenUrl", url: inline.url } }),
      );
    case "break":
      return [run("\n", style)];
  }
};
const run = (text: string, style: Style): Run => ({ type: "TextRun", text, ...style });
