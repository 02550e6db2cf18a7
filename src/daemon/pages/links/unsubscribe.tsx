/** @jsxImportSource hono/jsx */
// The way out: a button for people, and the POST that mail programs make by themselves (RFC 8058). Twice is fine.
import type { Hono } from "hono";
import { unsubscribe } from "../../actions/unsubscribe.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import { contextOf, type Env, frontOf, type LinksDeps, READER, type Request } from "./deps.ts";
import { Layout, Notice, type Site } from "./layout.tsx";
import { answerGone } from "./problem-page.tsx";
import { html, json, wantsJson } from "./reply.ts";
import { Target } from "./shown.tsx";
import { FORGED, subscriberOf } from "./subscriber-of.ts";

export const mountUnsubscribe = (app: Hono<Env>, deps: LinksDeps): void => {
  app.get("/unsubscribe/:token", (c) => {
    const subscriber = subscriberOf(deps, c.req.param("token"));
    if (!subscriber) return answerGone(c, frontOf(c, deps), FORGED);
    if (subscriber.state === "removed") return unsubscribed(c, deps);
    if (wantsJson(c)) return json(c, 200, { state: subscriber.state });
    const view = <AskPage site={frontOf(c, deps)} subscriber={subscriber} token={c.req.param("token")} />;
    return html(c, { status: 200, page: view, isPersonal: true });
  });

  // Whatever its body and wherever it comes from: a mail program's `List-Unsubscribe=One-Click` has no Origin of ours.
  app.post("/unsubscribe/:token", async (c) => {
    const subscriber = subscriberOf(deps, c.req.param("token"));
    if (!subscriber) return answerGone(c, frontOf(c, deps), FORGED);
    if (subscriber.state !== "removed")
      await deps.perform(
        {
          ...{ verb: "unsubscribe", action: unsubscribe, present: () => null },
          target: ({ id }) => `subscriber ${id}`,
        },
        contextOf(c, deps, { ...READER, by: "link" }),
        { id: subscriber.id },
      );
    return unsubscribed(c, deps);
  });
};

export const unsubscribed = (c: Request, deps: Pick<LinksDeps, "front" | "channels">): Response => {
  if (wantsJson(c)) return json(c, 200, { state: "removed" });
  const view = <GonePage site={frontOf(c, deps)} isOpen={deps.channels().length > 0} />;
  return html(c, { status: 200, page: view, isPersonal: true });
};

const AskPage = ({ site, subscriber, token }: { site: Site; subscriber: Subscriber; token: string }) => (
  <Layout title="Unsubscribe" site={site}>
    <h1 class="title">Unsubscribe?</h1>
    <form class="card form" method="post">
      <p>
        <Target subscriber={subscriber} /> will be sent nothing more from {site.title}.
      </p>
      <p class="actions">
        <button type="submit">Unsubscribe</button>
        <a href={`${site.base}/subscription/${token}`}>Hear of less instead</a>
      </p>
    </form>
  </Layout>
);

const GonePage = ({ site, isOpen }: { site: Site; isOpen: boolean }) => (
  <Layout title="You are unsubscribed" site={site}>
    <Notice title="You are unsubscribed" tone="good">
      <p>Nothing more is sent, and your address is forgotten.</p>
      {isOpen && (
        <p>
          <a href={`${site.base}/subscribe`}>Subscribe again</a>
        </p>
      )}
    </Notice>
  </Layout>
);
