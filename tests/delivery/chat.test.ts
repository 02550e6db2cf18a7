// What each chat platform is sent, for every kind of message, judged by what its vendor publishes (see the sink).
import { describe, expect, onTestFinished, test } from "vitest";
import type { Address, Message } from "../../src/daemon/delivery/channels/message.ts";
import { RENDER } from "../../src/daemon/delivery/channels/render.ts";
import { createSafeFetch } from "../../src/daemon/delivery/safe-fetch.ts";
import type { Severity } from "../../src/domain/level.ts";
import type { Outcome } from "../../src/domain/retry.ts";
import { CHAT_PLATFORMS, type ChatSink, type Platform, startChatSink } from "../support/chat-sink.ts";
import { CONTENTS, KINDS_OF_CONTENT, makeContext, makeMessage, messageOf, pagedIncident } from "../support/messages.ts";

const startSending = async (context = makeContext()) => {
  const sink: ChatSink = await startChatSink();
  const fetch = createSafeFetch({ allowPrivate: () => true });
  onTestFinished(fetch.close);
  const send = (platform: Platform, message: Message): Promise<Outcome> => {
    const to = { channel: platform, target: sink.target(platform), secrets: [], format: null };
    const request = RENDER[platform]({ ...message, to }, { ...context, telegramApi: sink.url });
    if (request.kind !== "http") throw new Error(`${platform} is no mail`);
    return fetch.send(request);
  };
  return { sink, send };
};
const pageOf = (severity: Severity): Message =>
  messageOf("page", { content: { ...CONTENTS.page, incident: { ...pagedIncident, severity } } });
const post = (body: string): Message => makeMessage({ ...CONTENTS.post, post: { ...CONTENTS.post.post, body } });

describe.each(CHAT_PLATFORMS)("%s", (platform) => {
  test.each(KINDS_OF_CONTENT)("takes a message of kind %s", async (kind) => {
    const { sink, send } = await startSending();
    expect(await send(platform, messageOf(kind))).toEqual({ kind: "sent" });
    expect(sink.faults).toEqual([]);
    expect(sink.received(platform)).toHaveLength(1);
  });

  test("takes the most that can be said, cut to what it allows", async () => {
    const { sink, send } = await startSending();
    const components = Array.from({ length: 500 }, (_, at) => ({
      ...{ id: `c${at}`, name: `<Component> & "friends" *${at}*`.padEnd(120, "_") },
      ...({ from: "operational", to: "major_outage" } as const),
    }));
    const body = `# ${"Title & <more> ".repeat(20)}\n\n${"A *long* `text` with <b>tags</b> & [links](https://example.org/a?b=c&d=(e)). ".repeat(100)}\n\n- one\n- two\n\n> quoted\n\n\`\`\`\n${"line of code `` \n".repeat(100)}\`\`\``;
    const message = makeMessage({ ...CONTENTS.post, components, post: { ...CONTENTS.post.post, body } });
    expect(await send(platform, message)).toEqual({ kind: "sent" });
    expect(sink.faults).toEqual([]);
    const sent = JSON.stringify(sink.received(platform)[0]);
    expect(sent).toContain("Title");
    expect(sent).toContain("more");
    expect(Buffer.byteLength(sent)).toBeLessThan(28_000);
  });

  test("takes the most that can be known of a page, with the links that help first", async () => {
    const { sink, send } = await startSending();
    const alerts = ["a", "b", "c"].map((name) => ({
      ...{ summary: `${name} & <b>`.padEnd(500, "*&<"), description: `${name} of \n`.padEnd(500, "_\u00e4") },
      ...{ runbookUrl: `https://wiki.example.org/${name}`, originUrl: `http://p:9/${name}?${"&".repeat(900)}` },
    }));
    const incident = { ...pagedIncident, message: "replica lag 900s".padEnd(500, " &"), alerts, moreAlerts: 7 };
    expect(await send(platform, messageOf("page", { content: { ...CONTENTS.page, incident } }))).toEqual({
      kind: "sent",
    });
    expect(sink.faults).toEqual([]);
    const sent = JSON.stringify(sink.received(platform)[0]);
    for (const part of ["replica lag 900s", "https://wiki.example.org/a", "/ack/42-1-token"])
      expect(sent).toContain(part);
  });

  test("makes neither a mention nor markup of what strangers wrote", async () => {
    const { sink, send } = await startSending();
    const title = `<!channel> <@U123> @everyone @here </b><a href="x">*bold* [x](javascript:alert(1)) \u001b[31m`;
    const alerts = [{ summary: `1 ${title}`, description: `2 ${title}` }];
    const incident = { ...pagedIncident, title, message: `3 ${title}`, alerts };
    const message = messageOf("page", { content: { ...CONTENTS.page, incident } });
    expect(await send(platform, message)).toEqual({ kind: "sent" });
    expect(sink.faults).toEqual([]);
  });

  test("opens the acknowledgement's page by a link, and says how to leave to those who may", async () => {
    const { sink, send } = await startSending();
    await send(platform, messageOf("page"));
    await send(platform, messageOf("levels"));
    const [paged, told] = sink.received(platform).map((body) => JSON.stringify(body));
    expect(paged).toContain("https://status.example.org/ack/42-1-token");
    expect(paged).not.toContain("/unsubscribe/");
    expect(told).toContain("https://status.example.org/unsubscribe/7-token");
    expect(told).toContain("https://status.example.org/subscription/7-token");
  });
});

