// Microsoft Teams by a webhook of Workflows: an Adaptive Card. Text stands in TextRuns, which read no Markdown, so that there is
// nothing to escape.
import { parseMarkdown } from "../../markdown/parse.ts";
import { type ChatMessage, type ChatPost, linksOf } from "./chat.ts";
import { clipBlocks } from "./chat-markup.ts";
import { type CardBlock, type Run, runsOf } from "./teams-runs.ts";
import type { Link, Tone } from "./words.ts";

/** Bytes. Teams takes about 28 KB, and counts more than what was sent. */
const MAX_CARD = 20_000;
const MAX_LINES = 100;
/** Characters of the body; halved until the card is small enough. */
const MAX_BODY = 10_000;
const MIN_BODY = 100;

const COLOUR = {
  alarm: "Attention",
  trouble: "Warning",
  good: "Good",
  quiet: "Default",
} as const satisfies Record<Tone, string>;

export const teams = ({ message, words }: ChatMessage): ChatPost => {
  const blocks = words.body === null ? [] : parseMarkdown(words.body);
  let body = cardOf(words, runsOf(clipBlocks(blocks, MAX_BODY)));
  for (let size = MAX_BODY / 2; size > MIN_BODY && Buffer.byteLength(JSON.stringify(body)) > MAX_CARD; size /= 2)
    body = cardOf({ ...words, lines: fewer(words.lines, size) }, runsOf(clipBlocks(blocks, size)));
  return {
    url: message.to.target,
    body,
    // The workflow was deleted.
    goneOn: [404],
  };
};

const cardOf = (words: ChatMessage["words"], body: CardBlock[]) => ({
  type: "message",
  attachments: [
    {
      contentType: "application/vnd.microsoft.card.adaptive",
      contentUrl: null,
      content: {
        $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
        type: "AdaptiveCard",
        version: "1.4",
        fallbackText: words.title,
        msteams: { width: "Full" },
        body: [
          rich([{ type: "TextRun", text: words.title, ...TITLE, color: COLOUR[words.tone] }]),
          ...fewer(words.lines, MAX_BODY).map((line) => rich([{ type: "TextRun", text: line }])),
          ...body,
          rich([{ type: "TextRun", text: words.footer, ...SMALL }]),
        ],
        actions: [...linksOf(words), ...words.footerLinks].map(open),
      },
    },
  ],
});
const TITLE = { size: "Large", weight: "Bolder" } as const;
const SMALL = { size: "Small", isSubtle: true } as const;
const open = ({ label, url }: Link) => ({ type: "Action.OpenUrl", title: label, url });
const rich = (inlines: Run[]): CardBlock => ({ type: "RichTextBlock", inlines });

const fewer = (lines: readonly string[], characters: number): string[] => {
  let size = 0;
  const kept = lines.filter((line, at) => {
    size += line.length;
    return at < MAX_LINES && size <= characters;
  });
  const rest = lines.length - kept.length;
  return rest > 0 ? [...kept, `… and ${rest} more`] : kept;
};
