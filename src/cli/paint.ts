// Colour repeats what the words already say, so that nothing is lost without it.
import { styleText } from "node:util";
import type { IncidentState } from "../domain/incident.ts";
import type { Indicator, Level, Severity } from "../domain/level.ts";
import type { MaintenanceState } from "../domain/maintenance.ts";
import type { Io } from "./io.ts";

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_, text) => text;
const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false });

/** `--no-color`, then NO_COLOR (no-color.org), then CLICOLOR_FORCE (bixense.com/clicolors), then what stdout is. */
export const choosePaint = (io: Pick<Io, "env" | "stdout">, wantsColour: boolean): Paint => {
  if (!wantsColour || io.env.NO_COLOR) return plain;
  if (io.env.CLICOLOR_FORCE && io.env.CLICOLOR_FORCE !== "0") return coloured;
  return io.stdout.isTTY && io.env.TERM !== "dumb" ? coloured : plain;
};

export const STYLE_OF_LEVEL = {
  major_outage: ["red", "bold"],
  partial_outage: "red",
  degraded_performance: "yellow",
  under_maintenance: "blue",
  operational: "green",
} as const satisfies Record<Level, Style>;

export const STYLE_OF_INDICATOR = {
  none: ["green", "bold"],
  maintenance: ["blue", "bold"],
  minor: ["yellow", "bold"],
  major: ["red", "bold"],
  critical: ["red", "bold"],
} as const satisfies Record<Indicator, Style>;

export const STYLE_OF_SEVERITY = {
  critical: ["red", "bold"],
  high: "red",
  medium: "yellow",
  low: "cyan",
  info: "dim",
} as const satisfies Record<Severity, Style>;

export const STYLE_OF_STATE = {
  open: ["red", "bold"],
  acknowledged: "yellow",
  resolved: "green",
  closed: "dim",
  scheduled: "cyan",
  in_progress: "blue",
  verifying: "blue",
  completed: "dim",
  cancelled: "dim",
} as const satisfies Record<IncidentState | MaintenanceState, Style>;
