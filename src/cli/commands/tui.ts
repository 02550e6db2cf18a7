import { isAtTerminal, openTui } from "../open-tui.ts";
import type { Register } from "../options.ts";
import { printStatus } from "./status.ts";

export const register: Register = (parent, run) => {
  parent
    .command("tui")
    .description("the screens: live incidents and components; at a terminal `tocsin` alone opens them too")
    .action(
      run(async (context) => {
        if (isAtTerminal(context.io)) return openTui(context);
        return printStatus(context);
      }),
    );
};
