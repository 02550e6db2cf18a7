/** By code units, as SQLite orders ids and moments; for `sort`. Words of a language need a collator instead. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
