// How many rows each part of the screen gets, and which part of a list is shown.

/** The stretch of a list that fits, with the selected row in it and near the middle. */
export const windowOf = (list: { length: number; selected: number; rows: number }): { from: number; to: number } => {
  const rows = Math.max(0, list.rows);
  const last = Math.max(0, list.length - rows);
  const from = Math.min(last, Math.max(0, list.selected - Math.floor(rows / 2)));
  return { from, to: Math.min(list.length, from + rows) };
};

const SHARE_OF_FIRST = 0.6;

/** Two lists above each other: each gets what it needs while there is room; else the first gets three fifths. */
export const shareRows = (
  total: number,
  wanted: { first: number; second: number },
): { first: number; second: number } => {
  const rows = Math.max(0, total);
  const fair = Math.ceil(rows * SHARE_OF_FIRST);
  const first = Math.min(wanted.first, Math.max(fair, rows - wanted.second));
  // A heading alone says nothing.
  const second = rows - first < 2 ? 0 : Math.min(wanted.second, rows - first);
  return { first: second === 0 ? Math.min(wanted.first, rows) : first, second };
};

/** A heading and three lines. */
const MIN_LIST = 4;
/** Rows of a list, its heading among them, with so many rows about the selected line below it. */
export const rowsAbove = (pane: number, height: number): number => Math.min(height, Math.max(MIN_LIST, height - pane));

/** From this width on the board stands beside the list; in less, titles would have no room. */
export const WIDE_COLUMNS = 140;
