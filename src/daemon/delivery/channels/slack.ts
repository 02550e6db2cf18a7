// Slack's incoming webhooks (Block Kit), and servers that take the same. What an acknowledgement opens is a link and no button:
// Slack also posts a click on a button to the app, and shows a warning where, as here, nobody answers that.
import { type ChatMessage, type ChatPost, linksOf, textOf } from "./chat.ts";
import { fitLines, fitLinks, fitMarkdown, lengthOf, type Markup } from "./chat-markup.ts";
import type { Link } from "./words.ts";

const MAX_HEADER = 150;
/** Of a section's text, and of an element of a context. */
const MAX_SECTION = 3000;
const MAX_CONTEXT = 2000;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
/** Slack reads mentions only between angle brackets; servers that are like it read these anywhere. */
const unmention = (text: string): string => text.replace(/@(?=channel|here|everyone|all)/gi, "@\u200b");
const text = (plain: string): string => unmention(escaped(plain));

const mrkdwn: Markup = {
  text,
  strong: (inner) => `*${inner}*`,
  emphasis: (inner) => `_${inner}_`,
  link: (label, url) => `<${escaped(url).replaceAll("|", "%7C")}|${label.replaceAll("|", "¦") || "link"}>`,
  code: (plain) => `\`${text(plain.replaceAll("`", "'"))}\``,
  codeBlock: (plain) => `\`\`\`\n${text(plain.replaceAll("```", "'''"))}\n\`\`\``,
  ...{ lineBreak: "\n", bullet: "•", quote: "> ", sizeOf: lengthOf },
};

export const slack = ({ message, words }: ChatMessage): ChatPost => {
  const link = ({ label, url }: Link): string => mrkdwn.link(text(label), url);
  const sections = [
    fitLines(words.lines, mrkdwn, MAX_SECTION),
    words.body === null ? "" : fitMarkdown(words.body, mrkdwn, MAX_SECTION),
    fitLinks(linksOf(words), mrkdwn, MAX_SECTION),
  ];
  const footer = [text(words.footer), ...words.footerLinks.map(link)].join(" · ");
  return {
    url: message.to.target,
    body: {
      // What a notification shows, and all that a server without blocks reads.
      text: textOf(words, mrkdwn, { limit: MAX_SECTION, title: true }),
      ...{ unfurl_links: false, unfurl_media: false },
      blocks: [
        {
          type: "header",
          text: { type: "plain_text", text: unmention(words.title).slice(0, MAX_HEADER).toWellFormed(), emoji: false },
        },
        ...sections.filter(Boolean).map((section) => ({ type: "section", text: { type: "mrkdwn", text: section } })),
        ...(footer.length <= MAX_CONTEXT ? [{ type: "context", elements: [{ type: "mrkdwn", text: footer }] }] : []),
      ],
    },
    // `no_service`, `channel_not_found`, `action_prohibited`: the webhook was taken away.
    goneOn: [403, 404],
  };
};
