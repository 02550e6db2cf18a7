// A text under edit: what it is and where the cursor stands. Offsets are UTF-16; moves go by what a reader sees as one sign.
import { clustersOf } from "../../domain/display-width.ts";

export interface Field {
  text: string;
  /** The cursor stands before this offset. */
  at: number;
}
export type Edit =
  | "left"
  | "right"
  | "home"
  | "end"
  | "erase"
  | "eraseNext"
  | "eraseWord"
  | "eraseLine"
  | "eraseRest"
  | "lineUp"
  | "lineDown";

/** As long as any text that the daemon takes. */
export const MAX_FIELD = 10_000;

export const fieldOf = (text = ""): Field => ({ text, at: text.length });

/** Line ends as we keep them; other control characters have no place in a text. Tabs become spaces, which have a width. */
const typed = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replaceAll("\t", "  ")
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, "");

export const insert = ({ text, at }: Field, more: string, { isOneLine }: { isOneLine: boolean }): Field => {
  const clean = isOneLine ? typed(more).replaceAll("\n", " ") : typed(more);
  const fits = clean.slice(0, Math.max(0, MAX_FIELD - text.length)).toWellFormed();
  return { text: text.slice(0, at) + fits + text.slice(at), at: at + fits.length };
};

/** The text with so many characters before the cursor replaced: a word by its completion. */
export const replaceBefore = ({ text, at }: Field, length: number, becomes: string): Field => {
  const start = at - length;
  return { text: text.slice(0, start) + becomes + text.slice(at), at: start + becomes.length };
};

export const edit = (field: Field, kind: Edit): Field => EDITS[kind](field);

const EDITS: Record<Edit, (field: Field) => Field> = {
  left: (field) => ({ ...field, at: before(field) }),
  right: (field) => ({ ...field, at: after(field) }),
  home: (field) => ({ ...field, at: lineStart(field) }),
  end: (field) => ({ ...field, at: lineEnd(field) }),
  erase: (field) => erased(field, before(field), field.at),
  eraseNext: (field) => erased(field, field.at, after(field)),
  eraseWord: (field) => erased(field, wordStart(field), field.at),
  eraseLine: (field) => erased(field, lineStart(field), field.at),
  eraseRest: (field) => erased(field, field.at, lineEnd(field)),
  lineUp: (field) => {
    const start = lineStart(field);
    if (start === 0) return { ...field, at: 0 };
    const above = lineStart({ ...field, at: start - 1 });
    return { ...field, at: whole(field.text, Math.min(above + field.at - start, start - 1)) };
  },
  lineDown: (field) => {
    const end = lineEnd(field);
    if (end === field.text.length) return { ...field, at: end };
    const below = lineEnd({ ...field, at: end + 1 });
    return { ...field, at: whole(field.text, Math.min(end + 1 + field.at - lineStart(field), below)) };
  },
};

const erased = ({ text }: Field, from: number, to: number): Field => ({
  text: text.slice(0, from) + text.slice(to),
  at: from,
});

const signAt = (text: string, at: number): Intl.SegmentData | undefined => clustersOf(text).containing(at);
const before = ({ text, at }: Field): number => (at === 0 ? 0 : (signAt(text, at - 1)?.index ?? at - 1));
const after = ({ text, at }: Field): number => {
  const sign = signAt(text, at);
  return sign ? sign.index + sign.segment.length : at;
};
/** Never within a sign. */
const whole = (text: string, at: number): number => signAt(text, at)?.index ?? at;

const lineStart = ({ text, at }: Field): number => (at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1);
const lineEnd = ({ text, at }: Field): number => {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
};
const wordStart = ({ text, at }: Field): number => /\S*\s*$/.exec(text.slice(0, at))?.index ?? 0;
