// Rendered, sent to a real mail server, and read by a mail parser.
import { describe, expect, onTestFinished, test } from "vitest";
import { renderEmail } from "../../src/daemon/delivery/channels/email.ts";
import type { Message } from "../../src/daemon/delivery/channels/message.ts";
import { createMailSender } from "../../src/daemon/delivery/smtp.ts";
import { startSmtp } from "../support/smtp.ts";
import { CONTENTS, CONTEXT, KINDS, makeMessage } from "./messages.ts";

const receive = async (...messages: Message[]) => {
  const smtp = await startSmtp();
  const sender = createMailSender(() => smtp.server);
  onTestFinished(sender.close);
  for (const message of messages) expect(await sender.send(renderEmail(message, CONTEXT))).toEqual({ kind: "sent" });
  return Promise.all(
    smtp.mails.map(async (mail) => {
      const parsed = await smtp.parse(mail);
      const header = (name: string) => parsed.headerLines.find(({ key }) => key === name)?.line.replace(/^[^:]+: /, "");
      return { ...parsed, header, envelope: { from: mail.from, to: mail.to }, raw: mail.raw.toString("utf8") };
    }),
  );
};

describe("headers", () => {
  test.each(KINDS)("%s: whom it is from and to, its subject, a text and an HTML part", async (kind) => {
    const [mail] = await receive(makeMessage(CONTENTS[kind]));

    expect(mail).toMatchObject({
      from: { value: [{ name: "Example Shop", address: "tocsin@status.example.org" }] },
      to: { value: [{ address: "ann@example.org" }] },
      envelope: { from: "tocsin@status.example.org", to: ["ann@example.org"] },
      messageId: "<msg_1@status.example.org>",
      subject: expect.stringMatching(/\w/),
    });
    expect(mail!.header("auto-submitted")).toBe("auto-generated");
    expect(mail!.header("x-auto-response-suppress")).toBe("All");
    expect(mail!.text).toContain(mail!.subject);
    expect(mail!.html).toContain("<!doctype html>");
    expect(mail!.attachments).toEqual([]);
  });

  test("a subscriber's mail ends with one click, by RFC 8058, and says which list it is of", async () => {
    const [mail] = await receive(makeMessage(CONTENTS.levels));

    expect(mail!.header("list-unsubscribe")).toBe("<https://status.example.org/unsubscribe/TOKEN>");
    expect(mail!.header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(mail!.header("list-id")).toBe("<status.status.example.org>");
    expect(mail!.header("precedence")).toBe("bulk");
    for (const link of ["unsubscribe/TOKEN", "subscription/TOKEN"]) {
      expect(mail!.text).toContain(`https://status.example.org/${link}`);
      expect(mail!.html).toContain(`href="https://status.example.org/${link}"`);
    }
  });

  test("the link to unsubscribe is one piece however long it is, and in letters that a header takes", async () => {
    const path = `status/${"t".repeat(200)}/unsubscribe/${"x".repeat(60)}`;
    const links = { manage: "https://a.example/", unsubscribe: `https://störung.example/${path}` };

    const [mail] = await receive(makeMessage(CONTENTS.levels, { links }));

    expect(mail!.raw.replaceAll("\r\n ", " ")).toContain(`List-Unsubscribe: <https://xn--strung-xxa.example/${path}>`);
  });

  test("a page is urgent, and no list's", async () => {
    const [mail] = await receive(makeMessage(CONTENTS.page));

    expect(["x-priority", "importance", "priority"].map(mail!.header)).toEqual(["1 (Highest)", "high", "urgent"]);
    expect(["list-id", "list-unsubscribe", "precedence"].map(mail!.header)).toEqual([undefined, undefined, undefined]);
  });

  test("somebody who has not confirmed yet has nothing to unsubscribe from", async () => {
    const [mail] = await receive(makeMessage(CONTENTS.confirm));
    expect(mail!.raw).not.toMatch(/unsubscribe/i);
    expect(mail!.text).toContain("Confirm the subscription: https://status.example.org/confirm/TOKEN");
  });
});

describe("threads", () => {
  const to = (target: string, thread: string | null, messageId: string): Message =>
    makeMessage(CONTENTS.post, { ...{ thread, messageId }, to: { ...makeMessage(CONTENTS.post).to, target } });

  test("all mails of one incident to one reader answer the same, and nobody else's", async () => {
    const mails = await receive(
      ...[to("ann@example.org", "incident-42", "m1"), to("ann@example.org", "incident-42", "m2")],
      ...[to("ann@example.org", "incident-43", "m3"), to("bob@example.org", "incident-42", "m4")],
      to("ann@example.org", null, "m5"),
    );

    const [first, second, ...others] = mails.map(({ inReplyTo, references }) => ({ inReplyTo, references }));
    expect(first!.inReplyTo).toMatch(/^<incident-42\.[0-9a-f]{24}@status\.example\.org>$/);
    expect(first!.references).toEqual(first!.inReplyTo);
    expect(second).toEqual(first);
    expect(new Set([first, ...others].map((one) => one!.inReplyTo)).size).toBe(4);
    expect(others.at(-1)!.inReplyTo).toBeUndefined();
    expect(mails.map(({ messageId }) => messageId)).toEqual(
      ["m1", "m2", "m3", "m4", "m5"].map((id) => `<${id}@status.example.org>`),
    );
  });

  test("a second attempt is the same mail", () => {
    const message = makeMessage(CONTENTS.post, { thread: "incident-42" });
    expect(renderEmail(message, { ...CONTEXT, now: CONTEXT.now + 60_000 })).toEqual(renderEmail(message, CONTEXT));
  });
});

describe("what others wrote", () => {
  test("stays text in the HTML part", async () => {
    const evil = `<script>alert("1")</script>&'`;
    const content = {
      ...CONTENTS.post,
      incident: { ...CONTENTS.post.incident, title: evil, url: 'https://status.example.org/"><b>' },
      post: { ...CONTENTS.post.post, body: `${evil} [x](javascript:alert(1)) **bold**` },
      components: [{ id: "a", name: evil, from: "operational", to: "major_outage" }],
    } as const;
    const message = makeMessage({ ...content, components: [...content.components] });

    const { html, text } = renderEmail({ ...message, page: { ...message.page, title: evil } }, CONTEXT);

    expect(html).not.toMatch(/<script|<b>|href="javascript/i);
    expect(html).toContain("<strong>bold</strong>");
    expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;");
    expect(text).toContain(evil);
  });

  test("stays text also where a page says what is known; its links are links", () => {
    const evil = `<script>alert("1")</script> **bold** [x](javascript:alert(1))`;
    const alerts = [
      { summary: `1 ${evil}`, description: `2 ${evil}`, runbookUrl: "https://wiki.example.org/?a=1&b=2" },
    ];
    const incident = { ...CONTENTS.page.incident, message: `3 ${evil}`, alerts };

    const { html, text } = renderEmail(makeMessage({ ...CONTENTS.page, incident }), CONTEXT);

    expect(html).not.toMatch(/<script|<strong>|href="javascript/i);
    expect(html).toContain('<a href="https://wiki.example.org/?a=1&amp;b=2"');
    for (const line of ["1", "2", "3"].map((n) => `${n} ${evil}`)) expect(text).toContain(line);
    expect(text).toContain("Runbook: https://wiki.example.org/?a=1&b=2");
  });

  test("makes no header", async () => {
    const title = "Shop\r\nBcc: eve@example.org\r\n\r\nbody";
    const message = makeMessage(CONTENTS.levels);

    const [mail] = await receive({ ...message, page: { ...message.page, title } });

    expect(mail!.bcc).toBeUndefined();
    expect(mail!.envelope.to).toEqual(["ann@example.org"]);
    expect(mail!.subject).toBe("[Shop Bcc: eve@example.org body] API: major outage");
  });

  test("in any writing arrives as it was written", async () => {
    const message = makeMessage({ ...CONTENTS.post, post: { ...CONTENTS.post.post, body: "Wir prüfen 🔧 שלום" } });

    const [mail] = await receive({ ...message, page: { ...message.page, title: "Läden, „Süd“ & Co." } });

    expect(mail!.subject).toBe("[Läden, „Süd“ & Co.] Investigating: Checkout errors");
    expect(mail!.from!.value).toEqual([{ name: "Läden, „Süd“ & Co.", address: "tocsin@status.example.org" }]);
    expect(mail!.text).toContain("Wir prüfen 🔧 שלום");
    expect(mail!.html).toContain("Wir prüfen 🔧 שלום");
  });
});

test("times are told in the zone of the page, which is named", () => {
  const { text, html } = renderEmail(makeMessage(CONTENTS.levels), CONTEXT);
  for (const part of [text, html]) expect(part).toContain("26 Jun 2026, 19:05 CEST");
});

test.each([
  ["status@example.org", { name: "", address: "status@example.org" }],
  ["Shop, Inc. (EU) <status@example.org>", { name: "Shop, Inc. (EU)", address: "status@example.org" }],
  ['"Shop \\"A\\"" <status@example.org>', { name: 'Shop "A"', address: "status@example.org" }],
])("notify.from as the operator wrote it: %s", async (from, expected) => {
  const smtp = await startSmtp();
  const sender = createMailSender(() => smtp.server);
  onTestFinished(sender.close);

  await sender.send(renderEmail(makeMessage(CONTENTS.test), { ...CONTEXT, from }));

  const { from: parsed } = await smtp.parse(smtp.mails[0]!);
  expect(parsed!.value).toEqual([expected]);
  expect(smtp.mails[0]!.from).toBe("status@example.org");
});

test("where the page has no name but an address, mail is from localhost", () => {
  const message = makeMessage(CONTENTS.test);
  for (const url of ["http://127.0.0.1:7373", "http://[::1]:7373"])
    expect(renderEmail({ ...message, page: { ...message.page, url } }, CONTEXT)).toMatchObject({
      from: '"Example Shop" <tocsin@localhost>',
      messageId: "<msg_1@localhost>",
    });
});
