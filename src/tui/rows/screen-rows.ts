// What each screen shows between header and footer.
import { boardRows } from "../screens/board.ts";
import { shareRows, WIDE_COLUMNS } from "../screens/viewport.ts";
import type { Screen, State } from "../state.ts";
import { wrapped } from "../text.ts";
import { boardPart, componentListRows, componentRows } from "./component-rows.ts";
import { deliveryListRows, deliveryRows } from "./delivery-rows.ts";
import { detailRows } from "./detail-rows.ts";
import { formRows } from "./form-rows.ts";
import { helpRows } from "./help-rows.ts";
import { incidentRows } from "./incident-rows.ts";
import { maintenanceRows, windowListRows } from "./maintenance-rows.ts";
import { partsOf } from "./parts.ts";
import { remembered } from "./remembered.ts";
import { beside, heading, type Row, rowOf, splitWidth } from "./row.ts";

/** These are scrolled as a whole; the others have a line that is selected. */
const SCROLLED: ReadonlySet<Screen> = new Set(["incident", "help", "output"]);
export const isScrolled = (screen: Screen): boolean => SCROLLED.has(screen);

/** Lines of a list or of a text that are seen at once: its heading is not counted. */
export const pageRows = (state: State): number => {
  const { height } = partsOf(state);
  const rowsOfList = LIST_ROWS[state.screen];
  return rowsOfList ? Math.max(1, rowsOfList(state, height) - HEADING) : height;
};
/** What is left for the list beside what stands on its screen, too; the heading is among them. */
const LIST_ROWS: Partial<Record<Screen, (state: State, height: number) => number>> = {
  incidents: (state, height) => shareOf(state, height).first,
  components: componentListRows,
  maintenance: windowListRows,
  deliveries: deliveryListRows,
};

/** All of a screen that is scrolled as a whole; of a list as much as so many rows have room for. */
export const rowsOf = (state: State, height: number): Row[] => ROWS[state.screen](state, height);

const ROWS: Record<Screen, (state: State, height: number) => Row[]> = {
  incidents: (state, height) => situation(state, height),
  incident: detailRows,
  components: componentRows,
  maintenance: maintenanceRows,
  deliveries: deliveryRows,
  help: helpRows,
  output: (state) => outputRows(state),
};

export const bodyRows = (state: State, height: number): Row[] => {
  if (state.entry?.kind === "form") return formRows(state, state.entry, height);
  const rows = rowsOf(state, height);
  if (!isScrolled(state.screen)) return rows;
  const top = Math.min(state.top, Math.max(0, rows.length - height));
  return rows.slice(top, top + height);
};

const LIST_SHARE = 0.62;
const HEADING = 1;
/** The incidents, with the board beside them or below. */
const situation = (state: State, rows: number): Row[] => {
  const { columns } = state.size;
  if (columns >= WIDE_COLUMNS) {
    const widths = splitWidth(columns, LIST_SHARE);
    return beside(incidentRows(state, widths.left, rows), boardPart(state, widths.right, rows), widths);
  }
  const share = shareOf(state, rows);
  return [...incidentRows(state, columns, share.first), ...boardPart(state, columns, share.second)];
};

const shareOf = (state: State, rows: number): { first: number; second: number } => {
  if (state.size.columns >= WIDE_COLUMNS) return { first: rows, second: rows };
  return shareRows(rows, {
    first: HEADING + Math.max(1, state.order.length),
    second: HEADING + Math.max(1, boardRows(state.components).length),
  });
};

const outputRows = ({ output, size }: State): Row[] => {
  if (!output) return [];
  const { columns } = size;
  const { title, lines, isFailure } = output;
  return remembered(output, String(columns), () => [
    heading(`:${title}`, columns),
    // Tables are made for this width; what is wider is text.
    ...lines.flatMap((line) =>
      wrapped(line, columns).map((part) => rowOf(part, columns, isFailure ? "warning" : undefined)),
    ),
  ]);
};
