// Verbs of several incidents that take a note and nothing else.
import type { closeIncident, reopenIncident } from "../contract/incidents.ts";
import { eachIncident, readNote } from "./each-incident.ts";
import { IDS_ARGUMENT, KEYS_OPTION, NOTE_OPTION, type Register, SOURCE_OPTION } from "./options.ts";
import { type Keys, readTargets } from "./targets.ts";

interface NotedVerb {
  name: string;
  description: string;
  /** What to say of a change: "closed". */
  done: string;
  route: typeof closeIncident | typeof reopenIncident;
}

export const notedVerb =
  ({ name, description, done, route }: NotedVerb): Register =>
  (parent, run) => {
    parent
      .command(name)
      .description(description)
      .argument(...IDS_ARGUMENT)
      .option(...KEYS_OPTION)
      .option(...SOURCE_OPTION)
      .option(...NOTE_OPTION)
      .action(
        run(async (context, ids: string[], options: Keys & { message?: string }) => {
          const note = await readNote(context, options.message, ids);
          return eachIncident(context, await readTargets(context, ids, options), {
            done: () => done,
            act: (client, id) => client.callWithStatus(route, { id, ...note }),
          });
        }),
      );
  };
