import { isAtTerminal, openTui } from "../open-tui.ts";
import type { Register } from "../options.ts";
import { printStatus } from "./status.ts";

export const register: Register = (parent, run) => {
  parent
    .command("tui")
    .description(
      "the screens: incidents, components, maintenance and deliveries, live; at a terminal `tocsin` alone opens them too",
    )
    .option("--no-bell", "do not ring at a new critical incident (TOCSIN_BELL=off); `b` switches it")
    .addHelpText(
      "after",
      "\n`?` in the screens shows every key. TOCSIN_BACKGROUND=light chooses colours for a light terminal, $VISUAL or $EDITOR\nwrites long texts.",
    )
    .action(
      run(async (context, { bell }: { bell: boolean }) => {
        if (isAtTerminal(context.io)) return openTui(context, { bell });
        return printStatus(context);
      }),
    );
};
