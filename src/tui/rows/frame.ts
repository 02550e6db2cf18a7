// The whole screen: exactly as many rows as the terminal has.
import type { State } from "../state.ts";
import { bodyHeight } from "./body-height.ts";
import { footerRows } from "./footer-rows.ts";
import { headerRows } from "./header-rows.ts";
import { filled, type Row } from "./row.ts";
import { bodyRows } from "./screen-rows.ts";

export const frameOf = (state: State): Row[] => {
  const { columns, rows } = state.size;
  const body = filled(bodyRows(state), bodyHeight(state), columns);
  return filled([...headerRows(state), ...body, ...footerRows(state)], rows, columns);
};
