// Webhooks in Statuspage's shape: every key that its receivers may read, of the type they expect, and none besides.
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import * as z from "zod";
import type { Address, Content } from "../../src/daemon/delivery/channels/message.ts";
import { RENDER } from "../../src/daemon/delivery/channels/render.ts";
import type { HttpRequest } from "../../src/daemon/delivery/engine.ts";
import { v2Id } from "../../src/domain/v2-id.ts";
import { CONTENTS, makeContext, makeMessage } from "../support/messages.ts";

const Id = z.string().regex(/^[a-z0-9]{12}$/);
/** With milliseconds and the page's offset. */
const Time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+01:00$/);
const Level = z.enum(["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"]);
const Status = z.literal([
  "investigating",
  "identified",
  "monitoring",
  "resolved",
  "postmortem",
  "scheduled",
  "in_progress",
  "verifying",
  "completed",
]);
const Component = z.strictObject({
  ...{ id: Id, page_id: Id, group_id: Id.nullable(), name: z.string(), status: Level },
  ...{ created_at: Time, updated_at: Time, position: z.number().int().min(1) },
  ...{ description: z.string().nullable(), showcase: z.boolean() },
});
const Update = z.strictObject({
  ...{ id: Id, incident_id: Id, status: Status, body: z.string(), created_at: Time, updated_at: Time },
  display_at: Time.nullable(),
  affected_components: z
    .array(z.strictObject({ code: Id, name: z.string(), old_status: Level, new_status: Level }))
    .nullable(),
  ...{ deliver_notifications: z.boolean(), wants_twitter_update: z.boolean() },
  ...{ twitter_updated_at: Time.nullable(), custom_tweet: z.string().nullable() },
});
const Incident = z.strictObject({
  ...{ id: Id, page_id: Id, name: z.string().max(255), status: Status, created_at: Time, updated_at: Time },
  ...{ monitoring_at: Time.nullable(), resolved_at: Time.nullable() },
  impact: z.enum(["none", "minor", "major", "critical", "maintenance"]),
  ...{ shortlink: z.url(), impact_override: z.string().nullable(), backfilled: z.boolean() },
  ...{ postmortem_ignored: z.boolean(), postmortem_body: z.string().nullable() },
  ...{ postmortem_body_last_updated_at: Time.nullable(), postmortem_published_at: Time.nullable() },
  ...{ postmortem_notified_subscribers: z.boolean(), postmortem_notified_twitter: z.boolean() },
  ...{ scheduled_for: Time.nullable(), scheduled_until: Time.nullable() },
  ...{ scheduled_remind_prior: z.boolean(), scheduled_reminded_at: Time.nullable() },
  ...{ scheduled_auto_in_progress: z.boolean(), scheduled_auto_completed: z.boolean() },
  ...{ incident_updates: z.array(Update).min(1), components: z.array(Component) },
});
const Every = {
  meta: z.strictObject({ unsubscribe: z.url(), documentation: z.url(), generated_at: Time }),
  page: z.strictObject({ id: Id, status_indicator: z.string(), status_description: z.string() }),
};
const IncidentEvent = z.strictObject({ ...Every, incident: Incident });
const ComponentEvent = z.strictObject({
  ...Every,
  component: Component,
  component_update: z.strictObject({
    ...{ id: Id, component_id: Id, component_type: z.literal("Component") },
    ...{ old_status: Level, new_status: Level, created_at: Time },
  }),
  /** Ours: the vendor sends an event for each. */
  components: z.array(Component).min(1),
});

const SECRET = `whsec_${Buffer.from("s".repeat(32)).toString("base64")}`;
const send = (content: Content): HttpRequest => {
  const to: Address = { channel: "webhook", target: "https://e.org", secrets: [SECRET], format: "statuspage" };
  const message = makeMessage(content, { to });
  return RENDER.webhook(message, makeContext({ now: Date.now() })) as HttpRequest;
};
const bodyOf = (content: Content): unknown => JSON.parse(send(content).body);
const api = { id: "api", name: "API", from: "operational", to: "major_outage" } as const;
const shop = { id: "shop", name: "Shop", from: "operational", to: "degraded_performance" } as const;

test("levels are an event of the worst component, and all of them stand beside it", () => {
  const event = ComponentEvent.parse(bodyOf({ kind: "levels", components: [shop, api], isSettled: false }));
  expect(event).toMatchObject({
    page: { id: v2Id("page", "status"), status_indicator: "major", status_description: "Partial System Outage" },
    component: { id: v2Id("component", "api"), name: "API", status: "major_outage" },
    component_update: { old_status: "operational", new_status: "major_outage" },
  });
  expect(event.components.map(({ name, status }) => [name, status])).toEqual([
    ["Shop", "degraded_performance"],
    ["API", "major_outage"],
  ]);
});

test.each([
  ["investigating", null, null, "critical"],
  ["monitoring", "2026-12-01T03:00:00.000+01:00", null, "critical"],
  ["resolved", null, "2026-12-01T03:00:00.000+01:00", "critical"],
] as const)("a post that says %s is an event of its incident", (status, monitoringAt, resolvedAt, impact) => {
  const components = status === "resolved" ? [{ ...api, from: api.to, to: api.from }] : [api];
  const { post } = CONTENTS.post;
  const { incident } = IncidentEvent.parse(bodyOf({ ...CONTENTS.post, post: { ...post, status }, components }));
  expect(incident).toMatchObject({
    ...{ id: v2Id("incident", 42), name: "Checkout errors", status, impact },
    ...{ shortlink: "https://status.example.org/incidents/42", created_at: "2026-12-01T02:59:00.000+01:00" },
    ...{ monitoring_at: monitoringAt, resolved_at: resolvedAt },
    incident_updates: [
      { status, body: "We found it: see the notes (https://example.org/n).", incident_id: v2Id("incident", 42) },
    ],
  });
});

