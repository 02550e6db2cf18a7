// Gotify: POST /message of one's own server, with the token of an application.
import { type ChatMessage, type ChatPost, linksOf, textOf, type Urgency } from "./chat.ts";
import { commonMark } from "./common-mark.ts";

/** Gotify has none; more than this nobody reads on a phone. */
const MAX_MESSAGE = 8000;
/** Its Android app is silent up to 3, makes a sound from 4, and is insistent from 8. */
const PRIORITY = { wake: 10, loud: 8, normal: 5, quiet: 2 } as const satisfies Record<Urgency, number>;

export const gotify = ({ message, words, urgency }: ChatMessage): ChatPost => {
  const target = new URL(message.to.target);
  const [first] = linksOf(words);
  return {
    url: `${target.origin}${target.pathname}`,
    // Not in the address, which servers write into their logs.
    headers: { "x-gotify-key": target.searchParams.get("token") ?? "" },
    body: {
      title: words.title,
      message: textOf(words, commonMark, { limit: MAX_MESSAGE, title: false }),
      priority: PRIORITY[urgency],
      extras: {
        "client::display": { contentType: "text/markdown" },
        ...(first ? { "client::notification": { click: { url: first.url } } } : {}),
      },
    },
  };
};
