/** Nobody misspells more. */
const MAX_CHARS = 64;

/** The known name that a misspelt one most likely meant; undefined when none is close. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (!best || distance < best.distance) best = { name, distance };
  }
  return best && best.distance <= Math.max(2, Math.floor(Math.min(word.length, MAX_CHARS) / 3)) ? best.name : undefined;
};

/** Levenshtein distance, row by row; long words are cut. */
const editDistance = (a: string, b: string): number => {
  const [from, to] = [a.slice(0, MAX_CHARS), b.slice(0, MAX_CHARS)];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution = previous[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[to.length]!;
};
