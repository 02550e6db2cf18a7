// Public posts: the words are the message, and the levels of what they are about go with them.
import { isActive } from "../../../domain/incident.ts";
import { newestWord, type Post } from "../../../domain/post.ts";
import { isWanted } from "../../../domain/telling.ts";
import type { Notice } from "../../store/notices.ts";
import type { Tables, Tx } from "../../store/store.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import { levelsNow, supersedeLevels, suppress, type Waiting } from "../beliefs.ts";
import { isOldNews, OLD_NEWS } from "../old-news.ts";
import { toldComponents } from "./components.ts";
import { hasEngineSeen } from "./engine-seen.ts";
import { type Facts, type KindRules, oncePerPage } from "./kind.ts";

/** Of components that its page does not show nothing is said, also where a post is about them. */
const componentsOf = (tables: Tables, { incidentId, levels }: Post, { visible }: Facts) => {
  const links = (tables.incidents.linksOf([incidentId]).get(incidentId) ?? []).filter(({ isHeld }) => !isHeld);
  const about = new Set([...links, ...levels].map(({ componentId }) => componentId));
  return visible.filter(({ id }) => about.has(id));
};

/** `ids`: the incident, and those that were put into it, which somebody may have followed before. */
const asksFor = (
  { incidents, components }: Subscriber,
  ids: ReadonlySet<number>,
  about: readonly { id: string }[],
): boolean =>
  incidents === null
    ? components === null || about.some(({ id }) => components.includes(id))
    : incidents.some((id) => ids.has(id));
const followedAs = (tables: Tables, { incidentId }: Post): ReadonlySet<number> =>
  new Set([incidentId, ...tables.incidents.mergedInto(incidentId)]);

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
const isNews = (tx: Tables, post: Post, { target, notice }: { target: Subscriber; notice: Notice }): boolean => {
  if (!post.isAuto) return true;
  const last = tx.deliveries.lastPostTold(target.id, post.incidentId, notice.id);
  const believesItOver = last === null ? null : tx.posts.get(last)?.status === "resolved";
  return believesItOver === null || believesItOver !== (post.status === "resolved");
};

/** Why nobody is to be told any more; null: it is what is to be said. A silent post takes the words of no other one. */
const staleness = (tx: Tables, post: Post, { shown }: Facts): string | null => {
  if (shown(post.incidentId) === null) return "the page does not show its incident";
  if (post.status === "postmortem") return null;
  const spoken = tx.posts.ofIncident(post.incidentId).filter((one) => !one.isSilent || one.status === "resolved");
  if (newestWord(spoken)?.id !== post.id) return "a newer post replaced it before it was sent";
  const goesOn = post.status === "resolved" && isActive(tx.incidents.get(post.incidentId)!.state);
  return goesOn ? "the incident goes on" : null;
};

export const post: KindRules = {
  audience: "public",
  news: "posts",
  plan: (tx, notice) => {
    const said = tx.posts.get(notice.postId!)!;
    const followed = followedAs(tx, said);
    const onPage = oncePerPage((facts) => {
      const about = componentsOf(tx, said, facts);
      return { isStale: staleness(tx, said, facts) !== null, about, ids: new Set(about.map(({ id }) => id)) };
    });
    return (target, { unsettled }, facts) => {
      const { isStale, about, ids } = onPage(facts);
      if (isStale || !asksFor(target, followed, about)) return null;
      supersedePosts(tx, unsettled, said);
      if (!isNews(tx, said, { target, notice })) return null;
      supersedeLevels(tx, unsettled, ids, "a post of its incident tells it");
      return [];
    };
  },
  /** It says the levels that it led to; so it waits until the status engine has seen them. */
  look: (tx, _delivery, notice, target, facts) => {
    if (!hasEngineSeen(tx, notice.causeSeq)) return { later: true };
    const said = tx.posts.get(notice.postId!)!;
    const stale = staleness(tx, said, facts);
    if (stale !== null) return { unwanted: stale };
    if (isOldNews(notice, facts.now)) return { unwanted: OLD_NEWS };
    const about = componentsOf(tx, said, facts);
    if (!asksFor(target, followedAs(tx, said), about))
      return { unwanted: "the subscriber asks for something else by now" };
    if (!isNews(tx, said, { target, notice })) return { unwanted: "the subscriber was told already" };
    if (said.status === "postmortem") return { changes: [] };
    const wanted = about.filter(({ id }) => isWanted(target.components, id));
    return { changes: levelsNow(wanted, tx.subscribers.told(target.id)) };
  },
  content: (tables, { changes }, notice, _target, { urlOf }) => {
    const { id, incidentId, status, body, at } = tables.posts.get(notice.postId!)!;
    const incident = tables.incidents.get(incidentId)!;
    const title = incident.publicTitle ?? incident.title;
    const url = urlOf(incidentId);
    return {
      ...{ kind: "post", incident: { id: incidentId, title, url, openedAt: incident.openedAt } },
      ...{ post: { id, status, body, at }, components: toldComponents(changes) },
    };
  },
  thread: ({ incidentId }: Notice) => `incident-${incidentId}`,
};
