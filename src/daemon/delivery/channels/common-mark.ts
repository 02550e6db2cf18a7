// Markdown as CommonMark reads it, written so that text stays text.
import { lengthOf, type Markup } from "./chat-markup.ts";

const MARKS = /[\\`*_{}[\]<>#|~&]/g;
/** Signs that begin a list where a line begins. */
const LIST_SIGNS = /^(\s*)([-+]|\d+[.)])(?=\s)/gm;
const text = (plain: string): string =>
  plain
    .replace(MARKS, (sign) => `\\${sign}`)
    .replace(LIST_SIGNS, (_, indent: string, sign: string) => `${indent}${sign.slice(0, -1)}\\${sign.slice(-1)}`);

const address = (url: string): string => url.replaceAll("(", "%28").replaceAll(")", "%29");
/** More backticks than the text has in a row. */
const fence = (plain: string, least: number): string =>
  "`".repeat(Math.max(least, ...(plain.match(/`+/g) ?? []).map((run) => run.length + 1)));

export const commonMark: Markup = {
  text,
  strong: (inner) => `**${inner}**`,
  emphasis: (inner) => `*${inner}*`,
  link: (label, url) => `[${label || "link"}](${address(url)})`,
  code: (plain) => {
    const ticks = fence(plain, 1);
    const isEdged = plain.startsWith("`") || plain.endsWith("`");
    return isEdged ? `${ticks} ${plain} ${ticks}` : `${ticks}${plain}${ticks}`;
  },
  codeBlock: (plain) => `${fence(plain, 3)}\n${plain}\n${fence(plain, 3)}`,
  ...{ lineBreak: "  \n", bullet: "-", quote: "> ", sizeOf: lengthOf },
};
