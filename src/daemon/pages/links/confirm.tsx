/** @jsxImportSource hono/jsx */
// Behind the link of the one message that is sent unasked: it shows what was asked for, and its button makes it so.
import type { Hono } from "hono";
import type { Scope } from "../../../domain/channel.ts";
import { readLink, signLink } from "../../../domain/link-token.ts";
import { scopeAfter } from "../../../domain/subscription.ts";
import type { Added } from "../../actions/add-subscriber.ts";
import { confirmSubscription } from "../../actions/confirm-subscription.ts";
import type { Confirmation } from "../../store/confirmations.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import { contextOf, type Env, frontOf, type LinksDeps, READER, type Request } from "./deps.ts";
import { Layout, Notice } from "./layout.tsx";
import { namesOf } from "./names.ts";
import { answerGone, type Gone, refuseHurry } from "./problem-page.tsx";
import { html, json, wantsJson } from "./reply.ts";
import { ScopeList, subscriptionJson, Target } from "./shown.tsx";

type Found =
  | { kind: "open"; confirmation: Confirmation; subscriber: Subscriber }
  | { kind: "used"; subscriber: Subscriber }
  | { kind: "gone"; gone: Gone };

export const mountConfirm = (app: Hono<Env>, deps: LinksDeps): void => {
  const page = (c: Request, found: Found): Response => {
    if (found.kind === "gone") return answerGone(c, frontOf(c, deps), found.gone);
    const { subscriber } = found;
    if (wantsJson(c)) return json(c, 200, { state: subscriber.state, channel: subscriber.channel });
    const view =
      found.kind === "used" ? (
        <Used {...aboutOf(c, deps, subscriber)} />
      ) : (
        <Ask {...aboutOf(c, deps, subscriber)} wanted={found.confirmation.wanted} />
      );
    return html(c, { status: 200, page: view, isPersonal: true });
  };

  app.get("/confirm/:token", (c) => page(c, find(deps, c.req.param("token"))));

  app.post("/confirm/:token", async (c) => {
    const token = c.req.param("token");
    const found = find(deps, token);
    if (found.kind !== "open") return page(c, found);
    refuseHurry(deps.limits.waitOfLink(`confirm ${found.confirmation.id}`, deps.now()));
    const { reply } = await deps.perform(
      {
        ...{ verb: "confirmSubscription", action: confirmSubscription },
        present: (_, value: Added) => value,
        target: () => `subscriber ${found.subscriber.id}`,
      },
      contextOf(c, deps, { ...READER, by: "link" }),
      { token },
    );
    const { subscriber, secret } = reply;
    const about = aboutOf(c, deps, subscriber);
    if (wantsJson(c))
      return json(c, 200, { ...subscriptionJson(subscriber), ...(secret ? { secret } : {}), ...about.urls });
    return html(c, {
      ...{ status: 200, isPersonal: true },
      page: <Confirmed {...about} {...(secret ? { secret } : {})} />,
    });
  });
};

const find = ({ store, now }: LinksDeps, token: string): Found => {
  const id = readLink(store.linkKey, "confirm", token)?.[0];
  if (id === undefined) return { kind: "gone", gone: FORGED };
  const confirmation = store.confirmations.get(id);
  if (!confirmation) return { kind: "gone", gone: EXPIRED };
  if (confirmation.usedAt === null && confirmation.expiresAt <= now()) return { kind: "gone", gone: EXPIRED };
  const subscriber = store.subscribers.get(confirmation.subscriberId);
  if (!subscriber || subscriber.state === "removed") return { kind: "gone", gone: REMOVED };
  if (confirmation.usedAt !== null) return { kind: "used", subscriber };
  return { kind: "open", confirmation, subscriber };
};

const AGAIN = { href: "/subscribe", words: "Subscribe again" };
const FORGED: Gone = {
  ...{ status: 404, title: "This link is not complete", next: AGAIN },
  words: "Some of its characters are missing or wrong. Copy all of it from the message, or ask for a new one.",
};
const EXPIRED: Gone = {
  ...{ status: 410, title: "This link is too old", next: AGAIN },
  words: "It could be used for some days after it was sent. Ask for a new one; it takes a minute.",
};
const REMOVED: Gone = {
  ...{ status: 410, title: "You are unsubscribed", next: AGAIN },
  words: "What this link was about has been removed since, so that nothing is sent.",
};

const aboutOf = (c: Request, deps: LinksDeps, subscriber: Subscriber) => {
  const site = frontOf(c, deps);
  const token = signLink(deps.store.linkKey, "manage", [subscriber.id]);
  return {
    ...{ site, subscriber, names: namesOf(deps.store, site.page) },
    paths: { manage: `${site.base}/subscription/${token}`, unsubscribe: `${site.base}/unsubscribe/${token}` },
    urls: {
      manageUrl: `${site.url}/subscription/${token}`,
      unsubscribeUrl: `${site.url}/unsubscribe/${token}`,
    },
  };
};
type About = ReturnType<typeof aboutOf>;

const Ask = ({ site, subscriber, names, wanted }: About & { wanted: Scope }) => (
  <Layout title="Confirm your subscription" site={site}>
    <h1 class="title">Confirm your subscription</h1>
    <form class="card form" method="post">
      <p>
        Messages from {site.title} to <Target subscriber={subscriber} />:
      </p>
      <ScopeList scope={subscriber.activeSince === null ? wanted : scopeAfter(subscriber, wanted)} names={names} />
      <p class="actions">
        <button type="submit">Yes, subscribe me</button>
      </p>
      <p class="aside">You did not ask for this? Then close this page: nothing changes.</p>
    </form>
  </Layout>
);

const Confirmed = ({ site, subscriber, names, paths, secret }: About & { secret?: string }) => (
  <Layout title="You are subscribed" site={site}>
    <Notice title="You are subscribed" tone="good">
      <p>
        From now on, <Target subscriber={subscriber} /> hears of this:
      </p>
      <ScopeList scope={subscriber} names={names} />
      {secret && <Secret secret={secret} />}
      <Ways paths={paths} />
    </Notice>
  </Layout>
);

const Secret = ({ secret }: { secret: string }) => (
  <div class="secret">
    <p>
      <strong>Copy this secret now; it is not shown again.</strong> Each message is signed with it, as Standard Webhooks
      describes.
    </p>
    <p>
      <code>{secret}</code>
    </p>
  </div>
);

const Used = ({ site, subscriber, names, paths }: About) => (
  <Layout title="Already confirmed" site={site}>
    <Notice title="Already confirmed" tone="good">
      <p>
        This link was used before. <Target subscriber={subscriber} /> hears of this:
      </p>
      <ScopeList scope={subscriber} names={names} />
      {subscriber.secret !== null && (
        <p class="aside">The secret was shown once. If it is lost, unsubscribe and subscribe again: you get another.</p>
      )}
      <Ways paths={paths} />
    </Notice>
  </Layout>
);

const Ways = ({ paths }: Pick<About, "paths">) => (
  <p class="ways">
    <a href={paths.manage}>Change what you get</a> <a href={paths.unsubscribe}>Unsubscribe</a>
  </p>
);
