import { EXIT } from "../../contract/problem.ts";
import { listSourceRequests, type SourceRequest } from "../../contract/sources.ts";
import { shortTime } from "../../contract/words.ts";
import { type Context, show, tableOf } from "../context.ts";
import { examples, LIMIT_OPTION, type Register } from "../options.ts";
import { readPages } from "../pages.ts";

export const register: Register = (parent, run) => {
  parent
    .command("log")
    .description("print what a source sent and what was made of it, newest first")
    .argument("<id>", "id of the source, as in the config")
    .option(...LIMIT_OPTION)
    .addHelpText(
      "after",
      examples("tocsin source log grafana", "tocsin source log grafana --json | jq -r '.[0].excerpt'"),
    )
    .action(run(log));
};

const log = async (context: Context, id: string, { limit }: { limit?: number }): Promise<number> => {
  const client = await context.connect();
  const requests = await readPages(context, limit, (page) => client.call(listSourceRequests, { id, ...page }));
  const { timeZone } = context.io;
  if (requests.length === 0 && !context.flags.json) context.say("Nothing was ever heard of this source.");
  show(context, requests, {
    ids: () => requests.map((one) => one.id),
    words: () =>
      requests.length === 0
        ? []
        : tableOf(context, requests, [
            { title: "ID", of: (one) => String(one.id) },
            { title: "AT", of: (one) => shortTime(one.at, timeZone) },
            {
              title: "OUTCOME",
              of: (one) => one.outcome,
              style: (one) => (one.outcome === "accepted" ? "green" : "red"),
            },
            { title: "SHAPE", of: (one) => one.shape ?? "-" },
            { title: "ALERTS", of: countsOf },
            { title: "FROM", of: (one) => one.origin.replace(/^ingest /, "") },
            { title: "DETAIL", of: (one) => one.detail ?? "-", gives: true },
          ]),
  });
  return EXIT.done;
};

const COUNTED = ["fired", "repeated", "recovered", "ignored", "shed"] as const;
const countsOf = (request: SourceRequest): string =>
  COUNTED.flatMap((name) => (request[name] > 0 ? [`${request[name]} ${name}`] : [])).join(", ") || "-";
