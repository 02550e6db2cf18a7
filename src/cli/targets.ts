// Which incidents a command is about: ids of the command line or of stdin, or the keys that they were opened with.
import type { Client } from "../client/client.ts";
import { listIncidents } from "../contract/incidents.ts";
import { problem } from "../contract/problem.ts";
import type { Context } from "./context.ts";
import { readWords } from "./each-id.ts";
import { idText } from "./options.ts";

export type Target = { kind: "id"; id: string } | { kind: "key"; key: string; source: string };
/** The options of KEYS_OPTION or KEY_OPTION, and of SOURCE_OPTION. */
export interface Keys {
  key?: string | string[];
  source?: string;
}

const MAX_TARGETS = 10_000;

/** What a verb of several is about, each once and in order. Nothing is done if one of the words is no id. */
export const readTargets = async (context: Context, given: readonly string[], keys: Keys): Promise<Target[]> => {
  const named = keysOf(keys);
  if (named.length > 0 && given.length > 0) throw bothNamed();
  if (named.length === 0 && given.length === 0)
    throw problem("invalid", "Which incidents? None is named.", {
      hint: "Give their ids, `-` for ids on stdin, or a key with -k; see them with `tocsin list`.",
    });
  const targets = named.length > 0 ? named : await readIds(context, given);
  if (targets.length <= MAX_TARGETS) return targets;
  throw problem("invalid", `These are ${targets.length} incidents; one command takes at most ${MAX_TARGETS}.`, {
    hint: "Split them.",
  });
};

/** What a verb of one is about, and what else stands on its line: where a key names it, the place of the id is free. */
export const readTarget = (
  words: readonly (string | undefined)[],
  keys: Keys,
  others: readonly string[] = [],
): { target: Target; rest: string[] } => {
  const given = words.filter((word) => word !== undefined);
  const [named] = keysOf(keys);
  if (named && given.length > others.length) throw bothNamed();
  const id = named ? undefined : given[0];
  const rest = named ? given : given.slice(1);
  const target = named ?? (id === undefined ? undefined : ({ kind: "id", id: idOrProblem(id) } as const));
  const missing = target ? others[rest.length] : "id";
  if (target && missing === undefined) return { target, rest };
  throw problem("invalid", `Missing required argument '${missing}'.`, {
    hint: `It is ${["ID", ...others.map((name) => name.toUpperCase())].join(" ")}, or -k KEY in the place of the id.`,
  });
};

const keysOf = ({ key = [], source }: Keys): Target[] => {
  const keys = [...new Set(typeof key === "string" ? [key] : key)];
  if (keys.length === 0 && source !== undefined)
    throw problem("invalid", "--source says whose key it is, and there is no key.", { hint: "Give one with -k KEY." });
  return keys.map((one) => ({ kind: "key", key: one, source: source ?? "manual" }));
};

const bothNamed = (): Error =>
  problem("invalid", "Ids and -k exclude each other.", { hint: "Name the incidents by id or by key." });

/** Ids of the command line, `-` standing for those on stdin. */
const readIds = async (context: Context, given: readonly string[]): Promise<Target[]> => {
  const words = await readWords(context, given);
  return [...new Set(words.map(idOrProblem))].map((id) => ({ kind: "id", id }));
};

const idOrProblem = (word: string): string => {
  try {
    return idText(word);
  } catch {
    throw problem("invalid", `"${word}" is not the id of an incident.`, {
      hint: "Ids are whole numbers; see them with `tocsin list`. A key goes after -k.",
    });
  }
};

/** The id of a target: of a key its active incident, else the newest one. */
export const idOfTarget = async (client: Client, target: Target): Promise<string> => {
  if (target.kind === "id") return target.id;
  const { key, source } = target;
  for (const state of ["active", "all"] as const) {
    const { items } = await client.call(listIncidents, { key, source, state, limit: "1" });
    if (items[0]) return String(items[0].id);
  }
  throw problem("not_found", `There is no incident with the key ${key} of the source ${source}.`, {
    hint:
      source === "manual"
        ? `If alerts opened it, say whose: \`--source ID\`; see the keys with \`tocsin list --all --json\`.`
        : `See the keys with \`tocsin list --all --source ${source} --json\`.`,
  });
};
