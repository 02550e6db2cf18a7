import type { Component } from "../../contract/status.ts";
import { maybeUntil } from "../../contract/words.ts";
import { safeLine } from "../../domain/safe-text.ts";
import type { Io } from "../io.ts";

/** Who pinned a level, until when, and why: `by ann until 03:10 +01:00 (Europe/Berlin): probe is wrong`. */
export const pinWords = (override: NonNullable<Component["override"]>, io: Pick<Io, "now" | "timeZone">): string =>
  `by ${safeLine(override.by)}${maybeUntil(override.until, io)}: ${safeLine(override.reason)}`;
