// What a subscription may name: a target as its channel writes it, and nothing that the public does not know.
import { randomBytes } from "node:crypto";
import { type FieldError, problem } from "../../contract/problem.ts";
import type { Channel, Scope, WebhookFormat } from "../../domain/channel.ts";
import { nearest } from "../../domain/nearest.ts";
import { normalScope } from "../../domain/subscription.ts";
import { targetOf } from "../../domain/target.ts";
import { isWanted } from "../../domain/telling.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { incidentOnPage, type KnownPage, visibleOnSome } from "../store/views/public.ts";
import { type ActionContext, notFound } from "./context.ts";

export interface WantedScope {
  page?: string | null | undefined;
  components?: string[] | null | undefined;
  incidents?: number[] | null | undefined;
  kinds?: Scope["kinds"] | undefined;
}
/** 24 to 64 bytes, by Standard Webhooks 1.0. */
const SECRET_BYTES = 32;

export const newSecret = (channel: Channel): string | null =>
  channel === "webhook" ? `whsec_${randomBytes(SECRET_BYTES).toString("base64")}` : null;

/** The target's one spelling, or a refusal that says how it is written. */
export const spellTarget = ({ settings }: ActionContext, channel: Channel, text: string): string => {
  const reading = targetOf(channel, text, settings.allowPrivateTargets);
  if (reading.ok) return reading.target;
  throw problem("invalid", `"${text}" is no target for ${channel}: it ${reading.fault}.`, {
    hint: reading.hint,
    errors: [{ path: "target", message: reading.fault }],
  });
};

/** Only a webhook has several; ours, where none is asked for and none is known. */
export const formatOf = (
  channel: Channel,
  asked: WebhookFormat | undefined,
  known: WebhookFormat | null,
): WebhookFormat | null => {
  if (channel === "webhook") return asked ?? known ?? "standard";
  if (asked === undefined) return null;
  throw problem("invalid", `Only a webhook has a format; ${channel} has one form only.`, {
    hint: "Leave `format` out.",
    errors: [{ path: "format", message: "is for webhooks only" }],
  });
};

/** Reads the components of a page once, however many scopes are checked. Strangers are told of nothing that their page does not show. */
export const createScopeCheck = (tx: Tx, { settings, role }: ActionContext): ((wanted: WantedScope) => Scope) => {
  const isStranger = role === null;
  const isHidden = new Map(tx.components.list().map((component) => [component.id, component.isHidden]));
  const known = new Map<string | null, Reach>();
  /** Of one page, or of all that are for everybody. */
  const reachOf = (slug: string | null): Reach => {
    const reach = known.get(slug) ?? reachIn(tx, settings, slug);
    known.set(slug, reach);
    return reach;
  };

  const faultOfComponent = (id: string, slug: string | null): string | null => {
    const { shown } = reachOf(slug);
    if (shown.has(id)) return null;
    const isThere = isHidden.get(id) === false;
    if (!isStranger && isThere)
      // Without a page it may be shown by another one, or by none yet.
      return slug === null ? null : `The page \`${slug}\` does not show the component \`${id}\`.`;
    if (!isStranger && isHidden.get(id))
      return `The component \`${id}\` is hidden: subscribers are told nothing of it.`;
    const meant = nearest(id, shown);
    return `There is no component \`${id}\`${meant ? `; did you mean \`${meant}\`?` : "."}`;
  };
  const faultOfIncident = (id: number, slug: string | null): string | null => {
    if (reachOf(slug).pages.some((page) => incidentOnPage(tx, page, id))) return null;
    const incident = tx.incidents.get(id);
    if (!incident || isStranger) return `There is no public incident ${id}.`;
    if (incident.publicStatus === null)
      return `Incident ${id} has no public post yet, so that nobody can follow it; write one with \`tocsin post ${id} …\`.`;
    return slug === null
      ? `What is for everybody does not show incident ${id}, so that nobody can follow it without naming its page.`
      : `The page \`${slug}\` does not show incident ${id}, so that nobody can follow it there.`;
  };
  const faultOfPage = (slug: string): string => {
    if (isStranger) return `There is no page \`${slug}\`.`;
    return `There is no page \`${slug}\`; there is ${settings.pages.map((page) => page.slug).join(", ")}.`;
  };

  return (wanted) => {
    const { page = null, components = null, incidents = null, kinds = null } = wanted;
    const isOnPage = page === null || reachOf(page).pages.length > 0;
    const errors: FieldError[] = [
      ...(isOnPage ? [] : [{ path: "page", message: faultOfPage(page) }]),
      ...emptyLists({ components, incidents, kinds }),
      // Of a page that there is not, nothing can be said.
      ...(isOnPage ? faultsOf("components", components, (id) => faultOfComponent(id, page)) : []),
      ...(isOnPage ? faultsOf("incidents", incidents, (id) => faultOfIncident(id, page)) : []),
    ];
    if (errors.length === 0) return normalScope({ page, components, incidents, kinds });
    throw problem("invalid", errors.map((error) => error.message).join(" "), {
      hint: isStranger
        ? "Choose from what the page shows."
        : "See `tocsin page list`, `tocsin component list` and `tocsin list`.",
      errors,
    });
  };
};

