// `tocsin` alone: the screens for a person at a terminal, help for everybody else.
import type { Command } from "commander";
import { EXIT } from "../contract/problem.ts";
import type { Context } from "./context.ts";
import { isAtTerminal, openTui } from "./open-tui.ts";

export const home = async (context: Context, loadProgram: () => Promise<Command>): Promise<number> => {
  if (isAtTerminal(context.io)) return openTui(context);
  (await loadProgram()).outputHelp();
  return EXIT.done;
};
