import { problem } from "../../contract/problem.ts";
import { decide, describe, type Incident, isActive, type Refusal, refused } from "../../domain/incident.ts";
import { edit } from "../../domain/incident-changes.ts";
import type { Level } from "../../domain/level.ts";
import {
  isSaidAgain,
  type PostedLevel,
  type PostStatus,
  refusePost,
  refusePostTime,
  titleOfComponents,
} from "../../domain/post.ts";
import type { Tx } from "../store/store.ts";
import { type KnownPage, visibleComponents } from "../store/views/public.ts";
import { asksAt, loadIncident, saveDecision, tiesOf } from "./change-incident.ts";
import { type ActionContext, allow, changed, type Done, refuse, unchanged } from "./context.ts";
import { requireNewComponents } from "./edit-incident.ts";
import { releaseTouched } from "./release-holds.ts";
import { resolveIncident } from "./resolve-incident.ts";
import { sayPublicly } from "./say-publicly.ts";

export interface PostInput {
  id: number;
  status: PostStatus;
  /** Markdown. */
  text: string;
  /** Under which the public knows the incident from now on. */
  title?: string | undefined;
  /** What it is to ask of these from now on; its other components stay as they are. */
  components?: readonly { id: string; level: Level }[] | undefined;
  /** With the status `resolved`: resolves it in the same transaction. */
  resolve?: boolean | undefined;
  /** false: it only stands on the page. */
  notify?: boolean | undefined;
  /** When readers are told that it was said; now, where it is absent. */
  at?: number | undefined;
}

/** Says something in public. Levels of components, and a resolve, go with it in one transaction. */
export const postIncident = (tx: Tx, ctx: ActionContext, input: PostInput): Done<Incident> => {
  allow(ctx, "postIncident");
  const known = loadIncident(tx, input.id);
  requirePostTime(input.at, ctx.now);
  const refusal = refuseWords(tx, ctx, known, input);
  if (refusal) throw refuse(refusal);
  const isResolving = input.resolve === true && isActive(known.state);
  const levels = levelsOf(tx, ctx, known, input);
  const title = input.title ?? known.publicTitle ?? titleOf(tx, ctx, known, input);
  const isMore = isResolving || levels.length > 0 || title !== known.publicTitle;
  if (!isMore && isDouble(tx, ctx, input)) return unchanged(known);

  const touched = releaseTouched(tx, ctx, known, { isPost: true });
  const incident = isResolving ? resolveFirst(tx, ctx, touched) : setLevels(tx, ctx, touched, input);
  const { status, text, at = null } = input;
  const words = { status, text, title, at, levels, isAuto: false, isSilent: input.notify === false };
  return changed(sayPublicly(tx, ctx, incident, words));
};

/** People's own where people opened it; never an alert's. */
const titleOf = (tx: Tx, { settings }: ActionContext, { id, source, title }: Incident, input: PostInput): string => {
  if (source === "manual") return title;
  const linked = tx.incidents.linksOf([id]).get(id) ?? [];
  const touched = new Set([
    ...linked.map((link) => link.componentId),
    ...(input.components ?? []).map((one) => one.id),
  ]);
  return titleOfComponents(namesForAll(tx, settings.pages, touched));
};

/** The title stands on each page that shows any of them, so it names only what every one of these shows. */
const namesForAll = (tx: Tx, pages: readonly KnownPage[], touched: ReadonlySet<string>): string[] => {
  const shown = pages
    .map((page) => visibleComponents(tx, page).filter(({ id }) => touched.has(id)))
    .filter((components) => components.length > 0);
  const [first = [], ...others] = shown;
  return first.filter(({ id }) => others.every((other) => other.some((one) => one.id === id))).map(({ name }) => name);
};

export const requirePostTime = (at: number | undefined, now: number): void => {
  const refusal = at === undefined ? null : refusePostTime(at, now);
  if (refusal)
    throw problem("invalid", refusal.detail, { hint: refusal.hint, errors: [{ path: "at", message: refusal.detail }] });
};

