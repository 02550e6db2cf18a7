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

/**
 * The same, without what the terminal answers late to something that an editor has asked it, its ground colour mostly:
 * `ESC ] 11;rgb:… BEL`, or `ESC \\` at its end. The letters of it are nobody's keys.
 */
export const createReader = (): typeof keysOf => {
  let at: "keys" | "answer" | "its end" = "keys";
  return (input, key) => {
    const was = at;
    at = "keys";
    if (key.meta && input === "]") at = "answer";
    else if (was === "answer" && /^\d+;/.test(input)) {
      const end = input.indexOf("\u0007");
      if (end !== -1) return keysOf(input.slice(end + 1), key);
      at = "its end";
    } else if (was !== "its end" || !key.meta || input !== "\\") return keysOf(input, key);
    return [];
  };
};

/** Whether a key is text to be written, and no name of one. */
export const isText = (key: string): boolean => [...key].length === 1;
