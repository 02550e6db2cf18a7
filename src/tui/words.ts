// What the screen calls things, and the colour that repeats it. Colour never says what a word does not.

import type { Incident } from "../contract/incidents.ts";
import type { Component } from "../contract/status.ts";
import { formatDuration } from "../contract/time.ts";

export type Tone = "alarm" | "warning" | "notice" | "good" | "quiet" | "strong" | "selected" | "cursor";
export type Level = Component["level"];
export type Severity = Incident["severity"];

export const TONE_OF_SEVERITY: Record<Severity, Tone> = {
  critical: "alarm",
  high: "alarm",
  medium: "warning",
  low: "notice",
  info: "quiet",
};

export const WORDS_OF_LEVEL: Record<Level, { words: string; tone: Tone }> = {
  major_outage: { words: "major outage", tone: "alarm" },
  partial_outage: { words: "partial outage", tone: "alarm" },
  degraded_performance: { words: "degraded", tone: "warning" },
  under_maintenance: { words: "maintenance", tone: "notice" },
  operational: { words: "operational", tone: "good" },
};

export const TONE_OF_INDICATOR = {
  none: "good",
  maintenance: "notice",
  minor: "warning",
  major: "alarm",
  critical: "alarm",
} as const satisfies Record<string, Tone>;

export const WORD_OF_STATE: Record<Incident["state"], string> = {
  open: "open",
  acknowledged: "acked",
  resolved: "resolved",
  closed: "closed",
};

/** How long ago something was, or until it is; never negative, so that two clocks that differ a little do no harm. */
export const ageOf = (at: string, now: number): string => sinceMs(Date.parse(at), now);
/** From ten minutes on without seconds: nobody needs them, and each tick would draw every line anew. */
export const sinceMs = (at: number, now: number): string => {
  const ms = Math.abs(now - at);
  return formatDuration(ms < COARSE_MS ? ms : ms - (ms % MINUTE_MS));
};
const MINUTE_MS = 60_000;
const COARSE_MS = 10 * MINUTE_MS;
