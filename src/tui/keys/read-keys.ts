// What one read of the terminal says, as names of keys: `a`, `G`, `enter`, `ctrl+s`, `shift+tab`.
import type { Key } from "ink";

const NAMED: readonly [keyof Key, string][] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageDown", "pagedown"],
  ["pageUp", "pageup"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "escape"],
  ["tab", "tab"],
  ["backspace", "backspace"],
  ["delete", "delete"],
];
/** Over a slow line several keys arrive at once, Enter and Ctrl-S among letters too: each is a key. */
export const keysOf = (input: string, key: Key): string[] => {
  const named = NAMED.find(([flag]) => key[flag]);
  if (named) return [named[1] === "tab" && key.shift ? "shift+tab" : named[1]];
  if (key.ctrl) return input === "" ? [] : [`ctrl+${input}`];
  if (key.meta) return [`alt+${input}`];
  return [...input].flatMap(keyOf);
};

const CONTROL: Record<string, string> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\u0008": "backspace",
  "\u007F": "backspace",
};
const keyOf = (character: string): string[] => {
  const code = character.codePointAt(0)!;
  if (CONTROL[character]) return [CONTROL[character]];
  // Ctrl-A is 1, Ctrl-Z is 26.
  if (code >= 1 && code <= 26) return [`ctrl+${String.fromCharCode(code + 96)}`];
  return code < 0x20 || (code >= 0x7f && code < 0xa0) ? [] : [character];
};

/** What may stand in an answer, and how it ends. */
const OF_ANSWER = /^[\da-f:;/rgb]*/i;
const BEL = "\u0007";
/** Longer than any colour is written. */
const MAX_ANSWER = 64;

/**
 * The same, without what the terminal answers late to something that an editor has asked it, its ground colour mostly:
 * `ESC ] 11;rgb:… BEL`, or `ESC \\` at its end. The letters of it are nobody's keys; over a slow line they come in pieces.
 */
export const createReader = (): typeof keysOf => {
  /** How much of an answer has come; null: none is under way. */
  let length: number | null = null;
  return (input, key) => {
    const before = length;
    length = null;
    if (key.meta && input === "]") length = 0;
    else if (before === null || (before === 0 && !/^\d/.test(input))) return keysOf(input, key);
    else if (key.meta) return input === "\\" ? [] : keysOf(input, key);
    else {
      const part = OF_ANSWER.exec(input)![0].length;
      if (input[part] === BEL) return keysOf(input.slice(part + 1), key);
      if (part === 0 || part < input.length || before + part > MAX_ANSWER) return keysOf(input.slice(part), key);
      length = before + part;
    }
    return [];
  };
};

/** Whether a key is text to be written, and no name of one. */
export const isText = (key: string): boolean => [...key].length === 1;