interface Reach {
  pages: readonly KnownPage[];
  /** Ids of components. */
  shown: ReadonlySet<string>;
}
/** Without a page: what is shown to everybody on any. */
const reachIn = (tx: Tx, { pages: all }: ActionContext["settings"], slug: string | null): Reach => {
  const pages = all.filter((page) => (slug === null ? !page.private : page.slug === slug));
  return { pages, shown: new Set(visibleOnSome(tx, pages).map(({ id }) => id)) };
};

const faultsOf = <T>(field: string, named: readonly T[] | null, faultOf: (one: T) => string | null): FieldError[] =>
  (named ?? []).flatMap((one, index) => {
    const message = faultOf(one);
    return message === null ? [] : [{ path: `${field}[${index}]`, message }];
  });

const emptyLists = (lists: Record<string, readonly unknown[] | null>): FieldError[] =>
  Object.entries(lists).flatMap(([path, list]) =>
    list?.length === 0 ? [{ path, message: `Without any ${path} there is nothing to tell.` }] : [],
  );

/**
 * Saves what it asks for from now on, with what it was told brought into line: what it does not ask for, and what it was not told
 * the end of while it was away, it does not go on believing. Else its next outage would be no news to it.
 */
export const saveScope = (
  tx: Tx,
  ctx: Pick<ActionContext, "settings">,
  before: Subscriber,
  after: Subscriber,
): void => {
  tx.subscribers.save(after);
  const wasAway = before.state !== "active" && after.state === "active";
  // Of what another page shows it is told nothing more.
  const shown = before.page === after.page ? null : reachIn(tx, ctx.settings, after.page).shown;
  for (const [componentId, { level }] of tx.subscribers.told(after.id)) {
    const isStale = (wasAway || shown !== null) && tx.components.get(componentId)?.level !== level;
    if (isStale || shown?.has(componentId) === false || !isWanted(after.components, componentId))
      tx.subscribers.tell(after.id, componentId, { level: "operational", isUnstable: false });
  }
};

type SubscriberEvent = "subscriber:added" | "subscriber:changed" | "subscriber:confirmed" | "subscriber:rotated";
/** By whoever acts, or by another in whose name that is. */
export const appendOf = (
  tx: Tx,
  ctx: Pick<ActionContext, "now" | "actor">,
  type: SubscriberEvent,
  { id, channel }: Subscriber,
): void => {
  tx.events.append([{ type, data: { subscriberId: id, channel } }], ctx.now, ctx.actor);
};

/** Somebody who is subscribed, not a target of the team. */
export const getSubscriber = (tx: Tx, id: number): Subscriber => {
  const subscriber = tx.subscribers.get(id);
  if (subscriber?.audience === "team")
    throw problem("conflict", `${id} is ${subscriber.target}, a target of the team, and stands in the config.`, {
      hint: "Change `notify.team` there, then `tocsin reload`.",
    });
  if (!subscriber || subscriber.state === "removed") throw notFound("subscriber", id, "tocsin subscriber list");
  return subscriber;
};
