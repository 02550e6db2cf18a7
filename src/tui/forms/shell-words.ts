// A command line in words, as a shell would split it: blanks, single and double quotes, backslashes. Nothing is expanded.

const WORD = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/y;
/** The last word while it is written: a quote may be open, a backslash may stand at its end. */
const UNFINISHED = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')*(?:"(?:[^"\\]|\\[\s\S])*\\?|'[^']*|\\)?$/y;

/** `isUnfinished`: the last word is the one at the cursor, empty after a blank. undefined: a quote is not closed. */
export const commandWords = (line: string, { isUnfinished }: { isUnfinished: boolean }): string[] | undefined => {
  const words: string[] = [];
  let at = skip(line, 0);
  while (at < line.length) {
    const word = match(WORD, line, at);
    const next = at + (word?.length ?? 0);
    const isWhole = word !== undefined && (next === line.length || /\s/.test(line[next]!));
    if (!isWhole) {
      if (!isUnfinished) return undefined;
      const rest = match(UNFINISHED, line, at);
      if (rest === undefined) return undefined;
      words.push(bare(rest));
      return words;
    }
    words.push(bare(word));
    at = skip(line, next);
    if (isUnfinished && next === line.length) return words;
  }
  if (isUnfinished) words.push("");
  return words;
};

const skip = (line: string, at: number): number => at + /^\s*/.exec(line.slice(at))![0].length;
const match = (pattern: RegExp, line: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0];
};
const bare = (word: string): string =>
  word.replace(
    /\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"?|'([^']*)'?|\\$/g,
    (_, escaped, double, single) => escaped ?? double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? "",
  );
