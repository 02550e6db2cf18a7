// Text that came from outside, made safe for a terminal: seen, never executed.

// C0 and C1 controls, DEL, and what reorders or hides the text around it (bidi marks, overrides and isolates, line
// separators, zero-width spaces, tags). Emoji need U+200D, so that one stays.
const DANGEROUS =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** One line: a newline is shown as `\n`, ESC as `\x1b`, a bidi override as `\u202e`. */
export const safeLine = (text: string): string => text.replace(DANGEROUS, visible);

/** The same for text of several lines: newlines and tabs stay. */
export const safeText = (text: string): string =>
  text.replaceAll("\r\n", "\n").replace(DANGEROUS, (char) => (char === "\n" || char === "\t" ? char : visible(char)));

/** JSON that is as safe on a terminal as it is right: what JSON leaves bare (C1 controls, bidi) is written as `\u…`. */
export const safeJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(DANGEROUS, (char) =>
    char === "\n" ? char : [...Array(char.length).keys()].map((at) => `\\u${hex(char.charCodeAt(at), 4)}`).join(""),
  );

const NAMED: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const visible = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  return (
    NAMED[char] ??
    (code <= 0xff ? `\\x${hex(code, 2)}` : code <= 0xffff ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 5)}}`)
  );
};
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");