test("Slack is given links and styles in its own markup, and lines that stay lines", async () => {
  const { sink, send } = await startSending();
  await send(
    "slack",
    post("**Bold** and *leaning* to [R&D](https://example.org/?a=1&b=2), `x < y`\n\n1. first\n2. second"),
  );
  const { blocks, text } = sink.received("slack")[0]!;
  expect(blocks.map((block) => block.type)).toEqual(["header", "section", "section", "section", "context"]);
  expect(blocks[0]).toMatchObject({ text: { text: "[Example Shop] Identified: Checkout errors" } });
  expect(blocks[2]).toEqual({
    type: "section",
    text: {
      type: "mrkdwn",
      text: "*Bold* and _leaning_ to <https://example.org/?a=1&amp;b=2|R&amp;D>, `x &lt; y`\n\n1. first\n2. second",
    },
  });
  expect(text).toMatch(/^\*\[Example Shop\] Identified: Checkout errors\*\n\nAPI: Major outage/);
});

test("Discord gets an embed in the colour of what it says, and is disturbed by bad news only", async () => {
  const { sink, send } = await startSending();
  await send("discord", messageOf("page"));
  await send("discord", messageOf("page-ended"));
  const [paged, ended] = sink.received("discord");
  expect(paged).toMatchObject({
    embeds: [{ color: 0xc62828, url: "https://status.example.org/ack/42-1-token" }],
    allowed_mentions: { parse: [] },
  });
  expect(paged).not.toHaveProperty("flags");
  expect(ended).toMatchObject({ flags: 4096 });
  expect(paged?.embeds[0]?.title).toContain("Disk full");
});

test("Teams gets a card whose text reads no Markdown, and buttons that open pages", async () => {
  const { sink, send } = await startSending();
  await send("teams", post("See **this** [note](https://example.org/n)"));
  const card = sink.received("teams")[0]!.attachments[0]!.content;
  expect(card.body[0]?.inlines[0]).toMatchObject({
    text: "[Example Shop] Identified: Checkout errors",
    color: "Warning",
  });
  expect(card.body.at(-2)?.inlines).toEqual([
    { type: "TextRun", text: "See " },
    { type: "TextRun", text: "this", weight: "Bolder" },
    { type: "TextRun", text: " " },
    { type: "TextRun", text: "note", selectAction: { type: "Action.OpenUrl", url: "https://example.org/n" } },
  ]);
  expect(card.actions.map(({ url }) => url)).toEqual([
    "https://status.example.org/incidents/42",
    "https://status.example.org/subscription/7-token",
    "https://status.example.org/unsubscribe/7-token",
  ]);
});

