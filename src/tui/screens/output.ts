// What a command line printed, to be read at leisure.

export interface Output {
  title: string;
  lines: readonly string[];
  isFailure: boolean;
}

/** More than anybody scrolls through; what is cut is said. */
const MAX_LINES = 5_000;

export const outputOf = (title: string, text: string, isFailure: boolean): Output => {
  const all = text.replace(/\n+$/, "").split("\n");
  const lines = all.slice(0, MAX_LINES);
  if (all.length > MAX_LINES) lines.push(`… and ${all.length - MAX_LINES} more lines; run it in a shell to see them`);
  return { title, lines, isFailure };
};
