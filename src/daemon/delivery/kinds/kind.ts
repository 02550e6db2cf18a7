// What every kind of notice decides: whom it is for, what of it is news to one target, whether it is so still, what it says.
import type { Audience, NewsKind } from "../../../domain/channel.ts";
import type { Severity } from "../../../domain/level.ts";
import type { LevelChange, Told } from "../../../domain/telling.ts";
import type { Component } from "../../store/components.ts";
import type { Delivery } from "../../store/deliveries.ts";
import type { Notice } from "../../store/notices.ts";
import type { Tables, Tx } from "../../store/store.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import type { PublicIncident } from "../../store/views/public-incidents.ts";
import type { Waiting } from "../beliefs.ts";
import type { Content, PageFacts } from "../channels/message.ts";

/** What a target may know, which is what its page shows. */
export interface Facts {
  now: number;
  visible: readonly Component[];
  /** Their ids. */
  shows: ReadonlySet<string>;
  page: PageFacts;
  /** An incident as the page's readers know it; null where they know nothing of it. */
  shown: (incidentId: number) => PublicIncident | null;
  /** Where an incident stands that they know. */
  urlOf: (incidentId: number) => string;
  urlOfWindow: (windowId: number) => string;
  team: TeamFacts;
}
/** A target of the config that is paged. */
export interface TeamTarget {
  name: string;
  target: string;
  /** What a webhook is signed with. */
  secret?: string | undefined;
  min_severity: Severity;
  person?: string | undefined;
}
export interface TeamFacts {
  targets: ReadonlyMap<string, TeamTarget>;
  remindEveryMs: number | null;
  remindTimes: number;
}
/** A row that comes due: to be sent with these levels, to wait a moment, or not to be sent and why. */
export type Look = { changes: LevelChange[] } | { later: true } | { unwanted: string };
/** What is known of a target when it is planned for: what still waits for it, and what it was told. */
export interface Standing {
  unsettled: readonly Waiting[];
  told: Told;
}
/** What of a notice one target is to be told; null: nothing. */
export type PlanFor = (target: Subscriber, standing: Standing, facts: Facts) => readonly LevelChange[] | null;

export interface KindRules {
  /** null: for the one target that the notice names. */
  audience: Audience | null;
  /** What a subscriber may leave out; null: it cannot be. */
  news: NewsKind | null;
  /** Once per bite of targets: what is the same for all of them is read here. */
  plan: (tx: Tx, notice: Notice) => PlanFor;
  /** Of which page it speaks, where that is another than its target's. */
  pageOf?: (tables: Tables, notice: Notice) => string | null;
  look: (tx: Tables, delivery: Delivery, notice: Notice, target: Subscriber, facts: Facts) => Look;
  /** Of nothing but the claimed row and its notice, so that a second copy under one id reads as the first. */
  content: (tables: Tables, delivery: Delivery, notice: Notice, target: Subscriber, facts: Facts) => SingleContent;
  /** Messages of one story thread together; null where it stands alone. */
  thread: (notice: Notice) => string | null;
}
/** Worked out once for all targets of a page. */
export const oncePerPage = <T>(work: (facts: Facts) => T): ((facts: Facts) => T) => {
  const known = new Map<Facts, T>();
  return (facts) => {
    if (!known.has(facts)) known.set(facts, work(facts));
    return known.get(facts)!;
  };
};

export type SingleContent = Exclude<Content, { kind: "summary" }>;
