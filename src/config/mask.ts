// A config as its file could say it, every default filled in: durations as people write them, secrets masked.

import { maskTarget } from "../domain/target.ts";
import type { LoadedConfig } from "./load.ts";
import { MARKS } from "./marks.ts";
import { Config, type TeamTarget } from "./schema.ts";

export const MASK = "***";
export type Written = { [key: string]: Written } | Written[] | string | number | boolean | null;

interface WriteOptions {
  /** `bare` is for comparing alone: what it gives is not to be shown. */
  secrets: "masked" | "bare";
}

export const asWritten = ({ config, fromFiles }: LoadedConfig, { secrets }: WriteOptions): Record<string, Written> => {
  const isBare = secrets === "bare";
  const write = (schema: unknown, value: unknown, owner?: object): Written => {
    const { mark, inner } = look(schema);
    if (!isBare && typeof value === "string" && fromFiles.has(value)) return MASK;
    if (mark === "duration" && value !== undefined) return value === null ? "off" : durationText(value as number);
    if (mark && mark !== "duration" && !isBare) return MASKED[mark](String(value), owner);
    if (Array.isArray(value)) return value.map((one) => write(inner?.element, one));
    if (typeof value !== "object" || value === null) return value as Written;
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    return Object.fromEntries(entries.map(([key, one]) => [key, write(inner?.shape?.[key], one, value)]));
  };
  return write(Config, config) as Record<string, Written>; // the config is an object, and stays one
};

interface SchemaLike {
  shape?: Record<string, unknown>;
  element?: unknown;
  unwrap?: () => unknown;
}
type Mark = NonNullable<ReturnType<typeof MARKS.get>>["is"];

/** What a schema is marked as, and what is in it, below optional, default and prefault. */
const look = (schema: unknown): { mark: Mark | undefined; inner: SchemaLike | undefined } => {
  let inner = schema as (SchemaLike & Parameters<typeof MARKS.get>[0]) | undefined;
  for (;;) {
    const mark = inner && MARKS.get(inner)?.is;
    if (mark || !inner?.unwrap || inner.shape || inner.element) return { mark, inner };
    inner = inner.unwrap() as typeof inner;
  }
};

const MASKED: Record<Exclude<Mark, "duration">, (text: string, owner: object | undefined) => string> = {
  secret: () => MASK,
  secretUrl: (text) => maskUrl(text),
  secretPath: (text) => maskTarget("webhook", text),
  target: (text, owner) => maskTarget((owner as TeamTarget).channel, text), // the schema marks only what a channel stands beside
};

const maskUrl = (text: string): string => {
  if (!URL.canParse(text)) return MASK;
  const url = new URL(text);
  if (url.password) url.password = MASK;
  for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, MASK); // ioredis takes a password there too
  return url.href;
};

const UNITS = [
  ["d", 86_400_000],
  ["h", 3600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;
/** 5400000 as `1h30m`: exact, and as the config takes it. */
const durationText = (ms: number): string => {
  let rest = ms;
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? `${count}${unit}` : "";
  });
  return parts.join("") || "0s";
};
