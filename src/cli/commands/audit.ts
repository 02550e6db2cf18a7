import { type AuditEntry, listAudit } from "../../contract/log.ts";
import { EXIT } from "../../contract/problem.ts";
import { shortTime } from "../../contract/words.ts";
import { type Context, show, tableOf } from "../context.ts";
import { LIMIT_OPTION, type Register } from "../options.ts";
import { readPages } from "../pages.ts";

interface Options {
  denied?: true;
  limit?: number;
}
const DENIED: ReadonlySet<string> = new Set(["forbidden", "unauthenticated"]);

export const register: Register = (parent, run) => {
  parent
    .command("audit")
    .description("list who did what, from where, and what came of it, newest first")
    .option("--denied", "only what was not allowed: wrong, revoked and expired tokens, and roles that do not suffice")
    .option(...LIMIT_OPTION)
    .action(run(audit));
};

const audit = async (context: Context, { denied, limit }: Options): Promise<number> => {
  const client = await context.connect();
  const entries = await readPages(context, limit, (page) =>
    client.call(listAudit, { ...(denied ? { denied: "true" } : {}), ...page }),
  );
  if (entries.length === 0 && !context.flags.json) context.say("Nothing of the kind in the audit.");
  const { timeZone } = context.io;
  const words = () =>
    tableOf<AuditEntry>(context, entries, [
      { title: "AT", of: (one) => shortTime(one.at, timeZone) },
      { title: "WHO", of: (one) => `${one.actor.name} (${one.actor.kind})` },
      { title: "FROM", of: (one) => one.origin },
      { title: "OUTCOME", of: (one) => one.outcome, style: (one) => (DENIED.has(one.outcome) ? "red" : "dim") },
      { title: "VERB", of: (one) => one.verb },
      { title: "TO", of: (one) => one.target ?? "-", gives: true },
    ]);
  show(context, entries, {
    ids: () => entries.map((one) => one.id),
    words: () => (entries.length === 0 ? [] : words()),
  });
  return EXIT.done;
};
