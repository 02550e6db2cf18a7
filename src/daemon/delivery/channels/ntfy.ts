// ntfy, published as JSON to the server's root.
import { type ChatMessage, type ChatPost, isForTeam, linksOf, textOf, type Urgency } from "./chat.ts";
import type { Markup } from "./chat-markup.ts";
import type { Tone } from "./words.ts";

/** Bytes; what is longer, a server makes an attachment of. */
const MAX_MESSAGE = 4096;
const MAX_ACTIONS = 3;

const PRIORITY = { wake: 5, loud: 4, normal: 3, quiet: 2 } as const satisfies Record<Urgency, number>;
/** Emoji short codes, which its apps show before the title. */
const TAGS = {
  alarm: ["rotating_light"],
  trouble: ["warning"],
  good: ["white_check_mark"],
  quiet: ["information_source"],
} as const satisfies Record<Tone, string[]>;

const same = (text: string): string => text;
const plain: Markup = {
  ...{ text: same, strong: same, emphasis: same, code: same, codeBlock: same },
  link: (label, url) => (label === "" || label === url || `${label}/` === url ? url : `${label}: ${url}`),
  ...{ lineBreak: "\n", bullet: "-", quote: "> ", sizeOf: (text) => Buffer.byteLength(text) },
};

export const ntfy = ({ message, words, urgency, context }: ChatMessage): ChatPost => {
  const target = new URL(message.to.target);
  // The operator's own token is for the operator's own topics, and never for a server that a stranger names.
  const token = target.searchParams.get("token") ?? (isForTeam(message) ? context.ntfyToken : null);
  const [first] = linksOf(words);
  const buttons = [...words.actions, ...words.footerLinks].slice(0, MAX_ACTIONS);
  // What is opened by a touch or a button is no text.
  const links = words.links.filter((one) => one !== first);
  const rest = { ...words, actions: [], links, footerLinks: [] };
  return {
    url: `${target.origin}/`,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body: {
      topic: target.pathname.slice(1),
      title: words.title,
      message: textOf(rest, plain, { limit: MAX_MESSAGE, title: false }),
      priority: PRIORITY[urgency],
      tags: TAGS[words.tone],
      ...(first ? { click: first.url } : {}),
      ...(buttons.length > 0 ? { actions: buttons.map((one) => ({ action: "view", ...one })) } : {}),
    },
  };
};
