import type { State } from "../state.ts";
import { footerRows } from "./footer-rows.ts";
import { headerRows } from "./header-rows.ts";

/** Rows between header and footer. */
export const bodyHeight = (state: State): number =>
  Math.max(0, state.size.rows - headerRows(state).length - footerRows(state).length);
