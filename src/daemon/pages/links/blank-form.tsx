/** @jsxImportSource hono/jsx */
// The form at /subscribe as a crowd finds it when things break: rendered once for as long as it shows the same.
import { raw } from "hono/html";
import { visibleComponents } from "../../store/views/public.ts";
import type { LinksDeps } from "./deps.ts";
import type { PageReply } from "./reply.ts";
import { EVERYTHING } from "./scope-form.tsx";
import { SubscribePage } from "./subscribe-page.tsx";

type BlankForm = () => PageReply["page"];

/** To be asked only where readers can subscribe by something. */
export const createBlankForm = (deps: Pick<LinksDeps, "store" | "page" | "channels">): BlankForm => {
  let known: { facts: string; page: ReturnType<BlankForm> } | undefined;
  return () => {
    const site = { title: deps.page().title };
    const channels = deps.channels();
    const components = visibleComponents(deps.store, deps.page());
    const facts = JSON.stringify([site, channels, components.map(({ id, name, group }) => [id, name, group])]);
    if (facts === known?.facts) return known.page;
    const typed = { ...EVERYTHING, channel: channels[0]!, target: "", incident: null };
    const form = <SubscribePage {...{ site, channels, components, typed }} fault={undefined} />;
    known = { facts, page: raw(form) };
    return known.page;
  };
};
