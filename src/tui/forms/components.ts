// Components as a form has them: `api web=major_outage`, with completion of ids and levels.
import { problem } from "../../contract/problem.ts";
import type { Component } from "../../contract/status.ts";
import { LEVELS, type Level } from "../../domain/level.ts";
import { nearest } from "../../domain/nearest.ts";
import { type Field, replaceBefore } from "./field.ts";

type Components = ReadonlyMap<string, Component>;
export interface Linked {
  id: string;
  level?: Level;
}

/** Throws `invalid` with the nearest name where there is no such component or level. */
export const linksIn = (text: string, components: Components): Linked[] =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((word) => {
      const [id = "", level] = word.split("=");
      if (!components.has(id)) throw unknown("component", id, [...components.keys()]);
      if (level === undefined) return { id };
      if (!isLevel(level)) throw unknown("level", level, LEVELS);
      return { id, level };
    });
const isLevel = (text: string): text is Level => (LEVELS as readonly string[]).includes(text);

const unknown = (what: string, text: string, known: readonly string[]) => {
  const meant = nearest(text, known);
  const hint = known.length === 0 ? "None is in the config." : `There are ${known.slice(0, 10).join(", ")}.`;
  return problem("invalid", `There is no ${what} "${text}"${meant ? `; did you mean ${meant}?` : "."}`, { hint });
};

const MAX_CANDIDATES = 50;

/** What the word before the cursor may become, best first: ids, and after a `=` levels. */
export const candidatesFor = ({ text, at }: Field, components: Components): string[] => {
  const word = wordBefore(text, at);
  const [id = "", level] = word.split("=");
  if (level !== undefined) return LEVELS.filter((one) => one.startsWith(level)).map((one) => `${id}=${one}`);
  const present = new Set(text.split(/[\s,]+/).map((one) => one.split("=")[0]));
  const ids = [...components.keys()].filter((one) => !present.has(one));
  const first = ids.filter((one) => one.startsWith(word));
  const named = ids.filter((one) => !one.startsWith(word) && isIn(one, components.get(one)?.name ?? "", word));
  return [...first, ...(word === "" ? [] : named)].slice(0, MAX_CANDIDATES);
};
const isIn = (id: string, name: string, word: string): boolean =>
  id.includes(word) || name.toLowerCase().includes(word.toLowerCase());

/** The field with its word completed as far as it is certain; undefined: there is nothing to complete. */
export const completed = (field: Field, components: Components): Field | undefined => {
  const word = wordBefore(field.text, field.at);
  if (word === "" || components.has(word)) return undefined;
  const all = candidatesFor(field, components);
  const certain = all.filter((one) => one.startsWith(word));
  const only = certain.length === 1 ? certain[0] : certain.length === 0 && all.length === 1 ? all[0] : undefined;
  const becomes = only === undefined ? commonStart(certain) : `${only} `;
  if (becomes === "" || becomes === word) return undefined;
  return replaceBefore(field, word.length, becomes);
};

const wordBefore = (text: string, at: number): string => /[^\s,]*$/.exec(text.slice(0, at))![0];
export const commonStart = (words: readonly string[]): string =>
  words.reduce((start, word) => {
    let at = 0;
    while (at < start.length && start[at] === word[at]) at += 1;
    return start.slice(0, at);
  }, words[0] ?? "");