test("a postmortem is its incident's", () => {
  const { post } = CONTENTS.post;
  const content: Content = { ...CONTENTS.post, post: { ...post, status: "postmortem" }, components: [] };
  expect(IncidentEvent.parse(bodyOf(content)).incident).toMatchObject({
    ...{ status: "postmortem", postmortem_body: post.body, postmortem_notified_subscribers: true },
    incident_updates: [{ affected_components: null }],
  });
});

test.each([
  ["started", "in_progress", null],
  ["completed", "completed", "2026-12-01T03:00:00.000+01:00"],
  ["cancelled", "completed", "2026-12-01T03:00:00.000+01:00"],
] as const)("a window that was %s is an event of a maintenance that is %s", (transition, status, resolvedAt) => {
  const { incident } = IncidentEvent.parse(bodyOf({ ...CONTENTS.window, transition }));
  expect(incident).toMatchObject({
    ...{ id: v2Id("maintenance", 3), name: "Move to new disks", status, impact: "maintenance" },
    ...{ resolved_at: resolvedAt, scheduled_for: "2026-12-01T03:00:00.000+01:00" },
    scheduled_until: "2026-12-01T05:00:00.000+01:00",
  });
});

test.each([
  ["announced", "scheduled", "scheduled", "We swap them."],
  ["reminded", "scheduled", "scheduled", "This maintenance starts soon."],
  ["moved", "scheduled", "scheduled", "This maintenance takes place at another time."],
  ["moved", "in_progress", "in_progress", "This maintenance takes place at another time."],
  ["updated", "verifying", "verifying", "Half done."],
  ["updated", "cancelled", "completed", "Half done."],
] as const)("a window that was %s while it was %s is an event of one that is %s", (transition, state, status, body) => {
  const more = { transition, state, says: "names", text: "We **swap** them." } as const;
  const update = transition === "updated" ? { update: { id: 4, text: "Half *done*.", at: CONTENTS.post.post.at } } : {};
  const { incident } = IncidentEvent.parse(bodyOf({ ...CONTENTS.window, ...more, ...update }));
  expect(incident).toMatchObject({ status, impact: "maintenance", incident_updates: [{ status, body }] });
});

test.each(["announced", "started", "completed", "cancelled"] as const)(
  "a window that is %s has its address",
  (transition) => {
    const { incident } = IncidentEvent.parse(bodyOf({ ...CONTENTS.window, transition }));
    expect(incident.shortlink).toBe("https://status.example.org/maintenance/3");
  },
);

test("moved twice, a window has two updates, and each copy of one has its id", () => {
  const moved = { ...CONTENTS.window, transition: "moved" } as const;
  const idOf = (content: Content): string => IncidentEvent.parse(bodyOf(content)).incident.incident_updates[0]!.id;
  expect(idOf(moved)).toBe(idOf(moved));
  expect(idOf({ ...moved, endsAt: moved.endsAt + 1 })).not.toBe(idOf(moved));
});

test("a summary keeps the levels that were told, whatever an announcement only names", () => {
  const items: Extract<Content, { kind: "summary" }>["items"] = [
    { kind: "levels", components: [api], isSettled: false },
    {
      ...{ ...CONTENTS.window, transition: "announced", says: "names" },
      components: [
        { ...api, to: "operational" },
        { ...shop, to: "operational" },
      ],
    },
  ];
  const { incident } = IncidentEvent.parse(bodyOf({ kind: "summary", items }));
  expect(incident.components.map(({ name, status }) => [name, status])).toEqual([
    ["API", "major_outage"],
    ["Shop", "operational"],
  ]);
});

test("a component that keeps changing is an event of it", () => {
  expect(ComponentEvent.parse(bodyOf(CONTENTS.unstable)).component).toMatchObject({ status: "major_outage" });
});

test("a summary is its newest words, with every component as it is by now", () => {
  const back = { ...shop, from: shop.to, to: shop.from };
  const items: Extract<Content, { kind: "summary" }>["items"] = [
    { kind: "levels", components: [shop], isSettled: false },
    { ...CONTENTS.post, components: [api] },
    { kind: "levels", components: [back], isSettled: true },
  ];
  const { incident } = IncidentEvent.parse(bodyOf({ kind: "summary", items }));
  expect(incident.name).toBe("Checkout errors");
  expect(incident.components.map(({ name, status }) => [name, status])).toEqual([
    ["Shop", "operational"],
    ["API", "major_outage"],
  ]);
});

test.each(["test", "confirm"] as const)("Statuspage has no event for %s, which has our own shape", (kind) => {
  expect(bodyOf(CONTENTS[kind])).toMatchObject({ version: 1, type: kind === "test" ? "test" : "subscription.confirm" });
});

test("it is signed as all webhooks are", () => {
  const { body, headers } = send(CONTENTS.levels);
  expect(new Webhook(SECRET).verify(body, headers)).toEqual(JSON.parse(body));
});

test("a name is no longer than Statuspage's are", () => {
  const title = "x".repeat(300);
  const content: Content = { ...CONTENTS.post, incident: { ...CONTENTS.post.incident, title } };
  expect(IncidentEvent.parse(bodyOf(content)).incident.name).toBe("x".repeat(255));
});

test("whether a window starts and ends by itself is as it was planned", () => {
  const { incident } = IncidentEvent.parse(bodyOf({ ...CONTENTS.window, autoEnd: false }));
  expect(incident).toMatchObject({ scheduled_auto_in_progress: true, scheduled_auto_completed: false });
});
