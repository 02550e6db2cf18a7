// The whole screen: exactly as many rows as the terminal has.
import type { State } from "../state.ts";
import { partsOf } from "./parts.ts";
import { filled, type Row } from "./row.ts";
import { bodyRows } from "./screen-rows.ts";

export const frameOf = (state: State): Row[] => {
  const { columns, rows } = state.size;
  const { header, height, footer } = partsOf(state);
  return filled([...header, ...filled(bodyRows(state, height), height, columns), ...footer], rows, columns);
};
