/** @jsxImportSource hono/jsx */
// Behind the link of the one message that is sent unasked: it shows what was asked for, and its button makes it so.
import type { Hono } from "hono";
import type { PropsWithChildren } from "hono/jsx";
import type { Scope } from "../../../domain/channel.ts";
import { readLink, signLink } from "../../../domain/link-token.ts";
import { scopeAfter } from "../../../domain/subscription.ts";
import type { Added } from "../../actions/add-subscriber.ts";
import { confirmSubscription } from "../../actions/confirm-subscription.ts";
import type { Confirmation } from "../../store/confirmations.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import type { Words } from "../locales/index.ts";
import { contextOf, type Env, frontOf, type LinksDeps, ownFrontOf, READER, type Request } from "./deps.ts";
import { answerGone } from "./gone.tsx";
import { Layout, Notice, Sentence } from "./layout.tsx";
import { namesOf } from "./names.ts";
import { refuseHurry } from "./problem-page.tsx";
import { html, json, wantsJson } from "./reply.ts";
import { ScopeList, subscriptionJson, Target } from "./shown.tsx";

type Found =
  | { kind: "open"; confirmation: Confirmation; subscriber: Subscriber }
  | { kind: "used"; subscriber: Subscriber }
  /** `of`: whose it was, where that is still known. */
  | { kind: "gone"; name: "forgedConfirmation" | "expired" | "removed"; of: Subscriber | undefined };

export const mountConfirm = (app: Hono<Env>, deps: LinksDeps): void => {
  const page = (c: Request, found: Found): Response => {
    if (found.kind === "gone")
      return answerGone(c, found.of ? ownFrontOf(c, deps, found.of) : frontOf(c, deps), found.name);
    const { subscriber } = found;
    if (wantsJson(c)) return json(c, 200, { state: subscriber.state, channel: subscriber.channel });
    const scope = found.kind === "used" ? subscriber : scopeOnceConfirmed(found);
    const about = aboutOf(c, deps, { subscriber, scope });
    const view = found.kind === "used" ? <Used {...about} /> : <Ask {...about} />;
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
    const about = aboutOf(c, deps, { subscriber, scope: subscriber });
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
  if (id === undefined) return { kind: "gone", name: "forgedConfirmation", of: undefined };
  const confirmation = store.confirmations.get(id);
  if (!confirmation) return { kind: "gone", name: "expired", of: undefined };
  const subscriber = store.subscribers.get(confirmation.subscriberId);
  const gone = (name: "expired" | "removed"): Found => ({ kind: "gone", name, of: subscriber });
  if (confirmation.usedAt === null && confirmation.expiresAt <= now()) return gone("expired");
  if (!subscriber || subscriber.state === "removed") return gone("removed");
  if (confirmation.usedAt !== null) return { kind: "used", subscriber };
  return { kind: "open", confirmation, subscriber };
};

const scopeOnceConfirmed = ({ confirmation: { wanted }, subscriber }: Found & { kind: "open" }): Scope =>
  subscriber.activeSince === null ? wanted : scopeAfter(subscriber, wanted);

const aboutOf = (c: Request, deps: LinksDeps, { subscriber, scope }: { subscriber: Subscriber; scope: Scope }) => {
  const site = ownFrontOf(c, deps, scope);
  const token = signLink(deps.store.linkKey, "manage", [subscriber.id]);
  return {
    ...{ site, subscriber, scope, names: namesOf(deps.store, site.page), words: site.words },
    replaced: isReplaced(subscriber, scope) ? ownFrontOf(c, deps, subscriber).title : null,
    paths: { manage: `${site.base}/subscription/${token}`, unsubscribe: `${site.base}/unsubscribe/${token}` },
    urls: {
      manageUrl: `${site.url}/subscription/${token}`,
      unsubscribeUrl: `${site.url}/unsubscribe/${token}`,
    },
  };
};
/** What it was told of until now ends with it. */
const isReplaced = ({ activeSince, page }: Subscriber, scope: Scope): boolean =>
  activeSince !== null && page !== null && page !== scope.page;
type About = ReturnType<typeof aboutOf>;

const Ask = ({ site, subscriber, scope, names, words, replaced }: About) => {
  const { confirm } = words.links;
  return (
    <Layout title={confirm.title} site={site}>
      <h1 class="title">{confirm.title}</h1>
      <form class="card form" method="post">
        <p>
          <Sentence of={confirm.messages} page={site.title} who={<Target subscriber={subscriber} words={words} />} />
        </p>
        <ScopeList scope={scope} names={names} words={words} />
        {replaced !== null && (
          <p>
            <Sentence of={confirm.replaces} page={replaced} />
          </p>
        )}
        <p class="actions">
          <button type="submit">{confirm.yes}</button>
        </p>
        <p class="aside">{confirm.notYou}</p>
      </form>
    </Layout>
  );
};

const Confirmed = ({ secret, ...about }: About & { secret?: string }) => {
  const { confirm } = about.words.links;
  return (
    <Hears {...about} title={confirm.done} says={confirm.hears}>
      {secret && <Secret secret={secret} words={confirm} />}
    </Hears>
  );
};

const Used = (about: About) => {
  const { confirm } = about.words.links;
  return (
    <Hears {...about} title={confirm.used} says={confirm.hearsAlready}>
      {about.subscriber.secret !== null && <p class="aside">{confirm.secretLost}</p>}
    </Hears>
  );
};

/** What is heard of now, and the ways to change that. */
const Hears = ({ title, says, children, ...about }: PropsWithChildren<About & { title: string; says: string }>) => {
  const { site, subscriber, scope, names, words, paths } = about;
  return (
    <Layout title={title} site={site}>
      <Notice title={title} tone="good">
        <p>
          <Sentence of={says} who={<Target subscriber={subscriber} words={words} />} />
        </p>
        <ScopeList scope={scope} names={names} words={words} />
        {children}
        <Ways paths={paths} words={words.links.confirm} />
      </Notice>
    </Layout>
  );
};

type ConfirmWords = Words["links"]["confirm"];

const Secret = ({ secret, words }: { secret: string; words: ConfirmWords }) => (
  <div class="secret">
    <p>
      <strong>{words.secret}</strong> {words.signed}
    </p>
    <p>
      <code>{secret}</code>
    </p>
  </div>
);

const Ways = ({ paths, words }: Pick<About, "paths"> & { words: ConfirmWords }) => (
  <p class="ways">
    <a href={paths.manage}>{words.change}</a> <a href={paths.unsubscribe}>{words.leave}</a>
  </p>
);
