// The Statuspage v2 public API as its programs expect it: every key there, no other, each of its type.
import * as z from "zod";
import { LEVELS } from "../../src/domain/level.ts";

const Id = z.string().regex(/^[a-z0-9]{12}$/);
export const Moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/);
const Day = z.iso.date();
const Address = z.url({ protocol: /^https?$/ });
const Name = z.string().min(1).max(255);
/** Nothing that would be markup, a control or half a letter to who prints it. */
const Text = z
  .string()
  .min(1)
  .refine((text) => text.isWellFormed() && !/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/.test(text));

export const Page = z.strictObject({ id: Id, name: Name, url: Address, time_zone: Name, updated_at: Moment });
export const Status = z
  .strictObject({
    indicator: z.enum(["none", "minor", "major", "critical", "maintenance"]),
    description: z.enum([
      "All Systems Operational",
      "Partially Degraded Service",
      "Degraded System Service",
      "Minor Service Outage",
      "Partial System Outage",
      "Major System Outage",
      "Service Under Maintenance",
    ]),
  })
  .refine(({ indicator, description }) => (indicator === "critical") === (description === "Major System Outage"));

const ofComponent = {
  ...{ id: Id, name: Name, status: z.enum(LEVELS), created_at: Moment, updated_at: Moment },
  ...{ position: z.int().min(1), description: Text.nullable(), showcase: z.boolean(), page_id: Id },
  only_show_if_degraded: z.boolean(),
};
export const Child = z.strictObject({
  ...ofComponent,
  ...{ group: z.literal(false), group_id: Id.nullable(), start_date: Day },
});
export const Group = z.strictObject({
  ...ofComponent,
  ...{ group: z.literal(true), group_id: z.null(), start_date: z.null(), components: z.array(Id).min(1) },
});
export const Component = z.discriminatedUnion("group", [Child, Group]);

const Impact = z.enum(["none", "minor", "major", "critical", "maintenance"]);
const Affected = z.strictObject({ code: Id, name: Text, old_status: z.enum(LEVELS), new_status: z.enum(LEVELS) });
const updateOf = <S extends z.ZodType>(status: S) =>
  z.strictObject({
    ...{ id: Id, status, body: Text, incident_id: Id, created_at: Moment, updated_at: Moment, display_at: Moment },
    ...{ affected_components: z.array(Affected).min(1).nullable(), deliver_notifications: z.boolean() },
    ...{ custom_tweet: z.null(), tweet_id: z.null() },
  });
const toldOf = <S extends z.ZodType, U extends z.ZodType>(status: S, updateStatus: U) => ({
  ...{ id: Id, name: Name, status, created_at: Moment, updated_at: Moment, impact: Impact, shortlink: Address },
  ...{ monitoring_at: Moment.nullable(), resolved_at: Moment.nullable(), started_at: Moment, page_id: Id },
  // Programs take the newest without a look whether there is one.
  incident_updates: z.array(updateOf(updateStatus)).min(1),
  ...{ components: z.array(Child), reminder_intervals: z.string().nullable() },
});

const UNRESOLVED = ["investigating", "identified", "monitoring"] as const;
const IncidentStatus = z.enum([...UNRESOLVED, "resolved", "postmortem"]);
export const Incident = z
  .strictObject(toldOf(IncidentStatus, IncidentStatus))
  .refine(({ status, resolved_at }) => (resolved_at !== null) === /resolved|postmortem/.test(status));
const Unresolved = z.strictObject(toldOf(z.enum(UNRESOLVED), IncidentStatus));

const WindowStatus = z.enum(["scheduled", "in_progress", "verifying", "completed"]);
const windowOf = <S extends z.ZodType>(status: S) =>
  z.strictObject({ ...toldOf(status, WindowStatus), scheduled_for: Moment, scheduled_until: Moment });
export const Window = windowOf(WindowStatus);

const listOf = <S extends z.ZodType>(item: S) => z.array(item).max(50);
const windows = <S extends z.ZodType>(status: S) =>
  z.strictObject({ page: Page, scheduled_maintenances: listOf(windowOf(status)) });

/** By the path below `/api/v2/`, without `.json`. */
export const DOCUMENTS = {
  summary: z.strictObject({
    ...{ page: Page, components: z.array(Component), incidents: listOf(Unresolved) },
    scheduled_maintenances: listOf(windowOf(z.enum(["scheduled", "in_progress", "verifying"]))),
    status: Status,
  }),
  status: z.strictObject({ page: Page, status: Status }),
  components: z.strictObject({ page: Page, components: z.array(Component) }),
  incidents: z.strictObject({ page: Page, incidents: listOf(Incident) }),
  "incidents/unresolved": z.strictObject({ page: Page, incidents: listOf(Unresolved) }),
  "scheduled-maintenances": windows(WindowStatus),
  "scheduled-maintenances/upcoming": windows(z.literal("scheduled")),
  "scheduled-maintenances/active": windows(z.enum(["in_progress", "verifying"])),
} as const;
export type DocumentName = keyof typeof DOCUMENTS;
export const NAMES = Object.keys(DOCUMENTS) as DocumentName[];
export type Documents = { [N in DocumentName]: z.infer<(typeof DOCUMENTS)[N]> };

/** All of them as they are sent, each held against its shape. */
export const readAll = async (read: (name: DocumentName) => Promise<unknown>): Promise<Documents> => {
  const found = await Promise.all(
    NAMES.map(async (name) => {
      const document = await read(name);
      DOCUMENTS[name].parse(document);
      return [name, document];
    }),
  );
  return Object.fromEntries(found) as Documents;
};
