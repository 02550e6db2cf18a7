/** @jsxImportSource hono/jsx */
// The way out: a button for people, and the POST that mail programs make by themselves (RFC 8058). Twice is fine.
import type { Hono } from "hono";
import { unsubscribe } from "../../actions/unsubscribe.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import type { Front } from "../front.ts";
import { contextOf, type Env, frontOf, type LinksDeps, ownFrontOf, READER, type Request } from "./deps.ts";
import { answerGone } from "./gone.tsx";
import { Layout, Notice, Sentence, type Site } from "./layout.tsx";
import { html, json, wantsJson } from "./reply.ts";
import { Target } from "./shown.tsx";
import { subscriberOf } from "./subscriber-of.ts";

export const mountUnsubscribe = (app: Hono<Env>, deps: LinksDeps): void => {
  app.get("/unsubscribe/:token", (c) => {
    const subscriber = subscriberOf(deps, c.req.param("token"));
    if (!subscriber) return answerGone(c, frontOf(c, deps), "forged");
    if (subscriber.state === "removed") return unsubscribed(c, deps, subscriber);
    if (wantsJson(c)) return json(c, 200, { state: subscriber.state });
    const view = (
      <AskPage site={ownFrontOf(c, deps, subscriber)} subscriber={subscriber} token={c.req.param("token")} />
    );
    return html(c, { status: 200, page: view, isPersonal: true });
  });

  // Whatever its body and wherever it comes from: a mail program's `List-Unsubscribe=One-Click` has no Origin of ours.
  app.post("/unsubscribe/:token", async (c) => {
    const subscriber = subscriberOf(deps, c.req.param("token"));
    if (!subscriber) return answerGone(c, frontOf(c, deps), "forged");
    if (subscriber.state !== "removed")
      await deps.perform(
        {
          ...{ verb: "unsubscribe", action: unsubscribe, present: () => null },
          target: ({ id }) => `subscriber ${id}`,
        },
        contextOf(c, deps, { ...READER, by: "link" }),
        { id: subscriber.id },
      );
    return unsubscribed(c, deps, subscriber);
  });
};

export const unsubscribed = (
  c: Request,
  deps: Pick<LinksDeps, "front" | "channels">,
  subscriber: Pick<Subscriber, "page">,
): Response => {
  if (wantsJson(c)) return json(c, 200, { state: "removed" });
  const site = ownFrontOf(c, deps, subscriber);
  const view = <GonePage site={site} canAsk={site.isOpen && deps.channels().length > 0} />;
  return html(c, { status: 200, page: view, isPersonal: true });
};

const AskPage = ({ site, subscriber, token }: { site: Front; subscriber: Subscriber; token: string }) => {
  const { words, base, title } = site;
  const { unsubscribe } = words.links;
  return (
    <Layout title={unsubscribe.title} site={site}>
      <h1 class="title">{unsubscribe.ask}</h1>
      <form class="card form" method="post">
        <p>
          <Sentence of={unsubscribe.nothingMore} who={<Target subscriber={subscriber} words={words} />} page={title} />
        </p>
        <p class="actions">
          <button type="submit">{unsubscribe.yes}</button>
          <a href={`${base}/subscription/${token}`}>{unsubscribe.less}</a>
        </p>
      </form>
    </Layout>
  );
};

const GonePage = ({ site, canAsk }: { site: Site; canAsk: boolean }) => {
  const { unsubscribe } = site.words.links;
  return (
    <Layout title={unsubscribe.done} site={site}>
      <Notice title={unsubscribe.done} tone="good">
        <p>{unsubscribe.forgotten}</p>
        {canAsk && (
          <p>
            <a href={`${site.base}/subscribe`}>{unsubscribe.again}</a>
          </p>
        )}
      </Notice>
    </Layout>
  );
};
