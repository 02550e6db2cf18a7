// From one notice to one row per target, in bites, so that many subscribers never block the loop.
import { laneOf } from "../../domain/lane.ts";
import type { Notice } from "../store/notices.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { KINDS } from "./kinds/index.ts";
import type { KindRules, Standing } from "./kinds/kind.ts";
import { factsFor, type Situation } from "./situation.ts";

/** Targets of one transaction: some 10 ms of work. */
export const BITE = 400;

export interface FanOutOptions {
  situation: Situation;
  newMessageId: () => string;
  seam: (name: "planner-chunk") => void;
}

/** Plans a notice for the next targets. */
export const fanOutBite = (tx: Tx, notice: Notice, options: FanOutOptions): void => {
  const rules = KINDS[notice.kind];
  const targets = targetsOf(tx, notice, rules);
  const plan = rules.plan(tx, notice);
  const { now } = options.situation;
  const dueAt = typeof notice.detail.dueAt === "number" ? notice.detail.dueAt : now;
  const asked = targets.filter((target) => isAsked(rules, notice, target));
  const standingOf = readStandings(tx, asked);
  for (const target of asked) {
    const standing = standingOf(target);
    const facts = factsFor(tx, notice, target, options.situation);
    // Who asks for a page that is gone is told nothing; of what was for this one alone a row says why it is not sent.
    const changes = facts ? plan(target, standing, facts) : rules.audience === null ? [] : null;
    if (changes === null) continue;
    // Who did not answer the last one is not given the room of the others for this one.
    const lane = standing.unsettled.some((older) => older.lane === "slow") ? "slow" : laneOf(target);
    tx.deliveries.insert({
      ...{ noticeId: notice.id, subscriberId: target.id, lane, messageId: options.newMessageId() },
      ...{ changes, now, dueAt },
    });
  }
  const isAll = rules.audience === null || targets.length < BITE;
  tx.notices.saveProgress(notice.id, isAll ? null : targets.at(-1)!.id);
  options.seam("planner-chunk");
};

const NOTHING: readonly never[] = [];
/** Of all targets of a bite at once: one by one costs more than all the rest. */
const readStandings = (tx: Tx, targets: readonly Subscriber[]): ((target: Subscriber) => Standing) => {
  const ids = targets.map(({ id }) => id);
  const told = tx.subscribers.toldMany(ids);
  const unsettled = tx.deliveries.unsettledOfMany(ids);
  const notices = new Map<number, Notice>();
  const noticeOf = (id: number): Notice => {
    const notice = notices.get(id) ?? tx.notices.get(id)!;
    notices.set(id, notice);
    return notice;
  };
  return ({ id }) => ({
    told: told.get(id) ?? new Map(),
    unsettled: unsettled.get(id)?.map((delivery) => ({ ...delivery, notice: noticeOf(delivery.noticeId) })) ?? NOTHING,
  });
};

const targetsOf = (tx: Tx, notice: Notice, { audience }: KindRules): Subscriber[] => {
  if (audience !== null) return tx.subscribers.active(audience, notice.fannedOutTo ?? 0, BITE);
  const target = tx.subscribers.get(notice.subscriberId!);
  return target && target.state !== "removed" ? [target] : [];
};

/** Does it ask for this kind of news, and did it at the time? Who came later saw on the page how things were. */
const isAsked = (
  { audience, news }: KindRules,
  { at }: Notice,
  { kinds, activeSince, incidents }: Subscriber,
): boolean => {
  if (audience !== "public") return true;
  if (activeSince === null || activeSince > at) return false;
  // It asked about incidents, and those are told by their posts.
  if (incidents !== null && news !== "posts" && news !== null) return false;
  return kinds === null || news === null || kinds.includes(news);
};
