// What the public is told by itself, in the transaction of the resolve or the reopen that it is about.
import type { Incident } from "../../domain/incident.ts";
import { AUTO_POSTS, type Occasion } from "../../domain/post.ts";
import type { Tx } from "../store/store.ts";
import type { ActionContext } from "./context.ts";
import { sayPublicly } from "./say-publicly.ts";

/** For an incident that has just been resolved or reopened; nothing where the public does not know of it, or knows this. */
export const autoPost = (tx: Tx, ctx: ActionContext, incident: Incident, occasion: Occasion): Incident => {
  const { status, isNews } = AUTO_POSTS[occasion];
  const text = ctx.settings.autoPost[occasion];
  if (text === null || !isNews(incident.publicStatus)) return incident;
  const title = incident.publicTitle ?? incident.title;
  return sayPublicly(tx, ctx, incident, {
    ...{ status, text, title, at: null, levels: [], isAuto: true, isSilent: false },
  });
};
