// Chats and phones: each platform is one function from the words to its own body; how that is sent is the same for all.
import { VERSION } from "../../../contract/version.ts";
import type { Severity } from "../../../domain/level.ts";
import type { HttpRequest } from "../engine.ts";
import { fitLines, fitLinks, fitMarkdown, type Markup } from "./chat-markup.ts";
import type { Message } from "./message.ts";
import type { RenderContext } from "./render.ts";
import { type Link, type Tone, type Words, wordsOf } from "./words.ts";

export interface ChatPost {
  url: string;
  body: unknown;
  headers?: Record<string, string>;
  /** Answers besides 410 that mean that nobody is there any more. */
  goneOn?: number[];
}
export interface ChatMessage {
  message: Message;
  words: Words;
  urgency: Urgency;
  context: RenderContext;
}
export type WriteChat = (chat: ChatMessage) => ChatPost;

export const chat =
  (write: WriteChat) =>
  (message: Message, context: RenderContext): HttpRequest => {
    const words = wordsOf(message);
    const { url, headers, body, goneOn } = write({ message, words, urgency: urgencyOf(message, words), context });
    return {
      kind: "http",
      url,
      headers: { "content-type": "application/json", "user-agent": `Tocsin/${VERSION}`, ...headers },
      body: JSON.stringify(body),
      ...(goneOn ? { goneOn } : {}),
    };
  };

/** `wake`: through the night; `quiet`: without a sound. */
export type Urgency = "wake" | "loud" | "normal" | "quiet";
const OF_SEVERITY = {
  critical: "wake",
  high: "loud",
  medium: "normal",
  low: "quiet",
  info: "quiet",
} as const satisfies Record<Severity, Urgency>;
const OF_TONE = { alarm: "wake", trouble: "normal", good: "quiet", quiet: "quiet" } as const satisfies Record<
  Tone,
  Urgency
>;
/** Pages by how bad it is; whoever asked for a test wants to hear it; what gets better disturbs nobody. */
const urgencyOf = ({ content }: Message, { tone }: Words): Urgency => {
  if (content.kind === "page") return OF_SEVERITY[content.incident.severity];
  return content.kind === "test" ? "normal" : OF_TONE[tone];
};

/** It was sent to a target of the config: what only the operator may use may go with it. */
export const isForTeam = ({ links, content }: Message): boolean => links === null && content.kind !== "confirm";

/** What the reader can do first, then where more stands. */
export const linksOf = ({ actions, links }: Words): Link[] => [...actions, ...links];

/** All of the words as one text within the platform's limit. Lines get half of it where there is also a body. */
export const textOf = (words: Words, markup: Markup, options: { limit: number; title: boolean }): string => {
  const { text, strong, sizeOf } = markup;
  const link = ({ label, url }: Link): string => markup.link(text(label), url);
  const title = options.title ? strong(text(words.title)) : "";
  const links = fitLinks(linksOf(words), markup, Math.floor(options.limit / 2));
  const footer = [text(words.footer), words.footerLinks.map(link).join(" · ")].filter(Boolean).join(markup.lineBreak);
  const join = (parts: string[]): string => parts.filter((part) => part !== "").join("\n\n");
  const room = options.limit - sizeOf(join([title, links, footer])) - sizeOf("\n\n".repeat(4));
  const lines = fitLines(words.lines, markup, words.body === null ? room : Math.floor(room / 2));
  const body = words.body === null ? "" : fitMarkdown(words.body, markup, room - sizeOf(lines));
  return join([title, lines, body, links, footer]);
};
