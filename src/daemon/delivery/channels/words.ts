// What a message says, in words that every channel puts into its own form.
import { cleanLine } from "../../../domain/clean-text.ts";
import { cut } from "../../../domain/display-width.ts";
import type { Content, Message } from "./message.ts";
import { say } from "./say.ts";

/** What it is, for those who show it by a colour or a sound. */
export type Tone = "alarm" | "trouble" | "good" | "quiet";
export interface Link {
  label: string;
  url: string;
}
export interface Words {
  /** One clean line that says it all: the subject of a mail. */
  title: string;
  tone: Tone;
  /** Plain text, one clean line each. */
  lines: string[];
  /** Markdown, as somebody wrote it for readers. */
  body: string | null;
  /** Where more of it stands, the most useful first. */
  links: Link[];
  /** What the reader can do about it; each opens a page with a button. */
  actions: Link[];
  /** Why the reader gets this. */
  footer: string;
  /** To change or end that. */
  footerLinks: Link[];
}

/** Cells; mail programs show less, chats about as much. */
const MAX_TITLE = 150;

export const wordsOf = (message: Message): Words => {
  const said = say(message.content, message);
  const page = cleanLine(message.page.title);
  return {
    ...said,
    title: cut(`${prefixOf(message.content, page)}${said.title}`, MAX_TITLE),
    footer: footerOf(message, page),
    footerLinks: message.links
      ? [
          { label: "Manage this subscription", url: message.links.manage },
          { label: "Unsubscribe", url: message.links.unsubscribe },
        ]
      : [],
  };
};

/** A page to the team must stand out among mail; of what somebody did the words are enough. */
const prefixOf = (content: Content, page: string): string => {
  const kinds = content.kind === "summary" ? content.items.map(({ kind }) => kind) : [content.kind];
  if (kinds.includes("page")) return "[PAGE] ";
  return kinds.includes("page-ended") ? "" : `[${page}] `;
};

const footerOf = ({ content, links }: Message, page: string): string => {
  if (links) return `You get this since you subscribed to news of ${page}.`;
  return content.kind === "confirm" ? `Sent for ${page}.` : `Sent to the team of ${page}.`;
};
