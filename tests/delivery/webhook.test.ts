// Our own webhooks: what each kind says to a program, and that receivers with either library accept the signature.
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as Svix } from "svix";
import { describe, expect, test } from "vitest";
import type { Content, Message } from "../../src/daemon/delivery/channels/message.ts";
import { RENDER } from "../../src/daemon/delivery/channels/render.ts";
import type { HttpRequest } from "../../src/daemon/delivery/engine.ts";
import { AT, CONTENTS, KINDS_OF_CONTENT, makeContext, makeMessage, messageOf } from "../support/messages.ts";

const secret = (letter: string): string => `whsec_${Buffer.from(letter.repeat(32)).toString("base64")}`;
const [NEW, OLD, OTHER] = [secret("n"), secret("o"), secret("x")];
const render = (message: Message, now = Date.now()): HttpRequest =>
  RENDER.webhook(message, makeContext({ now })) as HttpRequest;
const bodyOf = (message: Message) => JSON.parse(render(message).body);
const signedBy = (...secrets: string[]): Message => ({
  ...messageOf("levels"),
  to: { channel: "webhook", target: "https://example.org/hook", secrets, format: null },
});

type Verify = (key: string, request: HttpRequest) => void;
const RECEIVERS: [string, Verify][] = [
  ["standardwebhooks", (key, { body, headers }) => void new StandardWebhook(key).verify(body, headers)],
  ["svix", (key, { body, headers }) => void new Svix(key).verify(body, headers)],
];

describe.each(RECEIVERS)("a receiver with %s", (_, verify) => {
  test("accepts what was signed with its secret, and nothing else", () => {
    const request = render(signedBy(NEW));
    expect(() => verify(NEW, request)).not.toThrow();
    expect(() => verify(OTHER, request)).toThrow();
    expect(() => verify(NEW, { ...request, body: request.body.replace("API", "Web") })).toThrow();
  });

  test("accepts it with the old secret and with the new one while that is being replaced", () => {
    const request = render(signedBy(NEW, OLD));
    expect(() => verify(NEW, request)).not.toThrow();
    expect(() => verify(OLD, request)).not.toThrow();
    expect(() => verify(OTHER, request)).toThrow();
  });
});

test("another attempt has the same id and body, and a timestamp and signature of its own", () => {
  const [first, second] = [render(signedBy(NEW), AT), render(signedBy(NEW), AT + 30_000)];
  expect(second.body).toBe(first.body);
  expect(second.headers["webhook-id"]).toBe("msg_1");
  expect(first.headers["webhook-id"]).toBe("msg_1");
  expect(Number(second.headers["webhook-timestamp"]) - Number(first.headers["webhook-timestamp"])).toBe(30);
  expect(second.headers["webhook-signature"]).not.toBe(first.headers["webhook-signature"]);
});

test("a target without a secret gets it unsigned", () => {
  expect(render(messageOf("page")).headers).not.toHaveProperty("webhook-signature");
});

const COMPONENT = { component: { id: "api", name: "API" }, from: "operational", to: "major_outage" };
const INCIDENT = {
  ...{ id: 42, title: "Disk full", severity: "critical", source: "prometheus", key: "disk" },
  ...{ components: ["API"], openedAt: "2026-12-01T02:00:00.000Z" },
};
const EXPECTED: { [K in Content["kind"]]: { type: string; data: object } } = {
  levels: {
    type: "status.changed",
    data: {
      changes: [{ component: { id: "web", name: "Web" }, from: "operational", to: "degraded_performance" }, COMPONENT],
    },
  },
  unstable: {
    type: "component.unstable",
    data: { components: [{ id: "api", name: "API", level: "major_outage" }], changeCount: 7, withinMs: 300_000 },
  },
  window: {
    type: "maintenance.started",
    data: {
      maintenance: {
        ...{ id: 3, title: "Move to new disks", url: "https://status.example.org/maintenance/3", state: "in_progress" },
        ...{ startsAt: "2026-12-01T02:00:00.000Z", endsAt: "2026-12-01T04:00:00.000Z" },
        components: [{ id: "api", name: "API", level: "under_maintenance" }],
      },
    },
  },
  post: {
    type: "incident.posted",
    data: {
      incident: {
        ...{ id: 42, title: "Checkout errors", url: "https://status.example.org/incidents/42" },
        openedAt: "2026-12-01T01:59:00.000Z",
      },
      post: {
        ...{ id: 9, status: "identified", text: "We **found** it: see [the notes](https://example.org/n)." },
        at: "2026-12-01T02:00:00.000Z",
      },
      changes: [COMPONENT],
    },
  },
  page: {
    type: "incident.paged",
    data: { reason: "opened", times: 1, incident: INCIDENT, ackUrl: "https://status.example.org/ack/42-1-token" },
  },
  "page-ended": { type: "incident.acknowledged", data: { by: "ann", note: "on it", incident: INCIDENT } },
  confirm: {
    type: "subscription.confirm",
    data: {
      ...{ confirmUrl: "https://status.example.org/confirm/5-token", expiresAt: "2026-12-08T02:00:00.000Z" },
      ...{ components: ["API"], kinds: ["posts"] },
    },
  },
  test: { type: "test", data: { by: "ann" } },
  quarantined: {
    type: "subscriber.quarantined",
    data: { subscriberId: 7, channel: "email", reason: "550 no such user", others: 0 },
  },
  summary: {
    type: "summary",
    data: {
      items: [
        { type: "status.changed", data: { changes: [COMPONENT] } },
        {
          type: "status.changed",
          data: { changes: [{ ...COMPONENT, from: "major_outage", to: "operational" }] },
        },
      ],
    },
  },
};
const PAGE = { title: "Example Shop", url: "https://status.example.org" };
const MANAGE = { manageUrl: "https://status.example.org/subscription/7-token" };

