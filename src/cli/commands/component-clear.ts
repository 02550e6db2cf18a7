import { EXIT } from "../../contract/problem.ts";
import { clearOverride } from "../../contract/status.ts";
import type { Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("clear")
    .description("take away the pin of `component override`: the level follows from incidents and maintenance again")
    .argument("<id>", "id of the component")
    .action(
      run(async (context, id: string) => {
        const client = await context.connect();
        const { result, reply } = await client.callWithStatus(clearOverride, { id });
        if (context.flags.json) context.printJson(reply);
        else if (context.flags.quiet) context.print(reply.id);
        else if (result === "unchanged") context.say(`component ${reply.id} is not pinned`);
        else context.print(`component ${reply.id} is no longer pinned`);
        return EXIT.done;
      }),
    );
};
