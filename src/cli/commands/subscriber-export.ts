import type { Client } from "../../client/client.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import { listSubscribers, type Subscriber } from "../../contract/subscribers.ts";
import { getWhoami } from "../../contract/tokens.ts";
import { MAX_PAGE_SIZE } from "../../contract/vocabulary.ts";
import type { Context } from "../context.ts";
import type { Register } from "../options.ts";
import { writeSubscribers } from "../subscriber-csv.ts";

/** More than anybody has; a list that never ends is a fault of the daemon. */
const MAX_PAGES = 10_000;

export const register: Register = (parent, run) => {
  parent
    .command("export")
    .description("write all subscribers with their addresses, as CSV that `subscriber import` reads; --json for JSON")
    .option("--csv", "as CSV, which is the default")
    .action(run(exportAll));
};

const exportAll = async (context: Context): Promise<number> => {
  const client = await context.connect();
  const { role } = await client.call(getWhoami, {});
  if (role !== "admin")
    throw problem("forbidden", "Only an admin sees addresses; this export would hold none.", {
      hint: "Use the socket of the daemon, or a token with the role admin.",
    });
  const all: Subscriber[] = [];
  let isFirst = true;
  for await (const page of pagesOf(client)) {
    if (context.flags.json) all.push(...page);
    else if (isFirst || page.length > 0) context.print(await writeSubscribers(page, { hasHeader: isFirst }));
    isFirst = false;
  }
  if (context.flags.json) context.printJson(all);
  return EXIT.done;
};

/** Page by page as they come, so that many take no more memory than few. */
async function* pagesOf(client: Client): AsyncGenerator<Subscriber[]> {
  let cursor: string | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const page = await client.call(listSubscribers, { limit: String(MAX_PAGE_SIZE), ...(cursor ? { cursor } : {}) });
    yield page.items;
    cursor = page.nextCursor;
    if (!cursor) return;
  }
  throw problem("internal", `The list of subscribers did not end after ${MAX_PAGES} pages.`);
}
