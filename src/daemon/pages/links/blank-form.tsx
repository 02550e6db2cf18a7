/** @jsxImportSource hono/jsx */
// The form at /subscribe as a crowd finds it when things break: rendered once for as long as it shows the same.
import { raw } from "hono/html";
import { visibleComponents } from "../../store/views/public.ts";
import type { Front } from "../front.ts";
import type { LinksDeps } from "./deps.ts";
import type { PageReply } from "./reply.ts";
import { EVERYTHING } from "./scope-form.tsx";
import { SubscribePage } from "./subscribe-page.tsx";

type BlankForm = (site: Front) => PageReply["page"];

/** To be asked only where readers can subscribe by something. */
export const createBlankForm = (deps: Pick<LinksDeps, "store" | "channels">): BlankForm => {
  /** By page. */
  const known = new Map<string, { facts: string; page: ReturnType<BlankForm> }>();
  return (site) => {
    const channels = deps.channels();
    const components = visibleComponents(deps.store, site.page);
    const { title, words, assets } = site;
    const named = components.map(({ id, name, group }) => [id, name, group]);
    const facts = JSON.stringify([title, words.tag, assets, channels, named]);
    const key = `${site.page.slug} ${site.base}`;
    const last = known.get(key);
    if (facts === last?.facts) return last.page;
    const typed = { ...EVERYTHING, channel: channels[0]!, target: "", incident: null };
    const form = <SubscribePage {...{ site, channels, components, typed }} fault={undefined} />;
    const page = raw(form);
    known.set(key, { facts, page });
    return page;
  };
};
