// Writes public words down: the post, what the public believes then, and the event.
import { changed, type Incident, isoOf } from "../../domain/incident.ts";
import { believedAfter, newestWord, type Post, type PostedLevel, type PostStatus } from "../../domain/post.ts";
import type { Tx } from "../store/store.ts";
import { saveDecision } from "./change-incident.ts";
import type { ActionContext } from "./context.ts";

export interface Words {
  status: PostStatus;
  text: string;
  /** Under which the public knows the incident from now on. */
  title: string;
  /** When readers are told that it was said; null: now. */
  at: number | null;
  levels: PostedLevel[];
  isAuto: boolean;
  isSilent: boolean;
}

/** Whether it may be said is asked before. */
export const sayPublicly = (tx: Tx, ctx: ActionContext, incident: Incident, words: Words): Incident => {
  const { status, text, title, levels, isAuto, isSilent } = words;
  const before = tx.posts.ofIncident(incident.id);
  // A clock that was set back makes nothing older than what was said before it.
  const at = words.at ?? Math.max(ctx.now, newestWord(before)?.at ?? 0);
  const post: Post = tx.posts.insert({
    ...{ incidentId: incident.id, status, body: text, at, levels, isAuto, isSilent },
    ...{ createdAt: ctx.now, author: ctx.actor.name },
  });
  const believed = believedAfter(incident, before, [...before, post]);
  const data = {
    ...{ postId: post.id, status, text, at: isoOf(at), levels },
    ...(isAuto ? { isAuto: true as const } : {}),
    ...(isSilent ? { isSilent: true as const } : {}),
    public: believed && { title, status: believed },
  };
  const change = { publicTitle: title, publicStatus: believed };
  return saveDecision(tx, ctx, changed(incident, change, { type: "incident:posted", incidentId: incident.id, data }))
    .value;
};
