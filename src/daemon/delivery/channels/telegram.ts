// Telegram's Bot API, sendMessage. Links stand in the text: buttons with an address that Telegram does not like (a name of one's
// own network) make it refuse the whole message, and a page must not be lost over its button.
import { type ChatMessage, type ChatPost, textOf } from "./chat.ts";
import { lengthOf, type Markup } from "./chat-markup.ts";

const API = "https://api.telegram.org";
/** After its tags are read; counted with them, it is never too long. */
const MAX_TEXT = 4096;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const html: Markup = {
  text: escaped,
  strong: (inner) => `<b>${inner}</b>`,
  emphasis: (inner) => `<i>${inner}</i>`,
  link: (label, url) => `<a href="${escaped(url)}">${label || "link"}</a>`,
  code: (plain) => `<code>${escaped(plain)}</code>`,
  codeBlock: (plain) => `<pre>${escaped(plain)}</pre>`,
  ...{ lineBreak: "\n", bullet: "•", quote: "&gt; ", sizeOf: lengthOf },
};

export const telegram = ({ message, words, urgency, context }: ChatMessage): ChatPost => {
  if (context.telegramToken === null) throw new Error("`notify.channels.telegram.bot_token` is not set");
  const chat = message.to.target;
  return {
    url: `${context.telegramApi ?? API}/bot${context.telegramToken}/sendMessage`,
    body: {
      chat_id: chat.startsWith("@") ? chat : Number(chat),
      text: textOf(words, html, { limit: MAX_TEXT, title: true }),
      parse_mode: "HTML",
      link_preview_options: { is_disabled: true },
      ...(urgency === "quiet" ? { disable_notification: true } : {}),
    },
    // The bot was blocked, or put out of the chat.
    goneOn: [403],
  };
};
