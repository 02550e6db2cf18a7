// The field schemas that routes share, from domain's words.
import * as z from "zod";
import { ACTOR_KINDS, ROLES } from "../../domain/actor.ts";
import { STATES } from "../../domain/incident.ts";
import { LEVELS, SEVERITIES } from "../../domain/level.ts";
import { ORIGINS } from "../../domain/link.ts";
import { MAINTENANCE_STATES } from "../../domain/maintenance.ts";
import { MAX_PAGE_SIZE } from "../vocabulary.ts";

const MAX_TEXT = 10_000;

export const Severity = z.enum(SEVERITIES).meta({ description: "How bad it is; component levels follow from it." });
export const Level = z.enum(LEVELS).meta({ description: "Level of a component, as in the Statuspage v2 API." });
export const IncidentState = z.enum(STATES);
export const MaintenanceState = z.enum(MAINTENANCE_STATES);
export const Role = z.enum(ROLES);
export const Origin = z.enum(ORIGINS);
export const Actor = z.object({ kind: z.enum(ACTOR_KINDS), name: z.string() });

/** A moment: ISO 8601 in UTC, milliseconds. */
export const Moment = z.iso.datetime({ offset: true }).meta({ description: "ISO 8601 with an offset." });
export const Id = z.number().int().positive();
/** An id in a path: digits only, no leading zeros, so that one thing has one address. */
export const IdParam = z.object({
  id: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/, "must be a whole number from 1")
    .transform(Number),
});
export const ComponentId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "must be 1 to 64 lower-case letters, digits, `-` or `_`");
/** A component's id in a path; one that cannot be is one that does not exist. */
export const ComponentParam = z.object({ id: ComponentId });
export const PersonName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@+-]{0,63}$/u, "must be 1 to 64 letters, digits, spaces or . _ @ + -");
const MAX_SPAN_MS = 10 * 365 * 24 * 3600_000;
/** A span of time; at least a second, at most ten years. */
export const SpanMs = z.number().int().min(1000).max(MAX_SPAN_MS);
export const Title = z.string().trim().min(1).max(255);
export const Text = z.string().trim().min(1).max(MAX_TEXT);
export const Key = z.string().trim().min(1).max(255);

const wholeNumber = (text: RegExp, message: string) => z.string().regex(text, message).transform(Number);
export const Limit = wholeNumber(/^[1-9][0-9]{0,2}$/, `must be a whole number from 1 to ${MAX_PAGE_SIZE}`)
  .refine((limit) => limit <= MAX_PAGE_SIZE, `must be at most ${MAX_PAGE_SIZE}`)
  .optional();
export const Seq = wholeNumber(/^[0-9]{1,15}$/, "must be a whole number from 0");
/** Opaque; taken from the `nextCursor` of the page before. */
export const Cursor = z.string().max(200).optional();
/** One that names a place by texts, which may be long. */
export const TextCursor = z.string().max(2000).optional();

export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() });

export const TimeZone = z.string().refine(isTimeZone, "is not an IANA time zone, like Europe/Berlin");

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false; // Intl has no other way to ask
  }
}
