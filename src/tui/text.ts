// Outside text on a terminal: made visible and cut to a width. Every cell of the screen goes through `fit`.

import { clustersOf, cut, widthOf } from "../domain/display-width.ts";

/** Formatting that reorders, hides or splits text. ZWJ and ZWNJ stay: emoji and Persian are written with them. */
const UNSEEN =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/g;
const ASCII = /^[ -~]*$/;
const FLAG_OF_REGION = /\u{1F3F4}[\u{E0020}-\u{E007F}]+/gu;

/** Control characters and bidi overrides as something to read: ESC becomes `␛`, U+202E becomes `<U+202E>`. */
export const visible = (text: string): string => {
  if (ASCII.test(text)) return text;
  return text.toWellFormed().replace(FLAG_OF_REGION, "\u{1F3F4}").replace(CONTROL, pictureOf).replace(UNSEEN, codeOf);
};

const pictureOf = (character: string): string => {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "␡" : codeOf(character);
};
const codeOf = (character: string): string =>
  `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`;

/** A text in exactly so many cells: made visible, cut with `…`, or filled up with spaces. */
export const fit = (text: string, cells: number): string => {
  const shown = cut(visible(text), cells);
  return shown + " ".repeat(Math.max(0, cells - widthOf(shown)));
};

/** A text in lines of at most so many cells: made visible, broken between words where that can be, else anywhere. */
export const wrapped = (text: string, cells: number): string[] =>
  text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .flatMap((line) => wrapLine(visible(line.replaceAll("\t", "  ")), Math.max(1, cells)));

const wrapLine = (line: string, cells: number): string[] => {
  if (widthOf(line) <= cells) return [line];
  const lines: string[] = [];
  let current = "";
  for (const part of line.match(/\s*\S+/g) ?? [line]) {
    if (widthOf(current + part) <= cells) {
      current += part;
      continue;
    }
    if (current !== "") lines.push(current);
    current = part.trimStart();
    const pieces = chopped(current, cells);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1)!;
  }
  if (current !== "") lines.push(current);
  return lines;
};
/** A word in pieces that fit, in one pass: strangers write words of thousands of signs. */
const chopped = (word: string, cells: number): string[] => {
  if (widthOf(word) <= cells) return [word];
  const pieces: string[] = [];
  let piece = "";
  let used = 0;
  for (const { segment } of clustersOf(word)) {
    const width = widthOf(segment);
    if (used + width > cells && piece !== "") {
      pieces.push(piece);
      piece = "";
      used = 0;
    }
    piece += segment;
    used += width;
  }
  return [...pieces, piece];
};