/** What touches hidden components alone goes on every page: under words that are meant for readers, or not at all. */
const refuseUntitled = (
  tx: Tx,
  { id, publicTitle }: Incident,
  { title, components = [] }: PostInput,
): Refusal | null => {
  if (title !== undefined || publicTitle !== null) return null;
  const linked = tx.incidents.linksOf([id]).get(id) ?? [];
  const touched = new Set([...linked.map((link) => link.componentId), ...components.map((one) => one.id)]);
  const hidden = new Set(tx.components.list().flatMap((component) => (component.isHidden ? component.id : [])));
  if (touched.size === 0 || ![...touched].every((one) => hidden.has(one))) return null;
  return refused(
    `Incident ${id} is about hidden components alone; a post goes on every page, and its own title is for you.`,
    "Say with `--title` what readers shall call it, or with `-c` which component of theirs it is about.",
  );
};

const refuseWords = (tx: Tx, ctx: ActionContext, incident: Incident, input: PostInput): Refusal | null => {
  const { status, resolve, components = [] } = input;
  if (resolve && status !== "resolved")
    throw problem("invalid", `A post that resolves an incident says so; this one says "${status}".`, {
      hint: 'Post with the status "resolved", or do not resolve it.',
      errors: [{ path: "resolve", message: 'goes with the status "resolved"' }],
    });
  const isOver = !isActive(incident.state);
  const refusal = !isOver && resolve ? refuseResolve(tx, ctx, incident) : refusePost(incident, status);
  if (refusal) return refusal;
  const untitled = refuseUntitled(tx, incident, input);
  if (untitled) return untitled;
  const asking = components.find(({ level }) => level !== "operational");
  if (!asking || !(isOver || resolve)) return null;
  const is = isOver ? `was ${describe(incident)}` : "is resolved by this post";
  return refused(
    `Incident ${incident.id} ${is}; it sets nothing to ${asking.level} any more.`,
    "Leave the component out, or pin its level with `tocsin component override`.",
  );
};

/** Not while alerts fire: whoever forces that does so by a command of its own. */
const refuseResolve = (tx: Tx, ctx: ActionContext, incident: Incident): Refusal | null => {
  const firing = tx.alerts.countFiring([incident.id]).get(incident.id) ?? 0;
  const decision = decide(incident, { kind: "resolve", by: ctx.actor, firing }, ctx.now);
  if (decision.kind !== "refused") return null;
  const { id } = incident;
  return refused(
    decision.detail,
    `It resolves by itself when they recover; \`tocsin resolve ${id} --force --no-post\` resolves it now, and then say so.`,
  );
};

/** What is said of components that were something else: by what the incident asked of them until now. */
const levelsOf = (tx: Tx, ctx: ActionContext, incident: Incident, { components = [] }: PostInput): PostedLevel[] => {
  const linked = tx.incidents.linksOf([incident.id]).get(incident.id) ?? [];
  const known = linked.map(({ componentId }) => componentId);
  requireNewComponents(tx, ctx, { components }, known);
  const asked = isActive(incident.state) ? asksAt(tx, incident.id, incident.severity) : [];
  const before = new Map(asked.map(({ componentId, level }) => [componentId, level]));
  return [...new Map(components.map(({ id, level }) => [id, level]))].flatMap(([componentId, to]) => {
    const from = before.get(componentId) ?? "operational";
    return from === to ? [] : [{ componentId, from, to }];
  });
};

const isDouble = (tx: Tx, { actor, now }: ActionContext, { id, status, text, notify, at }: PostInput): boolean => {
  const last = tx.posts.lastWritten(id);
  const said = { author: actor.name, status, body: text, isSilent: notify === false, at: at ?? null };
  return last !== undefined && isSaidAgain(last, said, now);
};

/** Its links stay as they are: should it come back, they ask again. */
const resolveFirst = (tx: Tx, ctx: ActionContext, { id }: Incident): Incident =>
  resolveIncident(tx, ctx, { id, post: false }).value;

/** As an edit by hand does, but what is not named stays. */
const setLevels = (tx: Tx, ctx: ActionContext, incident: Incident, { components = [] }: PostInput): Incident => {
  if (components.length === 0 || !isActive(incident.state)) return incident;
  const { links, firingComponents } = tiesOf(tx, incident.id);
  const all = [...links.map(({ componentId }) => ({ id: componentId })), ...components];
  const edited = edit(incident, links, firingComponents, { components: all });
  const done = saveDecision(tx, ctx, edited.decision);
  if (done.result === "changed") tx.incidents.replaceLinks(incident.id, edited.links);
  return done.value;
};
