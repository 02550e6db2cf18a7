import { ackIncident } from "../../contract/incidents.ts";
import { maybeUntil } from "../../contract/words.ts";
import { eachIncident, readNote } from "../each-incident.ts";
import {
  duration,
  examples,
  IDS_ARGUMENT,
  KEYS_OPTION,
  NOTE_OPTION,
  type Register,
  SOURCE_OPTION,
} from "../options.ts";
import { type Keys, readTargets } from "../targets.ts";

interface Options extends Keys {
  message?: string;
  for?: number;
}

export const register: Register = (parent, run) => {
  parent
    .command("ack")
    .description("take incidents: you own them, and what was still to page stops")
    .argument(...IDS_ARGUMENT)
    .option(...KEYS_OPTION)
    .option(...SOURCE_OPTION)
    .option(...NOTE_OPTION)
    .option("--for <duration>", "how long it lasts; then it is open again, and pages (30m, 2h)", duration)
    .addHelpText(
      "after",
      `
An ack of an incident that maintenance holds takes it out of that, and readers see its levels then; \`note\` does not.
${examples(
  'tocsin ack 42 -m "looking at it"',
  "tocsin ack 42 --for 30m",
  "tocsin ack -k disk-db1",
  "tocsin list --severity critical --quiet | tocsin ack -",
)}`,
    )
    .action(
      run(async (context, ids: string[], options: Options) => {
        const note = await readNote(context, options.message, ids);
        const input = { ...note, ...(options.for === undefined ? {} : { forMs: options.for }) };
        return eachIncident(context, await readTargets(context, ids, options), {
          done: ({ ackedUntil }) => `acknowledged${maybeUntil(ackedUntil, context.io)}`,
          act: (client, id) => client.callWithStatus(ackIncident, { id, ...input }),
        });
      }),
    );
};
