// A message of every kind that there is.
import type { Content, Message, PagedIncident } from "../../src/daemon/delivery/channels/message.ts";
import type { RenderContext } from "../../src/daemon/delivery/channels/render.ts";

export const AT = Date.parse("2026-06-26T17:05:00Z");
const INCIDENT: PagedIncident = {
  ...{ id: 42, title: "Disk full", severity: "critical", source: "prometheus", key: "disk/db1" },
  ...{ components: ["API"], openedAt: AT, owner: null },
};
const API = { id: "api", name: "API", from: "operational", to: "major_outage" } as const;
const SHOP = { id: "shop", name: "Shop", from: "partial_outage", to: "operational" } as const;

type Samples = { [K in Content["kind"]]: Extract<Content, { kind: K }> };
export const CONTENTS: Samples = {
  levels: { kind: "levels", components: [API], isSettled: false },
  unstable: { kind: "unstable", components: [API], changes: 9, withinMs: 300_000 },
  window: {
    ...{
      kind: "window",
      transition: "started",
      id: 7,
      url: "https://status.example.org/maintenance/7",
      title: "New disks",
      state: "in_progress",
    },
    ...{ says: "levels", text: null },
    ...{ autoStart: true, autoEnd: true },
    ...{ startsAt: AT, endsAt: AT + 3_600_000, components: [{ ...API, to: "under_maintenance" }] },
  },
  post: {
    kind: "post",
    incident: { id: 42, title: "Checkout errors", url: "https://status.example.org/incidents/42", openedAt: AT },
    post: { id: 3, status: "investigating", body: "We **look** into it.", at: AT },
    components: [API],
  },
  page: {
    kind: "page",
    reason: "opened",
    incident: INCIDENT,
    ackUrl: "https://status.example.org/ack/TOKEN",
    times: 0,
  },
  "page-ended": { kind: "page-ended", how: "acknowledged", by: "ann", note: "on it", incident: INCIDENT },
  confirm: {
    ...{ kind: "confirm", url: "https://status.example.org/confirm/TOKEN", expiresAt: AT + 7 * 86_400_000 },
    ...{ components: ["API"], incidents: null, kinds: ["status", "posts"] },
  },
  test: { kind: "test", by: "ann" },
  quarantined: { kind: "quarantined", subscriberId: 12, channel: "email", reason: "no such mailbox", others: 0 },
  summary: {
    kind: "summary",
    items: [
      { kind: "levels", components: [API], isSettled: false },
      { kind: "levels", components: [SHOP], isSettled: true },
    ],
  },
};
export const KINDS = Object.keys(CONTENTS) as Content["kind"][];

const TO_TEAM: readonly Content["kind"][] = ["page", "page-ended", "quarantined"];
const LINKS = {
  manage: "https://status.example.org/subscription/TOKEN",
  unsubscribe: "https://status.example.org/unsubscribe/TOKEN",
};

/** To a subscriber by mail, or to the team where only that is told such things. */
export const makeMessage = (content: Content, change: Partial<Message> = {}): Message => ({
  messageId: "msg_1",
  thread: null,
  to: { channel: "email", target: "ann@example.org", secrets: [], format: null },
  ...{ at: AT, content, links: TO_TEAM.includes(content.kind) || content.kind === "confirm" ? null : LINKS },
  page: {
    ...{ slug: "status", title: "Example Shop", url: "https://status.example.org", timeZone: "Europe/Berlin" },
    ...{ link: "https://status.example.org/", root: "https://status.example.org" },
    ...{ indicator: "major", description: "Partial System Outage" },
  },
  ...change,
});

export const CONTEXT: RenderContext = { now: AT, from: null, telegramToken: null, ntfyToken: null };
