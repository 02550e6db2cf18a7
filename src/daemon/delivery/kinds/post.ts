// Public posts: the words are the message, and the levels of what they are about go with them.
import { newestWord, type Post } from "../../../domain/post.ts";
import { isWanted } from "../../../domain/telling.ts";
import type { Notice } from "../../store/deliveries.ts";
import type { Tables, Tx } from "../../store/store.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import { levelsNow, supersedeLevels, suppress, type Waiting } from "../beliefs.ts";
import { isOldNews, OLD_NEWS } from "../old-news.ts";
import { toldComponents } from "./components.ts";
import { hasEngineSeen } from "./engine-seen.ts";
import type { Facts, KindRules } from "./kind.ts";

/** Of hidden components nothing is said, also where a post is about them. */
const componentsOf = (tables: Tables, { incidentId, levels }: Post, { visible }: Facts) => {
  const links = tables.incidents.linksOf([incidentId]).get(incidentId) ?? [];
  const about = new Set([...links, ...levels].map(({ componentId }) => componentId));
  return visible.filter(({ id }) => about.has(id));
};

const asksFor = (
  { incidents, components }: Subscriber,
  incidentId: number,
  about: readonly { id: string }[],
): boolean =>
  incidents === null
    ? components === null || about.some(({ id }) => components.includes(id))
    : incidents.includes(incidentId);

/** Older words about the incident that wait are no news any more. */
const supersedePosts = (tx: Tx, unsettled: readonly Waiting[], { id, incidentId, status }: Post): void => {
  if (status === "postmortem") return;
  for (const older of unsettled) {
    if (older.state === "sending") continue;
    const { kind, postId } = older.notice;
    const post = kind === "post" && postId !== id ? tx.posts.get(postId!) : undefined;
    if (post?.incidentId === incidentId && post.status !== "postmortem")
      suppress(tx, older, "a newer post replaced it before it was sent");
  }
};

/** Words that came by themselves are news only to those who believe otherwise. */
const isNews = (tx: Tables, post: Post, target: Subscriber): boolean => {
  if (!post.isAuto) return true;
  const last = tx.deliveries.lastPostTold(target.id, post.incidentId);
  const believesItOver = last === null ? null : tx.posts.get(last)?.status === "resolved";
  return believesItOver === null || believesItOver !== (post.status === "resolved");
};

const isCurrent = (tx: Tables, post: Post): boolean =>
  post.status === "postmortem" || newestWord(tx.posts.ofIncident(post.incidentId))?.id === post.id;

export const post: KindRules = {
  audience: "public",
  news: "posts",
  plan: (tx, notice, facts) => {
    const said = tx.posts.get(notice.postId!)!;
    if (!isCurrent(tx, said)) return () => null; // what was said before something else is no news
    const about = componentsOf(tx, said, facts);
    const ids = new Set(about.map(({ id }) => id));
    return (target, { unsettled }) => {
      if (!asksFor(target, said.incidentId, about)) return null;
      supersedePosts(tx, unsettled, said);
      if (!isNews(tx, said, target)) return null;
      supersedeLevels(tx, unsettled, ids, "a post of its incident tells it");
      return [];
    };
  },
  /** It says the levels that it led to; so it waits until the status engine has seen them. */
  look: (tx, _delivery, notice, target, facts) => {
    if (!hasEngineSeen(tx, notice.causeSeq)) return { later: true };
    const said = tx.posts.get(notice.postId!)!;
    if (!isCurrent(tx, said)) return { unwanted: "a newer post replaced it before it was sent" };
    if (isOldNews(notice, facts.now)) return { unwanted: OLD_NEWS };
    const about = componentsOf(tx, said, facts);
    if (!asksFor(target, said.incidentId, about)) return { unwanted: "the subscriber asks for something else by now" };
    if (!isNews(tx, said, target)) return { unwanted: "the subscriber was told already" };
    if (said.status === "postmortem") return { changes: [] };
    const wanted = about.filter(({ id }) => isWanted(target.components, id));
    return { changes: levelsNow(wanted, tx.subscribers.told(target.id)) };
  },
  content: (tables, { changes }, notice, _target, { page }) => {
    const { id, incidentId, status, body, at } = tables.posts.get(notice.postId!)!;
    const incident = tables.incidents.get(incidentId)!;
    const title = incident.publicTitle ?? incident.title;
    const url = `${page.url}/incidents/${incidentId}`;
    return {
      ...{ kind: "post", incident: { id: incidentId, title, url, openedAt: incident.openedAt } },
      ...{ post: { id, status, body, at }, components: toldComponents(changes) },
    };
  },
  thread: ({ incidentId }: Notice) => `incident-${incidentId}`,
};
