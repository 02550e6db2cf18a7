// The whole screen: exactly as many rows as the terminal has.
import type { State } from "../state.ts";
import { footerRows } from "./footer-rows.ts";
import { headerRows } from "./header-rows.ts";
import { filled, type Row } from "./row.ts";
import { bodyRows } from "./screen-rows.ts";

export const frameOf = (state: State): Row[] => {
  const { columns, rows } = state.size;
  const header = headerRows(state);
  const footer = footerRows(state);
  const height = Math.max(0, rows - header.length - footer.length);
  return filled([...header, ...filled(bodyRows(state, height), height, columns), ...footer], rows, columns);
};
