// A message as a mail: what stands in its headers decides whether it is threaded, answered by machines, or taken for junk.
import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { cleanLine } from "../../../domain/clean-text.ts";
import { markdownToText } from "../../markdown/text.ts";
import type { MailRequest } from "../engine.ts";
import { htmlOf } from "./email-html.ts";
import type { Message } from "./message.ts";
import type { RenderContext } from "./render.ts";
import { type Link, type Words, wordsOf } from "./words.ts";

/** Always the same bytes for the same message: a mail that is sent twice is one to whoever knows its id. */
export const renderEmail = (message: Message, { from }: RenderContext): MailRequest => {
  const words = wordsOf(message);
  const domain = domainOf(message.page.url);
  return {
    kind: "mail",
    from: from === null ? mailbox(message.page.title, `tocsin@${domain}`) : quoted(from),
    to: message.to.target,
    subject: words.title,
    text: textOf(words),
    html: htmlOf(words),
    messageId: `<${message.messageId}@${domain}>`,
    references: message.thread === null ? [] : [rootOf(message, message.thread, domain)],
    headers: headersOf(message, domain),
  };
};

const textOf = ({ title, body, lines, actions, links, footer, footerLinks }: Words): string => {
  const blocks = [
    [title],
    ...(body === null ? [] : [[markdownToText(body)]]),
    lines,
    ...actions.map(line),
    ...links.map(line),
  ];
  const end = ["-- ", footer, ...footerLinks.map(({ label, url }) => `${label}: ${url}`)];
  return `${[...blocks.map((block) => block.join("\n")), end.join("\n")].join("\n\n")}\n`;
};
const line = ({ label, url }: Link): string[] => [`${label}: ${url}`];

/** All mails of one story to one target answer this one, which is never sent. It tells nobody who else is told. */
const rootOf = ({ to, page }: Message, thread: string, domain: string): string => {
  const hash = createHash("sha256").update(`${page.slug}\n${thread}\n${to.target}`).digest("hex");
  return `<${thread}.${hash.slice(0, 24)}@${domain}>`;
};

const headersOf = ({ content, links, page }: Message, domain: string): Record<string, string> => ({
  // RFC 3834, and what Exchange has instead: nobody's absence note is to come back.
  "Auto-Submitted": "auto-generated",
  "X-Auto-Response-Suppress": "All",
  ...(links && {
    ...{ "List-Id": `<${page.slug}.${domain}>`, Precedence: "bulk" },
    // RFC 8058: the button of mail programs makes a POST, which is the only thing that acts.
    "List-Unsubscribe": `<${new URL(links.unsubscribe).href}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  }),
  ...(content.kind === "page" && { "X-Priority": "1 (Highest)", Importance: "high", Priority: "urgent" }),
});

/** The domain of our ids and of the address that mail is from by default. */
const domainOf = (url: string): string => {
  const { hostname } = new URL(url);
  const isName = isIP(hostname.replace(/^\[|\]$/g, "")) === 0;
  return isName ? hostname : "localhost";
};

const mailbox = (name: string, address: string): string => (name === "" ? address : `${phrase(name)} <${address}>`);
/** As RFC 5322 has names that hold commas, dots or brackets. */
const phrase = (name: string): string => `"${cleanLine(name).replace(/["\\]/g, "\\$&")}"`;

/** `Shop, Inc <a@b>` as people write it. */
const quoted = (from: string): string => {
  const [, name, address] = /^(.*?)\s*<([^<>]+)>$/.exec(from) ?? [];
  return address === undefined ? from : mailbox(name!.replace(/^"(.*)"$/, "$1").replace(/\\(.)/g, "$1"), address);
};
