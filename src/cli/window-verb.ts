// Verbs of one window that take nothing but its id.
import type * as routes from "../contract/maintenances.ts";
import type { Maintenance } from "../contract/maintenances.ts";
import { EXIT } from "../contract/problem.ts";
import { untilTime } from "../contract/words.ts";
import { type Context, show } from "./context.ts";
import { idText, type Register } from "./options.ts";

export const WINDOW_ARGUMENT = ["<id>", "id of the window", idText] as const;

interface WindowVerb {
  name: string;
  description: string;
  route: typeof routes.startMaintenance | typeof routes.verifyMaintenance | typeof routes.endMaintenance;
  /** Both without the subject: "started", "has started already". */
  done: (window: Maintenance, end: string) => string;
  already: string;
}

export const windowVerb =
  ({ name, description, route, done, already }: WindowVerb): Register =>
  (parent, run) => {
    parent
      .command(name)
      .description(description)
      .argument(...WINDOW_ARGUMENT)
      .action(
        run(async (context, id: string) => {
          const client = await context.connect();
          const { result, reply } = await client.callWithStatus(route, { id });
          return tellOfWindow(context, reply, result === "unchanged" ? already : done(reply, endTime(context, reply)));
        }),
      );
  };

/** What a verb made of a window: the object for programs, its id for scripts, a sentence for people. */
export const tellOfWindow = (context: Context, window: Maintenance, words: string): number => {
  show(context, window, { ids: () => [window.id], words: () => [`maintenance ${window.id} ${words}`] });
  return EXIT.done;
};

export const endTime = ({ io }: Context, { endsAt }: Maintenance, timeZone = io.timeZone): string =>
  untilTime(endsAt, io.now(), timeZone);
