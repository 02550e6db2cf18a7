// Markdown as it may be shown: only what is known stands in the tree, all else has become text. Every form of output
// (HTML, plain text, the markup of a chat) is made from it and escapes by itself.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "emphasis"; children: Inline[] }
  | { kind: "strong"; children: Inline[] }
  /** http, https or mailto, well formed; never a link within a link. */
  | { kind: "link"; url: string; children: Inline[] }
  | { kind: "break" };

export type Block =
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "heading"; children: Inline[] }
  /** Lines to be shown as they are; without a newline at the end. */
  | { kind: "code"; text: string }
  | { kind: "quote"; children: Block[] }
  /** `start`: the number of the first item; null where they have none. */
  | { kind: "list"; start: number | null; items: Block[][] };
