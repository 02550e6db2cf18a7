// What several sections of the config are made of.
import * as z from "zod";

/** A section of its own; absent, it is all defaults. */
export const section = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape).prefault({} as never);

export const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "must be 1 to 64 lower-case letters, digits or `-`");
