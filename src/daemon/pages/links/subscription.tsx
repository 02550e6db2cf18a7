/** @jsxImportSource hono/jsx */
// Behind the link that is in every message to a subscriber: what it asks for, to be changed, and the way out.
import type { Hono } from "hono";
import { check } from "../../../contract/explain.ts";
import { Problem, STATUS_OF_CODE } from "../../../contract/problem.ts";
import { SubscriptionScope } from "../../../contract/schemas/subscriptions.ts";
import { changeSubscription } from "../../actions/change-subscription.ts";
import type { Component } from "../../store/components.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import { visibleComponents } from "../../store/views/public.ts";
import type { Front } from "../front.ts";
import { contextOf, type Env, frontOf, type LinksDeps, ownFrontOf, READER, type Request } from "./deps.ts";
import { faultsOf, namesOfScope, Summary } from "./faults.tsx";
import { answerGone } from "./gone.tsx";
import { Layout, Sentence } from "./layout.tsx";
import { namesOf, type PublicNames } from "./names.ts";
import { problemJson, refuseHurry } from "./problem-page.tsx";
import { invalid, readSent } from "./read-request.ts";
import { html, json, wantsJson } from "./reply.ts";
import { readTicked, ScopeFields, scopeFieldsOf, scopeInput, strangers, type Ticked, tickedOf } from "./scope-form.tsx";
import { ScopeList, subscriptionJson, Target } from "./shown.tsx";
import { subscriberOf } from "./subscriber-of.ts";
import { unsubscribed } from "./unsubscribe.tsx";

export const mountSubscription = (app: Hono<Env>, deps: LinksDeps): void => {
  app.get("/subscription/:token", (c) => {
    const subscriber = subscriberOf(deps, c.req.param("token"));
    if (!subscriber) return answerGone(c, frontOf(c, deps), "forged");
    if (subscriber.state === "removed") return unsubscribed(c, deps, subscriber);
    if (wantsJson(c)) return json(c, 200, subscriptionJson(subscriber));
    return page(c, deps, { subscriber, ticked: tickedOf(subscriber) });
  });

  app.post("/subscription/:token", async (c) => {
    const known = subscriberOf(deps, c.req.param("token"));
    if (!known) return answerGone(c, frontOf(c, deps), "forged");
    if (known.state === "removed") return unsubscribed(c, deps, known);
    refuseHurry(deps.limits.waitOfLink(`manage ${known.id}`, deps.now()));
    const sent = await readSent(c, deps);
    const ticked = sent.kind === "form" ? readTicked(sent.fields) : null;
    try {
      const scope = scopeOf(deps, ownFrontOf(c, deps, known), sent.kind === "json" ? sent.value : scopeInput(ticked!));
      const subscriber = await save(c, deps, known, scope);
      if (!ticked || wantsJson(c)) return json(c, 200, subscriptionJson(subscriber));
      return page(c, deps, { subscriber, ticked: tickedOf(subscriber), isSaved: true });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!ticked || wantsJson(c)) return problemJson(c, error);
      return page(c, deps, { subscriber: known, ticked, fault: error });
    }
  });
};

const scopeOf = ({ store }: Pick<LinksDeps, "store">, { page: shown }: Front, input: unknown): SubscriptionScope => {
  const checked = check(SubscriptionScope, input);
  if (!checked.ok) throw invalid(checked.errors);
  const unknown = strangers(checked.value.components ?? [], visibleComponents(store, shown));
  if (unknown.length > 0) throw invalid(unknown);
  return checked.value;
};

/** From here on about the whole page: who followed an incident and chooses here asks for more. */
const save = async (
  c: Request,
  deps: LinksDeps,
  { id, page: slug }: Subscriber,
  wanted: SubscriptionScope,
): Promise<Subscriber> => {
  const { components = null, kinds = null } = wanted;
  const scope = { page: slug, components, incidents: null, kinds };
  const { reply } = await deps.perform(
    {
      ...{ verb: "changeSubscription", action: changeSubscription, present: (_, value: Subscriber) => value },
      target: () => `subscriber ${id}`,
    },
    contextOf(c, deps, { ...READER, by: "link" }),
    { id, scope },
  );
  return reply;
};

interface View {
  subscriber: Subscriber;
  ticked: Ticked;
  fault?: Problem;
  isSaved?: true;
}
const page = (c: Request, deps: LinksDeps, view: View): Response => {
  const site = ownFrontOf(c, deps, view.subscriber);
  return html(c, {
    status: view.fault ? STATUS_OF_CODE[view.fault.code] : 200,
    page: (
      <ManagePage
        {...view}
        site={site}
        components={visibleComponents(deps.store, site.page)}
        names={namesOf(deps.store, site.page)}
        token={c.req.param("token")!}
      />
    ),
    isPersonal: true,
  });
};

type Props = View & { site: Front; components: readonly Component[]; names: PublicNames; token: string };

const ManagePage = ({ site, subscriber, ticked, fault, isSaved, components, names, token }: Props) => {
  const { words, base } = site;
  const { links } = words;
  const { manage } = links;
  const faults = faultsOf(fault, { filled: ticked, shown: scopeFieldsOf(components), words });
  return (
    <Layout title={fault ? manage.titleOfFaulty : manage.title} site={site}>
      <h1 class="title">{manage.title}</h1>
      {isSaved && (
        <p class="saved" role="status">
          {manage.saved}
        </p>
      )}
      <p class="lead">
        <Sentence of={manage.sent} who={<Target subscriber={subscriber} words={words} />} />
      </p>
      <Standing subscriber={subscriber} site={site} />
      {fault && (
        <Summary
          faults={faults}
          count={links.faults.notSaved}
          names={{ ...namesOfScope(links), channel: links.subscribe.how, target: links.subscribe.address }}
        />
      )}
      {subscriber.incidents !== null && (
        <div class="card notice">
          <ScopeList scope={subscriber} names={names} words={words} />
          <p class="aside">{manage.orElse}</p>
        </div>
      )}
      <form class="card form" method="post">
        <ScopeFields components={components} ticked={ticked} errors={faults.byField} links={links} />
        <p class="actions">
          <button type="submit">{subscriber.incidents === null ? manage.save : manage.pageInstead}</button>
        </p>
      </form>
      <form class="leave" method="post" action={`${base}/unsubscribe/${token}`}>
        <button type="submit" class="quiet">
          {manage.leaveAll}
        </button>
      </form>
    </Layout>
  );
};

/** That nothing comes, where nothing does; why is for whoever runs the page. */
const Standing = ({ subscriber: { state }, site }: { subscriber: Subscriber; site: Front }) => {
  const { manage } = site.words.links;
  if (state === "unverified") return <p class="standing">{manage.unconfirmed}</p>;
  if (state !== "quarantined") return null;
  const again = site.isOpen ? <a href={`${site.base}/subscribe`}>{manage.again}</a> : manage.again;
  return (
    <p class="standing">
      <Sentence of={manage.paused} again={again} />
    </p>
  );
};
