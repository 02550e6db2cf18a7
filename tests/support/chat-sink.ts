// Chat platforms on loopback. The vendors' own servers cannot be reached from tests, so this sink takes what their published
// documentation says that they take, answers as it says that they answer, and refuses anything else, unknown fields too:
// Slack (incoming webhooks, Block Kit, mrkdwn), Discord (execute webhook, embed limits), Microsoft Teams (Workflows webhook,
// Adaptive Cards 1.4), Telegram (Bot API sendMessage, HTML style), ntfy (publish as JSON), Gotify (POST /message).
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import * as z from "zod";

const Web = z.url({ protocol: /^https?$/ });

/** Angle brackets are links with a label and nothing else: no mention, no command. */
const MRKDWN = /^(?:[^<>&]|&(?:amp|lt|gt);|<(?:https?:\/\/|mailto:)[^<>|\s]+\|[^<>|]+>)*$/u;
const Mrkdwn = z.strictObject({ type: z.literal("mrkdwn"), text: z.string().min(1).max(3000).regex(MRKDWN) });
const Slack = z.strictObject({
  text: z.string().min(1).max(40_000).regex(MRKDWN),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  blocks: z
    .array(
      z.union([
        z.strictObject({
          type: z.literal("header"),
          text: z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(150), emoji: z.boolean() }),
        }),
        z.strictObject({ type: z.literal("section"), text: Mrkdwn }),
        z.strictObject({ type: z.literal("context"), elements: z.array(Mrkdwn).min(1).max(10) }),
      ]),
    )
    .max(50),
});

const Discord = z
  .strictObject({
    embeds: z
      .array(
        z.strictObject({
          title: z.string().min(1).max(256),
          url: Web.optional(),
          description: z.string().min(1).max(4096),
          color: z.number().int().min(0).max(0xffffff),
          timestamp: z.iso.datetime(),
        }),
      )
      .min(1)
      .max(10),
    allowed_mentions: z.strictObject({ parse: z.array(z.never()) }),
    flags: z.literal(4096).optional(),
  })
  .refine(({ embeds }) => embeds.reduce((sum, one) => sum + one.title.length + one.description.length, 0) <= 6000);

const OpenUrl = z.strictObject({ type: z.literal("Action.OpenUrl"), title: z.string().min(1), url: Web });
const TextRun = z.strictObject({
  type: z.literal("TextRun"),
  text: z.string().min(1),
  weight: z.enum(["Lighter", "Default", "Bolder"]).optional(),
  size: z.enum(["Small", "Default", "Medium", "Large", "ExtraLarge"]).optional(),
  color: z.enum(["Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"]).optional(),
  fontType: z.enum(["Default", "Monospace"]).optional(),
  isSubtle: z.boolean().optional(),
  italic: z.boolean().optional(),
  selectAction: z
    .strictObject({ type: z.literal("Action.OpenUrl"), url: z.string().regex(/^(https?:|mailto:)/) })
    .optional(),
});
const Teams = z.strictObject({
  type: z.literal("message"),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal("application/vnd.microsoft.card.adaptive"),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
          type: z.literal("AdaptiveCard"),
          version: z.literal("1.4"),
          fallbackText: z.string().min(1),
          msteams: z.strictObject({ width: z.literal("Full") }),
          body: z.array(z.strictObject({ type: z.literal("RichTextBlock"), inlines: z.array(TextRun).min(1) })).min(1),
          actions: z.array(OpenUrl).max(6),
        }),
      }),
    )
    .length(1),
});

/** Only its tags, each closed in turn, and only its entities; its length is that of what is left. */
const isTelegramHtml = (text: string): boolean => {
  const open: string[] = [];
  for (const [, close, name] of text.matchAll(/<(\/?)(b|i|code|pre|a)(?: href="[^"<>]+")?>/g)) {
    if (!close) open.push(name!);
    else if (open.pop() !== name) return false;
  }
  const rest = text.replace(/<\/?(?:b|i|code|pre)>|<a href="[^"<>]+">|<\/a>/g, "");
  const plain = rest.replace(/&(?:amp|lt|gt|quot);/g, "?");
  return open.length === 0 && !/[<>&]/.test(plain) && plain.length > 0 && plain.length <= 4096;
};
const Telegram = z.strictObject({
  chat_id: z.union([z.number().int(), z.string().regex(/^@\w+$/)]),
  text: z.string().refine(isTelegramHtml, "can't parse entities"),
  parse_mode: z.literal("HTML"),
  link_preview_options: z.strictObject({ is_disabled: z.literal(true) }),
  disable_notification: z.boolean().optional(),
});

const Ntfy = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string().min(1),
  message: z.string().refine((text) => Buffer.byteLength(text) <= 4096),
  priority: z.number().int().min(1).max(5),
  tags: z.array(z.string()),
  click: Web.optional(),
  actions: z
    .array(z.strictObject({ action: z.literal("view"), label: z.string().min(1), url: Web }))
    .max(3)
    .optional(),
});

