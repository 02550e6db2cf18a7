// Markdown of posts, read once: the same words stand in several documents, and stay from one change of the page to the next.
import { markdownToHtml } from "../markdown/html.ts";
import { markdownToText } from "../markdown/text.ts";

/** More posts than a page shows; the memory of old ones is dropped then. */
const MAX_REMEMBERED = 2000;

const remembering = (read: (markdown: string) => string): ((markdown: string) => string) => {
  const known = new Map<string, string>();
  return (markdown) => {
    let text = known.get(markdown);
    if (text !== undefined) return text;
    if (known.size >= MAX_REMEMBERED) known.clear();
    text = read(markdown);
    known.set(markdown, text);
    return text;
  };
};

export const htmlOf = remembering(markdownToHtml);
export const textOf = remembering(markdownToText);
