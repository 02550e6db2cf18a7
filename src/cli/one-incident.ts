// Verbs of one incident: its object for programs, its id for scripts, a sentence for people.
import type { Client, Outcome } from "../client/client.ts";
import type { Incident } from "../contract/incidents.ts";
import { EXIT } from "../contract/problem.ts";
import type { Route } from "../contract/route.ts";
import type { Context } from "./context.ts";
import { idOfTarget, type Target } from "./targets.ts";

export interface VerbOfOne {
  /** Both without the subject: "is bob's now". */
  done: (incident: Incident) => string;
  already: (incident: Incident) => string;
  act: (client: Client, id: string) => Promise<Outcome<Route> & { reply: Incident }>;
}

export const oneIncident = async (context: Context, target: Target, verb: VerbOfOne): Promise<number> => {
  const client = await context.connect();
  const { result, reply } = await verb.act(client, await idOfTarget(client, target));
  if (context.flags.json) context.printJson(reply);
  else if (context.flags.quiet) context.print(String(reply.id));
  else if (result === "unchanged") context.say(`incident ${reply.id} ${verb.already(reply)}`);
  else context.print(`incident ${reply.id} ${verb.done(reply)}`);
  return EXIT.done;
};
