import { mergeIncident } from "../../contract/incidents.ts";
import { problem } from "../../contract/problem.ts";
import { oneIncident } from "../one-incident.ts";
import { examples, ID_ARGUMENT, idText, KEY_OPTION, type Register, SOURCE_OPTION } from "../options.ts";
import { type Keys, readTarget } from "../targets.ts";

export const register: Register = (parent, run) => {
  parent
    .command("merge")
    .description("put an incident into another: its alerts and components move there, and it is closed")
    .argument(...ID_ARGUMENT)
    .argument("[into]", "id of the incident that stays")
    .option(...KEY_OPTION)
    .option(...SOURCE_OPTION)
    .addHelpText("after", examples("tocsin merge 43 42    # 42 stays"))
    .action(
      run(async (context, first: string | undefined, second: string | undefined, options: Keys) => {
        const { target, rest } = readTarget([first, second], options, ["into"]);
        const into = readInto(rest[0]!);
        return oneIncident(context, target, {
          done: () => `merged into incident ${into}, and closed`,
          already: () => `is merged into incident ${into} already`,
          act: (client, id) => client.callWithStatus(mergeIncident, { id, into }),
        });
      }),
    );
};

const readInto = (text: string): number => {
  try {
    return Number(idText(text));
  } catch {
    throw problem("invalid", `"${text}" is not the id of an incident.`, {
      hint: "The incident that stays is named by its id, and last: `tocsin merge ID INTO`.",
    });
  }
};
