// A context as people and programs see it: its token never whole.
import type { Target } from "../../config/contexts.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Context, show } from "../context.ts";

export type ContextRow = { name: string; current: boolean; token?: string } & (
  | { url: string }
  | { socket: string }
  | { config: string }
);

export const contextRow = (name: string, target: Target, current: string | null): ContextRow => {
  const { token, ...place } = target;
  return { name, current: name === current, ...place, ...(token ? { token: masked(token) } : {}) };
};

export const placeText = (row: ContextRow): string =>
  "url" in row ? row.url : "socket" in row ? row.socket : `the socket of ${row.config}`;

/** One that something was done to: "context prod added: https://…". */
export const showContext = (context: Context, row: ContextRow, done: string): void =>
  show(context, row, {
    ids: () => [row.name],
    words: () => [`context ${row.name} ${done}: ${safeLine(placeText(row))}${row.token ? `, token ${row.token}` : ""}`],
  });

/** Shorter than this, its end would give too much of it away. */
const MIN_CHARS_TO_SHOW_END = 24;
const END_CHARS = 4;
/** The end is enough to tell one's own tokens apart. */
const masked = (token: string): string => (token.length < MIN_CHARS_TO_SHOW_END ? "…" : `…${token.slice(-END_CHARS)}`);
