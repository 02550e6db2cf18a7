import { readContexts } from "../../config/contexts.ts";
import { EXIT } from "../../contract/problem.ts";
import { show, tableOf } from "../context.ts";
import type { Register } from "../options.ts";
import { contextRow, placeText } from "../render/contexts.ts";

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list the daemons that have a name; * marks the one in use")
    .action(
      run(async (context) => {
        const { current, byName } = readContexts(context.io.env);
        const rows = [...byName].map(([name, target]) => contextRow(name, target, current));
        if (rows.length === 0) context.say("No context yet; name a daemon with `tocsin context add NAME --url URL`.");
        show(context, rows, {
          ids: () => rows.map((row) => row.name),
          words: () =>
            rows.length === 0
              ? []
              : tableOf(context, rows, [
                  { title: " ", of: (row) => (row.current ? "*" : " "), style: () => "green" },
                  { title: "NAME", of: (row) => row.name },
                  { title: "TOKEN", of: (row) => row.token ?? "-" },
                  { title: "WHERE", of: placeText, gives: true },
                ]),
        });
        return EXIT.done;
      }),
    );
};
