/** @jsxImportSource hono/jsx */
// Where anybody asks to be told. Whoever asks learns nothing of who is told already: the answer is the same for all.
import type { Hono } from "hono";
import { check } from "../../../contract/explain.ts";
import { Problem, problem, STATUS_OF_CODE } from "../../../contract/problem.ts";
import { SubscriptionRequest } from "../../../contract/schemas/subscriptions.ts";
import type { Channel } from "../../../domain/channel.ts";
import { type TargetReading, targetOf } from "../../../domain/target.ts";
import { requestSubscription } from "../../actions/request-subscription.ts";
import { visibleComponents } from "../../store/views/public.ts";
import { EN } from "../locales/en.ts";
import { createBlankForm } from "./blank-form.tsx";
import { contextOf, type Env, frontOf, type LinksDeps, READER, type Request, readerOf } from "./deps.ts";
import { answerGone } from "./gone.tsx";
import { shownIncident } from "./names.ts";
import { isFromElsewhere } from "./origin.ts";
import { problemJson, retryAfter, tooOften } from "./problem-page.tsx";
import { invalid, readSent, type Sent } from "./read-request.ts";
import { html, json, wantsJson } from "./reply.ts";
import { EVERYTHING, readTicked, scopeInput, strangers } from "./scope-form.tsx";
import { AskedPage, SubscribePage, TRAP, type Typed } from "./subscribe-page.tsx";

export const mountSubscribe = (app: Hono<Env>, deps: LinksDeps): void => {
  const blankForm = createBlankForm(deps);

  app.get("/subscribe", (c) => {
    const [channel] = deps.channels();
    if (!frontOf(c, deps).isOpen) return answerGone(c, frontOf(c, deps), "nowhere");
    if (!channel) return closed(c, deps);
    const named = c.req.query("incident");
    if (named === undefined) return html(c, { status: 200, page: blankForm(frontOf(c, deps)), isPersonal: false });
    const incident = shownIncident(deps.store, frontOf(c, deps).page, Number(named));
    if (!incident) return noIncident(c, deps);
    return form(c, deps, { ...EVERYTHING, channel, target: "", incident });
  });

  app.post("/subscribe", async (c) => {
    if (!frontOf(c, deps).isOpen) return answerGone(c, frontOf(c, deps), "nowhere");
    if (deps.channels().length === 0) return closed(c, deps);
    const sent = await readSent(c, deps);
    const typed = sent.kind === "form" ? typedOf(c, deps, sent.fields) : null;
    try {
      if (isFromElsewhere(c, frontOf(c, deps).url)) throw FROM_ELSEWHERE;
      const wish = wishOf(c, deps, sent, typed);
      const waitMs = deps.limits.waitOfForm(readerOf(c), deps.now());
      if (waitMs > 0) throw tooOften(waitMs, EN.links.tooMany);
      if (!isTrapped(sent) && !isFlood(deps, wish)) await request(c, deps, wish);
      return asked(c, deps, wish.channel, typed?.target.trim() ?? wish.target);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return typed && !wantsJson(c) ? form(c, deps, typed, error) : problemJson(c, error);
    }
  });
};

const typedOf = (c: Request, deps: LinksDeps, fields: URLSearchParams): Typed => {
  const channels = deps.channels();
  return {
    ...readTicked(fields),
    channel: channels.find((one) => one === fields.get("channel")) ?? channels[0]!,
    target: fields.get("target") ?? "",
    incident: shownIncident(deps.store, frontOf(c, deps).page, Number(fields.get("incident"))),
  };
};

/** All that is wrong with it at once. */
const wishOf = (c: Request, deps: LinksDeps, sent: Sent, typed: Typed | null): SubscriptionRequest => {
  const input = typed && sent.kind === "form" ? inputOf(typed, sent.fields) : sent.kind === "json" ? sent.value : {};
  const checked = check(SubscriptionRequest, input);
  const errors = checked.ok
    ? strangers(checked.value.components ?? [], visibleComponents(deps.store, frontOf(c, deps).page))
    : checked.errors;
  const aimed = checked.ok ? checked.value : typed;
  const reading = aimed && strangersTarget(aimed);
  const fault = reading && !reading.ok ? [{ path: "target", message: reading.fault }] : [];
  if (checked.ok && errors.length + fault.length === 0) return checked.value;
  throw invalid([...fault, ...errors]);
};

/** As programs would have sent it. An incident that is not public stays named, so that it is refused rather than passed over. */
const inputOf = (typed: Typed, fields: URLSearchParams): unknown => {
  const { channel, target } = typed;
  return {
    channel,
    target,
    ...(fields.has("incident") ? { incident: Number(fields.get("incident")) } : scopeInput(typed)),
  };
};

/** What the operator may reach in a private network is not for strangers to name. */
const strangersTarget = ({ channel, target }: { channel: Channel; target: string }): TargetReading =>
  targetOf(channel, target, false);

const isTrapped = (sent: Sent): boolean => sent.kind === "form" && !!sent.fields.get(TRAP);

/** Somebody has one mailbox asked again and again, under other names. They are answered as ever, so that nobody learns of it. */
const isFlood = ({ channels, limits, now }: LinksDeps, wish: SubscriptionRequest): boolean => {
  if (wish.channel !== "email" || !channels().includes(wish.channel)) return false;
  const reading = strangersTarget(wish);
  return reading.ok && !limits.takeMailbox(reading.target, now());
};

const request = async (c: Request, deps: LinksDeps, wish: SubscriptionRequest): Promise<void> => {
  const { channel, target, components = null, kinds = null, incident } = wish;
  const incidents = incident === undefined ? null : [incident];
  await deps.perform(
    { verb: "requestSubscription", action: requestSubscription, present: () => null },
    contextOf(c, deps, { ...READER, by: "form" }),
    { channel, target, scope: { page: frontOf(c, deps).page.slug, components, incidents, kinds } },
  );
};

const asked = (c: Request, deps: LinksDeps, channel: Channel, target: string): Response => {
  const who = channel === "email" ? target : null;
  const { sent, thisTarget } = EN.links.asked;
  if (wantsJson(c)) return json(c, 202, { message: sent(who ?? thisTarget) });
  return html(c, { status: 202, page: <AskedPage site={frontOf(c, deps)} who={who} />, isPersonal: false });
};

const form = (c: Request, deps: LinksDeps, typed: Typed, fault?: Problem): Response =>
  html(c, {
    status: fault ? STATUS_OF_CODE[fault.code] : 200,
    page: (
      <SubscribePage
        site={frontOf(c, deps)}
        channels={deps.channels()}
        components={visibleComponents(deps.store, frontOf(c, deps).page)}
        typed={typed}
        fault={fault}
      />
    ),
    isPersonal: false,
    headers: fault ? retryAfter(fault) : {},
  });

const FROM_ELSEWHERE = problem("forbidden", "This form was sent by another site.", {
  hint: "Please send it from here.",
});

const closed = (c: Request, deps: LinksDeps): Response => answerGone(c, frontOf(c, deps), "noChannel");

const noIncident = (c: Request, deps: LinksDeps): Response => answerGone(c, frontOf(c, deps), "noIncident");
