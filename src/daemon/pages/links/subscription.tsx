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
import { contextOf, type Env, frontOf, type LinksDeps, READER, type Request } from "./deps.ts";
import { Layout, type Site } from "./layout.tsx";
import { namesOf, type PublicNames } from "./names.ts";
import { answerGone, problemJson, refuseHurry } from "./problem-page.tsx";
import { invalid, readSent } from "./read-request.ts";
import { html, json, wantsJson } from "./reply.ts";
import { readTicked, ScopeFields, scopeInput, strangers, type Ticked, tickedOf } from "./scope-form.tsx";
import { ScopeList, subscriptionJson, Target } from "./shown.tsx";
import { Faults, faultsOf } from "./subscribe-page.tsx";
import { FORGED, subscriberOf } from "./subscriber-of.ts";
import { unsubscribed } from "./unsubscribe.tsx";

export const mountSubscription = (app: Hono<Env>, deps: LinksDeps): void => {
  app.get("/subscription/:token", (c) => {
    const subscriber = subscriberOf(deps, c.req.param("token"));
    if (!subscriber) return answerGone(c, frontOf(c, deps), FORGED);
    if (subscriber.state === "removed") return unsubscribed(c, deps);
    if (wantsJson(c)) return json(c, 200, subscriptionJson(subscriber));
    return page(c, deps, { subscriber, ticked: tickedOf(subscriber) });
  });

  app.post("/subscription/:token", async (c) => {
    const known = subscriberOf(deps, c.req.param("token"));
    if (!known) return answerGone(c, frontOf(c, deps), FORGED);
    if (known.state === "removed") return unsubscribed(c, deps);
    refuseHurry(deps.limits.waitOfLink(`manage ${known.id}`, deps.now()));
    const sent = await readSent(c, deps);
    const ticked = sent.kind === "form" ? readTicked(sent.fields) : null;
    try {
      const scope = scopeOf(c, deps, sent.kind === "json" ? sent.value : scopeInput(ticked!));
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

const scopeOf = (c: Request, deps: LinksDeps, input: unknown): SubscriptionScope => {
  const checked = check(SubscriptionScope, input);
  if (!checked.ok) throw invalid(checked.errors);
  const unknown = strangers(checked.value.components ?? [], visibleComponents(deps.store, frontOf(c, deps).page));
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
const page = (c: Request, deps: LinksDeps, view: View): Response =>
  html(c, {
    status: view.fault ? STATUS_OF_CODE[view.fault.code] : 200,
    page: (
      <ManagePage
        {...view}
        site={frontOf(c, deps)}
        components={visibleComponents(deps.store, frontOf(c, deps).page)}
        names={namesOf(deps.store, frontOf(c, deps).page)}
        token={c.req.param("token")!}
      />
    ),
    isPersonal: true,
  });

type Props = View & { site: Site; components: readonly Component[]; names: PublicNames; token: string };

const ManagePage = ({ site, subscriber, ticked, fault, isSaved, components, names, token }: Props) => {
  const errors = faultsOf(fault);
  return (
    <Layout title="Your subscription" site={site}>
      <h1 class="title">Your subscription</h1>
      {isSaved && (
        <p class="saved" role="status">
          Saved.
        </p>
      )}
      <p class="lead">
        What <Target subscriber={subscriber} /> is sent.
      </p>
      <Standing subscriber={subscriber} />
      {fault && <Faults fault={fault} count={errors.size} />}
      {subscriber.incidents !== null && (
        <div class="card notice">
          <ScopeList scope={subscriber} names={names} />
          <p class="aside">You can hear of the whole page, or of a part of it, instead.</p>
        </div>
      )}
      <form class="card form" method="post">
        <ScopeFields components={components} ticked={ticked} errors={errors} />
        <p class="actions">
          <button type="submit">{subscriber.incidents === null ? "Save" : "Hear of this page instead"}</button>
        </p>
      </form>
      <form class="leave" method="post" action={`${site.base}/unsubscribe/${token}`}>
        <button type="submit" class="quiet">
          Unsubscribe from everything
        </button>
      </form>
    </Layout>
  );
};

/** That nothing comes, where nothing does; why is for whoever runs the page. */
const Standing = ({ subscriber: { state } }: { subscriber: Subscriber }) => {
  if (state === "unverified")
    return <p class="standing">Not confirmed yet: use the link in the message that we sent, or subscribe again.</p>;
  if (state !== "quarantined") return null;
  return (
    <p class="standing">
      Paused: our messages could not be delivered. <a href="/subscribe">Subscribe again</a> once they can be.
    </p>
  );
};