const Gotify = z.strictObject({
  title: z.string(),
  message: z.string().min(1),
  priority: z.number().int().min(0).max(10),
  extras: z.strictObject({
    "client::display": z.strictObject({ contentType: z.literal("text/markdown") }),
    "client::notification": z.strictObject({ click: z.strictObject({ url: Web }) }).optional(),
  }),
});

/** Where each is, what it takes, and what it answers where all is well and where it is not. */
const PLATFORMS = {
  slack: { path: /^\/services\/T0\/B0\/X$/, schema: Slack, ok: [200, "ok"], bad: [400, "invalid_blocks"] },
  discord: { path: /^\/api\/webhooks\/1\/tok$/, schema: Discord, ok: [204, ""], bad: [400, '{"code":50035}'] },
  teams: { path: /^\/workflows\/w\?sig=s$/, schema: Teams, ok: [202, ""], bad: [400, ""] },
  telegram: {
    path: /^\/bot123:abc\/sendMessage$/,
    schema: Telegram,
    ok: [200, '{"ok":true}'],
    bad: [400, '{"ok":false}'],
  },
  ntfy: { path: /^\/$/, schema: Ntfy, ok: [200, "{}"], bad: [400, '{"code":40024}'] },
  gotify: { path: /^\/gotify\/message$/, schema: Gotify, ok: [200, "{}"], bad: [400, "{}"] },
} as const satisfies Record<string, { path: RegExp; schema: z.ZodType; ok: Answer; bad: Answer }>;
type Answer = readonly [number, string];
export type Platform = keyof typeof PLATFORMS;
export const CHAT_PLATFORMS = Object.keys(PLATFORMS) as Platform[];

type Bodies = { [P in Platform]: z.output<(typeof PLATFORMS)[P]["schema"]> };
export interface ChatSink {
  url: string;
  /** As `tocsin subscriber add` would take it. */
  target: (platform: Platform) => string;
  /** What came and was right, of one platform. */
  received: <P extends Platform>(platform: P) => Bodies[P][];
  headers: IncomingMessage["headers"][];
  /** What was wrong with the rest. */
  faults: string[];
}

export const startChatSink = async (): Promise<ChatSink> => {
  const received: { platform: Platform; body: unknown }[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const faults: string[] = [];
  const judge = (path: string, raw: string): Answer => {
    const platform = CHAT_PLATFORMS.find((name) => PLATFORMS[name].path.test(path));
    if (!platform) {
      faults.push(`nobody is at ${path}`);
      return [404, ""];
    }
    const { schema, ok, bad } = PLATFORMS[platform];
    const read = schema.safeParse(JSON.parse(raw));
    if (read.success) received.push({ platform, body: read.data });
    else faults.push(`${platform}: ${z.prettifyError(read.error)}`);
    return read.success ? ok : bad;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      headers.push(request.headers);
      const isJson = request.headers["content-type"] === "application/json" && request.method === "POST";
      const [status, body] = isJson ? judge(request.url ?? "", Buffer.concat(chunks).toString("utf8")) : [415, ""];
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const TARGETS: Record<Platform, string> = {
    slack: `${url}/services/T0/B0/X`,
    discord: `${url}/api/webhooks/1/tok`,
    teams: `${url}/workflows/w?sig=s`,
    telegram: "-1001234567890",
    ntfy: `${url}/topic`,
    gotify: `${url}/gotify/message?token=Akey`,
  };
  return {
    ...{ url, headers, faults },
    target: (platform) => TARGETS[platform],
    // Each body was read by the schema of its own platform.
    received: <P extends Platform>(platform: P) =>
      received.filter((one) => one.platform === platform).map(({ body }) => body as Bodies[P]),
  };
};
