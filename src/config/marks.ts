// What the schema says of a value beside its type: how people write it, and that some are nobody's to read.
import * as z from "zod";

type Mark = { is: "duration" | "secret" | "secretUrl" | "secretPath" | "target" };
export const MARKS = z.registry<Mark>();
const mark =
  (is: Mark["is"]) =>
  <T extends z.ZodType>(schema: T): T => {
    MARKS.add(schema as z.ZodType, { is });
    return schema;
  };

/** A key or password: never shown, wherever the config is. */
export const secret = mark("secret");
/** An address that may carry a password. */
export const secretUrl = mark("secretUrl");
/** An address that is a password itself: whoever has it may call it. */
export const secretPath = mark("secretPath");
/** Where somebody is told; its channel stands beside it. */
export const target = mark("target");
/** Kept in milliseconds, written like 5m. */
export const duration = mark("duration");
