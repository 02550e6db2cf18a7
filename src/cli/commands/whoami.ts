import { describeEndpoint } from "../../config/places.ts";
import { EXIT } from "../../contract/problem.ts";
import { getWhoami } from "../../contract/tokens.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { show } from "../context.ts";
import type { Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("whoami")
    .description("who you are to the daemon, and which daemon it is")
    .action(
      run(async (context) => {
        const client = await context.connect();
        const me = await client.call(getWhoami, {});
        const at = safeLine(describeEndpoint(client.endpoint()));
        show(context, me, {
          ids: () => [safeLine(me.actor.name)],
          words: () => [
            `${safeLine(me.actor.name)} (${me.actor.kind}), ${me.role}, at ${at} (tocsin ${safeLine(me.version)})`,
          ],
        });
        return EXIT.done;
      }),
    );
};
