import { problem } from "../../contract/problem.ts";
import type { EventData } from "../../domain/events.ts";
import { changed, type Incident, isoOf } from "../../domain/incident.ts";
import { believedAfter, type Post, type PostStatus, refuseCorrection } from "../../domain/post.ts";
import type { Tx } from "../store/store.ts";
import { loadIncident, saveDecision } from "./change-incident.ts";
import { type ActionContext, allow, type Done, notFound, refuse, unchanged } from "./context.ts";
import { requirePostTime } from "./post-incident.ts";

export interface EditPostInput {
  /** Of the post. */
  id: number;
  text?: string | undefined;
  status?: PostStatus | undefined;
  /** Under which the public knows its incident from now on. */
  title?: string | undefined;
  at?: number | undefined;
}

/** Corrects what was said in public. Nobody is told again. Gives the incident. */
export const editPost = (tx: Tx, ctx: ActionContext, input: EditPostInput): Done<Incident> => {
  allow(ctx, "editPost");
  const post = tx.posts.get(input.id);
  if (!post) throw notFound("post", input.id, "tocsin show INCIDENT");
  const { text = post.body, status = post.status, at = post.at } = input;
  if (input.text === undefined && input.status === undefined && input.at === undefined && input.title === undefined)
    throw problem("invalid", "There is nothing to change.", { hint: "Give a text, a status, a title or a time." });
  requirePostTime(input.at, ctx.now);
  const incident = loadIncident(tx, post.incidentId);
  const title = input.title ?? incident.publicTitle ?? incident.title;
  const difference = differenceOf(post, { text, status, at });
  const isCorrected = Object.keys(difference).length > 0;
  if (!isCorrected && title === incident.publicTitle) return unchanged(incident);

  const before = tx.posts.ofIncident(incident.id);
  const after = before.map((one) => (one.id === post.id ? { ...one, status, at } : one));
  const refusal = refuseCorrection(incident, before, after);
  if (refusal) throw refuse(refusal);
  if (isCorrected) tx.posts.save({ ...post, body: text, status, at, editedAt: ctx.now, editedBy: ctx.actor.name });
  const believed = believedAfter(incident, before, after);
  const data = { postId: post.id, ...difference, public: believed && { title, status: believed } };
  const change = { publicTitle: title, publicStatus: believed };
  return saveDecision(tx, ctx, changed(incident, change, { type: "post:edited", incidentId: incident.id, data }));
};

type Difference = Pick<EventData["post:edited"], "text" | "status" | "at">;
const differenceOf = (post: Post, now: { text: string; status: PostStatus; at: number }): Difference => ({
  ...(now.text === post.body ? {} : { text: { from: post.body, to: now.text } }),
  ...(now.status === post.status ? {} : { status: { from: post.status, to: now.status } }),
  ...(now.at === post.at ? {} : { at: { from: isoOf(post.at), to: isoOf(now.at) } }),
});
