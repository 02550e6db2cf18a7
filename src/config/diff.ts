// What is different between two configs, in the words of the file. Pure.
import type { ConfigDiff } from "../contract/config.ts";
import type { LoadedConfig } from "./load.ts";
import { asWritten, type Written } from "./mask.ts";

export type ConfigChange = ConfigDiff["changes"][number];

/** Keys, with all below them, that a running process cannot take over: its doors, its folder, its engine of delivery. */
export const RESTART_ONLY = ["server.listen", "server.socket", "data_dir", "redis"] as const;
const MAX_TEXT = 200;

/** Every change. Lists of things with an id or a slug are compared by it. */
export const diffConfigs = (before: LoadedConfig, after: LoadedConfig): ConfigChange[] =>
  compare("", sideOf(before), sideOf(after));

/** The same value twice: what it is, and what may be seen of it. */
interface Side {
  real: Written | undefined;
  shown: Written | undefined;
}
const sideOf = (loaded: LoadedConfig): Side => ({
  real: asWritten(loaded, { secrets: "bare" }),
  shown: asWritten(loaded, { secrets: "masked" }),
});

const compare = (path: string, before: Side, after: Side): ConfigChange[] => {
  if (JSON.stringify(before.real) === JSON.stringify(after.real)) return [];
  const [old, now] = [partsOf(before.real), partsOf(after.real)];
  if (!old || !now || old.kind !== now.kind) return [changeOf(path, before, after)];
  const keys = [...new Set([...old.parts.keys(), ...now.parts.keys()])];
  const [oldShown, nowShown] = [partsOf(before.shown)?.parts, partsOf(after.shown)?.parts];
  const within = keys.flatMap((key) =>
    compare(
      path ? `${path}.${key}` : key,
      { real: old.parts.get(key), shown: oldShown?.get(key) },
      { real: now.parts.get(key), shown: nowShown?.get(key) },
    ),
  );
  return old.kind === "list" ? [...orderChange(path, [...old.parts.keys()], [...now.parts.keys()]), ...within] : within;
};

type Parts = { kind: "map" | "list"; parts: Map<string, Written> };
/** What is compared part by part; undefined: as a whole. */
const partsOf = (value: Written | undefined): Parts | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return { kind: "map", parts: new Map(Object.entries(value)) };
  const named = value.map((one): [string | undefined, Written] => [nameOf(one), one]);
  return named.every((one): one is [string, Written] => one[0] !== undefined)
    ? { kind: "list", parts: new Map(named) }
    : undefined;
};
const nameOf = (value: Written): string | undefined => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const name = value.id ?? value.slug;
  return typeof name === "string" ? name : undefined;
};

/** Readers see components in the order of the file. */
const orderChange = (path: string, before: readonly string[], after: readonly string[]): ConfigChange[] => {
  const [old, now] = [new Set(before), new Set(after)];
  const from = before.filter((name) => now.has(name)).join(", ");
  const to = after.filter((name) => old.has(name)).join(", ");
  return from === to ? [] : [changeOf(path, { real: from, shown: from }, { real: to, shown: to })];
};

const changeOf = (path: string, before: Side, after: Side): ConfigChange => ({
  path,
  ...(before.shown === undefined ? {} : { from: textOf(before.shown) }),
  ...(after.shown === undefined ? {} : { to: textOf(after.shown) }),
  needsRestart: RESTART_ONLY.some((key) => path === key || path.startsWith(`${key}.`)),
});

const textOf = (value: Written): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
};
