// What a list says of a reader in its columns of state: who has agreed, who must be asked, who is not to come over.
type Row = Readonly<Record<string, string>>;
export type Standing =
  | { kind: "confirmed" }
  | { kind: "unconfirmed" }
  | { kind: "left-out" | "refused"; message: string };

export const standingIn = (row: Row): Standing => {
  const said = COLUMNS.flatMap(([column, read]) => {
    const cell = row[column];
    return cell === undefined ? [] : [read(cell.toLowerCase())];
  });
  // Two columns may differ: the more careful one counts.
  return CAREFUL.flatMap((kind) => said.filter((one) => one.kind === kind))[0] ?? { kind: "confirmed" };
};
const CAREFUL: readonly Standing["kind"][] = ["left-out", "refused", "unconfirmed"];

const agreed: Standing = { kind: "confirmed" };
const asked: Standing = { kind: "unconfirmed" };
const gone = (word: string): Standing => ({ kind: "left-out", message: `the list calls it ${word}` });

const WORDS: ReadonlyMap<string, Standing> = new Map([
  ...["active", "confirmed", "verified", "subscribed"].map((word) => [word, agreed] as const),
  ...["unverified", "pending", "unconfirmed"].map((word) => [word, asked] as const),
  ["quarantined", { kind: "left-out", message: "it was quarantined, since nothing reached it" }],
  ...["removed", "unsubscribed", "deleted"].map((word) => [word, gone(word)] as const),
]);
const YES: readonly string[] = ["yes", "true", "1", "y", "t"];
const NO: readonly string[] = ["", "no", "false", "0", "n", "f", "null"];

const byWord = (cell: string): Standing =>
  cell === ""
    ? agreed
    : (WORDS.get(cell) ?? {
        kind: "refused",
        message: `its state is "${cell}", which is none that we know (${[...WORDS.keys()].join(", ")})`,
      });

const byAnswer = (cell: string): Standing => {
  if (YES.includes(cell)) return agreed;
  return NO.includes(cell) ? asked : byWord(cell);
};

/** A date, or whatever else Cachet writes for one who has agreed. */
const byDate = (cell: string): Standing => WORDS.get(cell) ?? (isYes(cell) ? agreed : asked);

const COLUMNS: readonly (readonly [string, (cell: string) => Standing])[] = [
  ["state", byWord],
  ["status", byWord],
  ["confirmed", byAnswer],
  ["verified", byDate],
  ["verified_at", byDate],
  ["confirmed_at", byDate],
];
export const STATE_COLUMNS: readonly string[] = COLUMNS.map(([column]) => column);

export const isYes = (cell: string | undefined): boolean => cell !== undefined && !NO.includes(cell.toLowerCase());
