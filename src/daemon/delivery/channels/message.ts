// What is to be said to one target, before a channel puts it into its own form.
import type { Channel, NewsKind, WebhookFormat } from "../../../domain/channel.ts";
import type { Known } from "../../../domain/known.ts";
import type { Level, Severity } from "../../../domain/level.ts";
import type { CancelReason, MaintenanceState } from "../../../domain/maintenance.ts";
import type { PostStatus } from "../../../domain/post.ts";

/** Where it goes. */
export interface Address {
  channel: Channel;
  /** As its channel writes it: a mail address, a URL, a chat's id. */
  target: string;
  /** What the channel signs with, the newest first; empty where it does not. */
  secrets: string[];
  format: WebhookFormat | null;
  /** A stranger named it: it may lead to public addresses only, whatever else may be reached. */
  isStrangers?: boolean;
}
export interface Message {
  /** The same on every attempt. */
  messageId: string;
  /** Messages of one story to one target: `incident-42`; null where it stands alone. */
  thread: string | null;
  to: Address;
  /** Epoch ms of what is told. */
  at: number;
  content: Content;
  page: PageFacts;
  /** Of a subscriber; null for the team and for somebody who has not confirmed yet. */
  links: { manage: string; unsubscribe: string } | null;
}
export interface PageFacts {
  slug: string;
  title: string;
  /** Without a slash at its end. */
  url: string;
  /** The same as it is followed. */
  link: string;
  /** Below which what is no page's own is found: links of subscribers, the API. Without a slash at its end. */
  root: string;
  timeZone: string;
  /** Level of the page and its description now, in the words of the Statuspage v2 API. */
  indicator: string;
  description: string;
}
export interface ToldComponent {
  id: string;
  name: string;
  /** What the target believed until now. */
  from: Level;
  to: Level;
}

/** One kind of thing that can be said. The public ones hold nothing internal. */
export type Content =
  /** `isSettled`: it has lasted; `ended`: it was unstable, and changed so often since then. */
  | { kind: "levels"; components: ToldComponent[]; isSettled: boolean }
  | { kind: "unstable"; components: ToldComponent[]; changes: number; withinMs: number }
  | {
      kind: "window";
      transition: WindowNews;
      id: number;
      title: string;
      /** Where it stays for good. */
      url: string;
      /** When this was told. */
      state: MaintenanceState;
      startsAt: number;
      endsAt: number;
      /** It starts and ends by itself. */
      autoStart: boolean;
      autoEnd: boolean;
      /** `levels`: how they are with it; `names`: only that it is about them. */
      says: "levels" | "names";
      components: ToldComponent[];
      /** Markdown, as it was written. */
      text: string | null;
      /** Of one that was moved: when it was planned before. */
      was?: { startsAt: number; endsAt: number };
      /** Names of components that it does not cover any more. */
      left?: string[];
      update?: { id: number; text: string; at: number };
      /** Of one that was called off: while it ran, or why by itself. */
      why?: "running" | Exclude<CancelReason, null>;
      /** Nobody saw it begin: we were away all the time. */
      isUnseen?: true;
      isOfSeries?: true;
      /** It goes so with the later ones of its series, too. */
      withLater?: true;
    }
  | {
      kind: "post";
      incident: { id: number; title: string; url: string; openedAt: number };
      post: { id: number; status: PostStatus; body: string; at: number };
      components: ToldComponent[];
    }
  /** To the team; `ackUrl` acks by a POST, and its GET shows the incident. */
  | { kind: "page"; reason: PageReason; incident: PagedIncident; ackUrl: string; times: number }
  | {
      kind: "page-ended";
      how: "acknowledged" | "resolved" | "merged" | "closed";
      by: string;
      note?: string;
      incident: PagedIncident;
    }
  /** `incidents`: titles of those that it is about alone; null: about all that the others name. */
  | {
      kind: "confirm";
      url: string;
      expiresAt: number;
      components: string[] | null;
      incidents: string[] | null;
      kinds: NewsKind[] | null;
    }
  | { kind: "test"; by: string }
  /** To the team: a subscriber is told nothing any more, and so many others since then. */
  | { kind: "quarantined"; subscriberId: number; channel: Channel; reason: string; others: number }
  /** Too many within an hour: all of them in one. */
  | { kind: "summary"; items: Exclude<Content, { kind: "summary" }>[] };

/** What of a window is told. */
export type WindowNews = "announced" | "reminded" | "moved" | "updated" | "started" | "completed" | "cancelled";

export const PAGE_REASONS = [
  "opened",
  "reopened",
  "raised",
  "ack_expired",
  "released",
  "snooze_ended",
  "reminder",
] as const;
export type PageReason = (typeof PAGE_REASONS)[number];
/** Of notices that are older than it, nothing is known. */
export interface PagedIncident extends Known {
  id: number;
  title: string;
  severity: Severity;
  source: string;
  key: string | null;
  components: string[];
  openedAt: number;
  owner: string | null;
}
