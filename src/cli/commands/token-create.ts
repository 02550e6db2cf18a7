import { EXIT } from "../../contract/problem.ts";
import { parseDuration } from "../../contract/time.ts";
import { createToken } from "../../contract/tokens.ts";
import { longTime } from "../../contract/words.ts";
import { ROLES, type Role } from "../../domain/actor.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Context, show } from "../context.ts";
import { choice, type Register } from "../options.ts";

interface Options {
  role: Role;
  person?: string;
  expires?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("create")
    .description("make a token; it is shown once, now (with --quiet, the token alone)")
    .argument("<name>", "what it is for, as it will stand in the log")
    .addOption(choice("--role <role>", "what it may do", ROLES).makeOptionMandatory())
    .option("--person <name>", "who acts with it; their name stands in the log then")
    .option("--expires <duration>", "how long it works, like 90d (default: until revoked)")
    .action(run(create));
};

const create = async (context: Context, name: string, { role, person, expires }: Options): Promise<number> => {
  const client = await context.connect();
  const made = await client.call(createToken, {
    name,
    role,
    ...(person ? { person } : {}),
    ...(expires ? { expiresInMs: parseDuration(expires) } : {}),
  });
  const until = made.expiresAt ? `, until ${longTime(made.expiresAt, context.io.timeZone)}` : "";
  show(context, made, {
    ids: () => [made.token],
    words: () => [`token ${made.id} for ${safeLine(made.name)} (${made.role}${until}), shown only now:`, made.token],
  });
  return EXIT.done;
};
