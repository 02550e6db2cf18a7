import { EXIT } from "../../contract/problem.ts";
import { listTokens, type Token } from "../../contract/tokens.ts";
import { shortTime } from "../../contract/words.ts";
import { show, tableOf } from "../context.ts";
import type { Register } from "../options.ts";
import { MAX_LISTED, readPages } from "../pages.ts";

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list tokens, without their text")
    .action(
      run(async (context) => {
        const client = await context.connect();
        const items = await readPages(context, MAX_LISTED, (page) => client.call(listTokens, page));
        const { now, timeZone } = context.io;
        if (items.length === 0) context.say("No token yet; make one with `tocsin token create`.");
        const words = () =>
          tableOf<Token>(context, items, [
            { title: "ID", of: (one) => String(one.id) },
            { title: "ROLE", of: (one) => one.role },
            { title: "PERSON", of: (one) => one.person ?? "-" },
            { title: "CREATED", of: (one) => shortTime(one.createdAt, timeZone) },
            { title: "STATE", of: (one) => stateOf(one, now(), timeZone) },
            { title: "NAME", of: (one) => one.name, gives: true },
          ]);
        show(context, items, {
          ids: () => items.map((one) => one.id),
          words: () => (items.length === 0 ? [] : words()),
        });
        return EXIT.done;
      }),
    );
};

const stateOf = (token: Token, now: number, timeZone: string): string => {
  if (token.revokedAt) return `revoked ${shortTime(token.revokedAt, timeZone)}`;
  if (!token.expiresAt) return "works";
  const when = shortTime(token.expiresAt, timeZone);
  return Date.parse(token.expiresAt) <= now ? `expired ${when}` : `works until ${when}`;
};
