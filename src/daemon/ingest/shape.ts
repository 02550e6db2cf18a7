// What the adapters have in common: a foreign payload is recognised, opened, and read one alert at a time, since ten thousand
// at once would hold the loop.
import type { SourceConfig } from "../../config/schema.ts";
import type { FieldError } from "../../contract/problem.ts";
import type { Statement } from "../../domain/alert.ts";

/** What an adapter may know of its source. */
export type SourceFacts = Pick<SourceConfig, "id" | "severities">;

export interface Shape {
  name: SourceConfig["kind"];
  /** Is this payload one of these, by its looks? */
  fits: (payload: unknown) => boolean;
  /** Throws a problem that says what was expected. */
  open: (payload: unknown, source: SourceFacts) => Opened;
}
export interface Opened {
  items: readonly unknown[];
  read: (item: unknown, index: number) => Read;
  /** What to say where items have faults. */
  refusal: { detail: string; hint: string };
}
/** `remarks`: what was not understood and left out, in words. */
export type Read = { statement: Statement; remarks?: readonly string[] } | { faults: readonly FieldError[] };

/** Alertmanager and Grafana send groups whole. */
export const MAX_GROUP_ALERTS = 10_000;
/** So many faults are told at once. */
export const MAX_FAULTS = 20;

export const fieldOf = (payload: unknown, name: string): unknown =>
  typeof payload === "object" && payload !== null ? (payload as Record<string, unknown>)[name] : undefined;
