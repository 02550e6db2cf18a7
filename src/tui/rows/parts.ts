// How the rows of the terminal are shared out: header, what the screen is about, footer.
import type { State } from "../state.ts";
import { footerRows } from "./footer-rows.ts";
import { headerRows } from "./header-rows.ts";
import type { Row } from "./row.ts";

/** A heading, the selected line and one more: where there is no room for them, what stands around them gives way. */
const MIN_BODY = 3;

export interface Parts {
  header: readonly Row[];
  /** Rows between the two. */
  height: number;
  footer: readonly Row[];
}
/** The header gives up its lower lines first, then the footer its keys: a question and what is written stay. */
export const partsOf = (state: State): Parts => {
  const { rows } = state.size;
  const whole = footerRows(state);
  const lines = headerRows(state);
  const header = lines.slice(0, Math.max(1, rows - MIN_BODY - whole.length));
  const isTight = header.length + MIN_BODY + whole.length > rows;
  const footer = isTight ? whole.slice(0, -1) : whole;
  return { header, footer, height: Math.max(0, rows - header.length - footer.length) };
};
