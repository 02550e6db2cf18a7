// What every action gets beside its input.

import { type Problem, problem } from "../../contract/problem.ts";
import { type Actor, isAllowed, type Role, roleNeeded, type Verb } from "../../domain/actor.ts";
import type { Matchable } from "../../domain/alert.ts";
import type { Channel } from "../../domain/channel.ts";
import type { Refusal } from "../../domain/incident.ts";
import { nearest } from "../../domain/nearest.ts";
import type { Occasion } from "../../domain/post.ts";
import type { UptimeRule } from "../../domain/uptime.ts";
import type { Tables } from "../store/store.ts";
import type { KnownPage } from "../store/views/public.ts";

export interface ActionContext {
  actor: Actor;
  /** null for sources and the system, which have verbs of their own. */
  role: Role | null;
  /** Epoch ms; the only clock. */
  now: number;
  /** Entrance and address, for the audit. */
  origin: string;
  requestId: string;
  settings: ActionSettings;
}
/** What the config decides about verbs. */
export interface ActionSettings {
  /** The config file that the daemon reads; null: it runs on the defaults. */
  configFile: string | null;
  components: readonly Matchable[];
  reopenWindowMs: number;
  /** How long an ack lasts that does not say; null: until it is resolved. */
  ackTimeoutMs: number | null;
  /** How long after its resolve an incident closes by itself; null: never. */
  autoCloseMs: number | null;
  allowPrivateTargets: boolean;
  /** By what readers may subscribe themselves. */
  publicChannels: readonly Channel[];
  /** All that there are, at least one. */
  pages: readonly KnownPage[];
  /** What is posted when an incident that the public knows of is resolved or comes back; null: nothing. */
  autoPost: Record<Occasion, string | null>;
  /** How uptime is counted. */
  uptime: UptimeRule;
}

/** What an action did. `unchanged`: it was so already, and that is fine. */
export interface Done<T> {
  result: "changed" | "unchanged";
  value: T;
}
export const changed = <T>(value: T): Done<T> => ({ result: "changed", value });
export const unchanged = <T>(value: T): Done<T> => ({ result: "unchanged", value });

/** The first line of every action. */
export const allow = (ctx: ActionContext, verb: Verb): void => {
  if (isAllowed(ctx.actor, ctx.role, verb)) return;
  throw problem(
    "forbidden",
    `${ctx.actor.name} (${ctx.role ?? ctx.actor.kind}) may not do this; it takes the role ${roleNeeded(verb)}.`,
    {
      hint: "Use another token, or ask an admin for one: `tocsin token create NAME --role …`.",
    },
  );
};

export const refuse = (refusal: Refusal): Problem => problem("conflict", refusal.detail, { hint: refusal.hint });

/** The same of what was asked for, whatever the state is. */
export const refuseInvalid = (refusal: Refusal | null): void => {
  if (refusal) throw problem("invalid", refusal.detail, { hint: refusal.hint });
};

export const notFound = (what: string, id: number, list: string): Problem =>
  problem("not_found", `There is no ${what} ${id}.`, { hint: `See \`${list}\`.` });

/** For an address that names a component which is not in the config. */
export const requireComponent = (tables: Pick<Tables, "components">, id: string): void => {
  if (tables.components.get(id)) return;
  const known = tables.components.list().map((component) => component.id);
  throw noComponent(id, known);
};

export const noComponent = (id: string, known: readonly string[]): Problem => {
  const meant = nearest(id, known);
  return problem("not_found", `There is no component \`${id}\`${meant ? `; did you mean \`${meant}\`?` : "."}`, {
    hint: "See `tocsin component list`.",
  });
};

/** For an address that names a page which is not in the config. */
export const requirePage = ({ settings }: Pick<ActionContext, "settings">, slug: string): KnownPage => {
  const page = settings.pages.find((one) => one.slug === slug);
  if (page) return page;
  throw noPage(settings.pages, slug);
};

export const noPage = (pages: readonly KnownPage[], slug: string): Problem =>
  problem("not_found", noPageWords(pages, slug), { hint: "See `tocsin page list`." });

/** To people who may know of all pages. */
export const noPageWords = (pages: readonly KnownPage[], slug: string): string => {
  const meant = nearest(
    slug,
    pages.map((page) => page.slug),
  );
  return `There is no page \`${slug}\`${meant ? `; did you mean \`${meant}\`?` : "."}`;
};

/** Refuses ids of components that do not exist, with the nearest name; all of them at once. */
export const requireComponents = (
  tables: Pick<Tables, "components">,
  { settings }: Pick<ActionContext, "settings">,
  ids: readonly string[],
  fieldOf = (index: number): string => `components[${index}]`,
): void => {
  const known = new Set(tables.components.list().map((component) => component.id));
  const errors = ids.flatMap((id, index) => {
    if (known.has(id)) return [];
    const meant = nearest(id, known);
    return [
      {
        path: fieldOf(index),
        message: `There is no component \`${id}\`${meant ? `; did you mean \`${meant}\`?` : "."}`,
      },
    ];
  });
  if (errors.length === 0) return;
  throw problem("invalid", errors.map((error) => error.message).join(" "), {
    hint:
      known.size > 0
        ? "See `tocsin component list`."
        : `No components are configured. ${howToConfigure(settings.configFile)}`,
    errors,
  });
};

const howToConfigure = (file: string | null): string =>
  file === null
    ? "Name them under `components` in ./tocsin.yaml, and restart the daemon there."
    : `Name them under \`components\` in ${file}, then \`tocsin reload\`.`;
