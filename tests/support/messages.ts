// Messages as the delivery room composes them, one of each kind, for tests of what the channels make of them.
import type { Content, Message, PagedIncident } from "../../src/daemon/delivery/channels/message.ts";
import type { RenderContext } from "../../src/daemon/delivery/channels/render.ts";

export const AT = Date.parse("2026-12-01T02:00:00Z");

export const makeContext = (change: Partial<RenderContext> = {}): RenderContext => ({
  ...{ now: AT + 1000, from: null, telegramToken: "123:abc", ntfyToken: null },
  ...change,
});

export const READER = {
  manage: "https://status.example.org/subscription/7-token",
  unsubscribe: "https://status.example.org/unsubscribe/7-token",
};

/** To a subscriber, unless its links are null. */
export const makeMessage = (content: Content, change: Partial<Message> = {}): Message => ({
  messageId: "msg_1",
  thread: null,
  to: { channel: "webhook", target: "https://example.org/hook", secrets: [], format: null },
  at: AT,
  content,
  page: {
    ...{ slug: "status", title: "Example Shop", url: "https://status.example.org", timeZone: "Europe/Berlin" },
    ...{ link: "https://status.example.org/", root: "https://status.example.org" },
    ...{ indicator: "major", description: "Partial System Outage" },
  },
  links: READER,
  ...change,
});

const api = { id: "api", name: "API", from: "operational", to: "major_outage" } as const;
const web = { id: "web", name: "Web", from: "operational", to: "degraded_performance" } as const;
export const pagedIncident: PagedIncident = {
  ...{ id: 42, title: "Disk full", severity: "critical", source: "prometheus", key: "disk" },
  ...{ components: ["API"], openedAt: AT, owner: null },
};

/** One of each kind. */
export const CONTENTS: { [K in Content["kind"]]: Extract<Content, { kind: K }> } = {
  levels: { kind: "levels", components: [web, api], isSettled: false },
  unstable: { kind: "unstable", components: [api], changes: 7, withinMs: 300_000 },
  window: {
    kind: "window",
    transition: "started",
    id: 3,
    url: "https://status.example.org/maintenance/3",
    title: "Move to new disks",
    state: "in_progress",
    ...{ startsAt: AT, endsAt: AT + 7_200_000, autoStart: true, autoEnd: true, says: "levels", text: null },
    components: [{ ...api, to: "under_maintenance" }],
  },
  post: {
    kind: "post",
    incident: {
      id: 42,
      title: "Checkout errors",
      url: "https://status.example.org/incidents/42",
      openedAt: AT - 60_000,
    },
    post: { id: 9, status: "identified", body: "We **found** it: see [the notes](https://example.org/n).", at: AT },
    components: [api],
  },
  page: {
    kind: "page",
    reason: "opened",
    incident: pagedIncident,
    times: 1,
    ackUrl: "https://status.example.org/ack/42-1-token",
  },
  "page-ended": { kind: "page-ended", how: "acknowledged", by: "ann", note: "on it", incident: pagedIncident },
  confirm: {
    kind: "confirm",
    url: "https://status.example.org/confirm/5-token",
    expiresAt: AT + 604_800_000,
    components: ["API"],
    incidents: null,
    kinds: ["posts"],
  },
  test: { kind: "test", by: "ann" },
  quarantined: { kind: "quarantined", subscriberId: 7, channel: "email", reason: "550 no such user", others: 0 },
  summary: {
    kind: "summary",
    items: [
      { kind: "levels", components: [api], isSettled: false },
      { kind: "levels", components: [{ ...api, from: "major_outage", to: "operational" }], isSettled: true },
    ],
  },
};
export const KINDS_OF_CONTENT = Object.keys(CONTENTS) as Content["kind"][];

const TO_THE_TEAM: ReadonlySet<string> = new Set(["page", "page-ended", "quarantined"]);
/** Of this kind, to whom it goes. */
export const messageOf = (kind: Content["kind"], change: Partial<Message> = {}): Message =>
  makeMessage(CONTENTS[kind], { ...(TO_THE_TEAM.has(kind) || kind === "confirm" ? { links: null } : {}), ...change });