test.each(KINDS_OF_CONTENT)("%s: the body, whole", (kind) => {
  const { type, data } = EXPECTED[kind];
  const message = messageOf(kind);
  const isForReader = message.links !== null;
  expect(bodyOf(message)).toEqual({
    ...{ type, timestamp: "2026-12-01T02:00:00.000Z", version: 1 },
    data: { ...data, ...(isForReader || kind === "confirm" ? { page: PAGE } : {}), ...(isForReader ? MANAGE : {}) },
  });
});

const WINDOW = { id: 3, title: "Move to new disks", url: "https://status.example.org/maintenance/3" };
const TIMES = { startsAt: "2026-12-01T02:00:00.000Z", endsAt: "2026-12-01T04:00:00.000Z" };
const NAMES = { components: [{ id: "api", name: "API" }] };
test.each([
  [
    { transition: "announced", state: "scheduled", says: "names", text: "We **swap** them." },
    { maintenance: { ...WINDOW, text: "We **swap** them.", state: "scheduled", ...TIMES, ...NAMES } },
  ],
  [
    { transition: "reminded", state: "scheduled", says: "names" },
    { maintenance: { ...WINDOW, state: "scheduled", ...TIMES, ...NAMES } },
  ],
  [
    { transition: "moved", says: "names", was: { startsAt: AT, endsAt: AT + 3_600_000 } },
    {
      maintenance: { ...WINDOW, state: "in_progress", ...TIMES, ...NAMES },
      was: { startsAt: "2026-12-01T02:00:00.000Z", endsAt: "2026-12-01T03:00:00.000Z" },
    },
  ],
  [
    { transition: "updated", state: "verifying", says: "names", update: { id: 4, text: "**Done**.", at: AT } },
    {
      maintenance: { ...WINDOW, state: "verifying", ...TIMES, ...NAMES },
      update: { id: 4, text: "**Done**.", at: "2026-12-01T02:00:00.000Z" },
    },
  ],
  [
    { transition: "cancelled", says: "names", why: "skipped", withLater: true },
    { maintenance: { ...WINDOW, state: "cancelled", ...TIMES, ...NAMES }, why: "skipped", withLater: true },
  ],
] as const)(
  "a window that is $transition: names what it covers, and says no level that is not told",
  (change, data) => {
    const { type, data: said } = bodyOf(makeMessage({ ...CONTENTS.window, ...change }));
    expect(type).toBe(`maintenance.${change.transition}`);
    expect(said).toEqual({ ...data, page: PAGE, ...MANAGE });
  },
);

test("a page has what is known in its incident", () => {
  const known = {
    ...{ message: "replica lag 900s", moreAlerts: 2 },
    alerts: [
      { summary: "Lag", description: "900 s", runbookUrl: "https://w.example/r", originUrl: "http://p.example/g" },
    ],
  };
  const content = { ...CONTENTS.page, incident: { ...CONTENTS.page.incident, ...known } };
  expect(bodyOf(messageOf("page", { content })).data.incident).toEqual({ ...INCIDENT, ...known });
});

test.each([
  ["acknowledged", "incident.acknowledged"],
  ["resolved", "incident.resolved"],
  ["merged", "incident.merged"],
  ["closed", "incident.closed"],
] as const)("a page that ended since it was %s has the type %s", (how, type) => {
  expect(bodyOf(makeMessage({ ...CONTENTS["page-ended"], how })).type).toBe(type);
});

test.each(KINDS_OF_CONTENT)("%s: its type has only the characters of the standard", (kind) => {
  expect(bodyOf(messageOf(kind)).type).toMatch(/^[A-Za-z0-9_.]+$/);
});