test("Telegram gets its HTML, by the bot's token, to a number or a name", async () => {
  const { sink, send } = await startSending();
  await send("telegram", post("**Bold `code`** & [a](https://example.org/?a=1&b=2)"));
  const sent = sink.received("telegram")[0]!;
  expect(sent.chat_id).toBe(-1001234567890);
  expect(sent.text).toContain('<b>Bold code</b> &amp; <a href="https://example.org/?a=1&amp;b=2">a</a>');
  const named = RENDER.telegram(
    { ...messageOf("test"), to: { channel: "telegram", target: "@status", secrets: [], format: null } },
    makeContext(),
  );
  expect(named).toMatchObject({ url: "https://api.telegram.org/bot123:abc/sendMessage", goneOn: [403] });
  expect(named).toMatchObject({ body: expect.stringContaining('"chat_id":"@status"') });
});

test("without a bot, a message to Telegram says which key is missing", () => {
  const to: Address = { channel: "telegram", target: "1", secrets: [], format: null };
  expect(() => RENDER.telegram(messageOf("test", { to }), makeContext({ telegramToken: null }))).toThrow(
    "`notify.channels.telegram.bot_token` is not set",
  );
});

test.each([
  ["critical", 5, 10],
  ["high", 4, 8],
  ["medium", 3, 5],
  ["low", 2, 2],
  ["info", 2, 2],
] as const)("a page of severity %s comes with priority %d on ntfy and %d on Gotify", async (severity, ntfy, gotify) => {
  const { sink, send } = await startSending();
  await send("ntfy", pageOf(severity));
  await send("gotify", pageOf(severity));
  expect(sink.received("ntfy")[0]?.priority).toBe(ntfy);
  expect(sink.received("gotify")[0]?.priority).toBe(gotify);
});

test("a page on ntfy opens the incident's page when touched, and has a button for it", async () => {
  const { sink, send } = await startSending();
  await send("ntfy", messageOf("page"));
  const url = "https://status.example.org/ack/42-1-token";
  expect(sink.received("ntfy")[0]).toMatchObject({
    ...{ topic: "topic", tags: ["rotating_light"], click: url },
    actions: [{ action: "view", label: "Acknowledge", url }],
  });
});

test("the operator's ntfy token goes with pages to the team, and never to a server that a stranger named", async () => {
  const { sink, send } = await startSending(makeContext({ ntfyToken: "tk_ours" }));
  await send("ntfy", messageOf("page"));
  await send("ntfy", messageOf("confirm"));
  await send("ntfy", messageOf("levels"));
  expect(sink.headers.map(({ authorization }) => authorization)).toEqual(["Bearer tk_ours", undefined, undefined]);
});

test("a topic's own token goes with it, also to subscribers, and stands in no address", () => {
  const to: Address = { channel: "ntfy", target: "https://ntfy.example.org/t?token=tk_own", secrets: [], format: null };
  const request = RENDER.ntfy(messageOf("levels", { to }), makeContext({ ntfyToken: "tk_ours" }));
  expect(request).toMatchObject({ url: "https://ntfy.example.org/", headers: { authorization: "Bearer tk_own" } });
});

test("Gotify's token is in a header, and its Markdown escapes what is none", async () => {
  const { sink, send } = await startSending();
  await send("gotify", post("5 \\* 3 is *not* 15_000"));
  expect(sink.headers[0]?.["x-gotify-key"]).toBe("Akey");
  expect(sink.received("gotify")[0]?.message).toContain("5 \\* 3 is *not* 15\\_000");
});
