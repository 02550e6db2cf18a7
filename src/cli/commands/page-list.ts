import { listPages, type Page } from "../../contract/pages.ts";
import { EXIT } from "../../contract/problem.ts";
import { shortTime } from "../../contract/words.ts";
import { show, tableOf } from "../context.ts";
import type { Register } from "../options.ts";
import { STYLE_OF_INDICATOR } from "../paint.ts";

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list the pages of the config: where they are, whether they are private, and how they are")
    .action(
      run(async (context) => {
        const client = await context.connect();
        const { items } = await client.call(listPages, {});
        const { timeZone } = context.io;
        show(context, items, {
          ids: () => items.map(({ slug }) => slug),
          words: () =>
            tableOf<Page>(context, items, [
              { title: "PAGE", of: (one) => one.slug },
              { title: "STATE", of: (one) => STATE[one.indicator], style: (one) => STYLE_OF_INDICATOR[one.indicator] },
              { title: "FOR", of: (one) => forWhom(one, timeZone) },
              { title: "COMPONENTS", of: (one) => String(one.components) },
              { title: "LANGUAGE", of: (one) => one.locale },
              { title: "ZONE", of: (one) => one.timeZone },
              { title: "ADDRESS", of: (one) => one.url },
              { title: "TITLE", of: (one) => one.title, gives: true },
            ]),
        });
        if (!context.flags.json) for (const { slug, hint } of items) if (hint) context.warn(`${slug}: ${hint}`);
        return EXIT.done;
      }),
    );
};

const STATE = {
  none: "well",
  maintenance: "maintenance",
  minor: "minor",
  major: "major",
  critical: "critical",
} as const satisfies Record<Page["indicator"], string>;

const forWhom = ({ private: isPrivate, tokenRotatedAt }: Page, timeZone: string): string => {
  if (!isPrivate) return "everybody";
  return tokenRotatedAt ? `who has its token of ${shortTime(tokenRotatedAt, timeZone)}` : "nobody yet";
};
