// The team learns that a subscriber is told nothing any more.
import type { Channel } from "../../../domain/channel.ts";
import { isOldNews, OLD_NEWS } from "../old-news.ts";
import type { KindRules } from "./kind.ts";

export const quarantined: KindRules = {
  audience: "team",
  news: null,
  plan:
    () =>
    (_target, { unsettled }) =>
      unsettled.some(({ notice, state }) => notice.kind === "quarantined" && state !== "sending") ? null : [],
  look: (tx, _delivery, notice, _target, { now }) => {
    if (isOldNews(notice, now)) return { unwanted: OLD_NEWS };
    const state = tx.subscribers.get(Number(notice.detail.of))?.state;
    return state === "quarantined" ? { changes: [] } : { unwanted: `the subscriber is ${state ?? "gone"} by now` };
  },
  content: (tables, _delivery, { detail, causeSeq }) => ({
    kind: "quarantined",
    others: tables.notices.quarantinesSince(causeSeq),
    subscriberId: Number(detail.of),
    channel: detail.channel as Channel,
    reason: String(detail.reason),
  }),
  thread: () => null,
};
