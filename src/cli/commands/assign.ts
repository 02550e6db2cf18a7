import { assignIncident } from "../../contract/incidents.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { nameOfMe } from "../me.ts";
import { oneIncident } from "../one-incident.ts";
import { examples, ID_ARGUMENT, KEY_OPTION, type Register, SOURCE_OPTION } from "../options.ts";
import { type Keys, readTarget } from "../targets.ts";

export const register: Register = (parent, run) => {
  parent
    .command("assign")
    .description("give an active incident to somebody; whether they look, only their ack says")
    .argument(...ID_ARGUMENT)
    .argument("[who]", "the name, as `list --owner` takes it; `me` is you")
    .option(...KEY_OPTION)
    .option(...SOURCE_OPTION)
    .addHelpText("after", examples("tocsin assign 42 bob", "tocsin assign -k disk-db1 me"))
    .action(
      run(async (context, first: string | undefined, second: string | undefined, options: Keys) => {
        const { target, rest } = readTarget([first, second], options, ["who"]);
        return oneIncident(context, target, {
          done: ({ owner = "nobody" }) => `is ${safeLine(owner)}'s now`,
          already: ({ owner = "nobody" }) => `is ${safeLine(owner)}'s already`,
          act: async (client, id) =>
            client.callWithStatus(assignIncident, { id, to: rest[0] === "me" ? await nameOfMe(client) : rest[0]! }),
        });
      }),
    );
};
