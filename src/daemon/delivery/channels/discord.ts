// Discord's webhooks: one embed, whose colour says how it stands; nobody is mentioned, whatever the text says.
import { type ChatMessage, type ChatPost, linksOf, textOf } from "./chat.ts";
import { lengthOf } from "./chat-markup.ts";
import { commonMark } from "./common-mark.ts";
import type { Tone } from "./words.ts";

/** An escaped title is at most twice as long. */
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 4096;
/** Sent without a sound. */
const SUPPRESS_NOTIFICATIONS = 4096;

const COLOUR = {
  alarm: 0xc62828,
  trouble: 0xef6c00,
  good: 0x2e7d32,
  quiet: 0x546e7a,
} as const satisfies Record<Tone, number>;

const markup = { ...commonMark, lineBreak: "\n", sizeOf: lengthOf };

export const discord = ({ message, words, urgency }: ChatMessage): ChatPost => {
  const [first] = linksOf(words);
  return {
    url: message.to.target,
    body: {
      embeds: [
        {
          title: commonMark.text(words.title.slice(0, MAX_TITLE / 2).toWellFormed()),
          ...(first ? { url: first.url } : {}),
          description: textOf(words, markup, { limit: MAX_DESCRIPTION, title: false }),
          color: COLOUR[words.tone],
          timestamp: new Date(message.at).toISOString(),
        },
      ],
      allowed_mentions: { parse: [] },
      ...(urgency === "quiet" ? { flags: SUPPRESS_NOTIFICATIONS } : {}),
    },
    // Its token or the whole webhook was deleted.
    goneOn: [401, 404],
  };
};
