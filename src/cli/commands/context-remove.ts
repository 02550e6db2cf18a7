import { readContexts, unknownContextHint, writeContexts } from "../../config/contexts.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import type { Register } from "../options.ts";
import { contextRow, showContext } from "../render/contexts.ts";

export const register: Register = (parent, run) => {
  parent
    .command("remove")
    .description("forget a daemon and its token; the token itself works on until it is revoked")
    .argument("<name>", "name of the context")
    .action(
      run(async (context, name: string) => {
        const contexts = readContexts(context.io.env);
        const { current } = contexts;
        const target = contexts.byName.get(name);
        if (!target)
          throw problem("not_found", `There is no context "${name}".`, { hint: unknownContextHint(name, contexts) });
        const byName = new Map(contexts.byName);
        byName.delete(name);
        writeContexts({ current: current === name ? null : current, byName }, context.io.env);
        showContext(context, contextRow(name, target, current), "removed");
        if (current === name) context.say("It was in use; now none is.");
        return EXIT.done;
      }),
    );
};
