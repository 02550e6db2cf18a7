import { listMaintenances } from "../../contract/maintenances.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import { MAX_PAGE_SIZE } from "../../contract/vocabulary.ts";
import { type Context, show } from "../context.ts";
import { examples, LIMIT_OPTION, type Register, wholeNumber } from "../options.ts";
import { readPages } from "../pages.ts";
import { maintenanceTable } from "../render/maintenance.ts";

interface Options {
  all?: true;
  next?: number;
  limit?: number;
}

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list windows, next first; running and coming ones by default")
    .option("--all", "completed and cancelled ones too, newest first")
    .option("--next <n>", "the next so many that have not started", wholeNumber(1, MAX_PAGE_SIZE))
    .option(...LIMIT_OPTION)
    .addHelpText("after", examples("tocsin maintenance list", "tocsin maintenance list --next 3"))
    .action(run(list));
};

const list = async (context: Context, { all, next, limit }: Options): Promise<number> => {
  if (next !== undefined && (all || limit !== undefined))
    throw problem("invalid", `--next and ${all ? "--all" : "--limit"} exclude each other.`, {
      hint: "Leave one of them out.",
    });
  const client = await context.connect();
  const state = next !== undefined ? "coming" : all ? "all" : "current";
  const ask = (page: { limit: string; cursor?: string }) => client.call(listMaintenances, { state, ...page });
  // Whoever asks for so many does not wonder whether there are more.
  const windows =
    next === undefined ? await readPages(context, limit, ask) : (await ask({ limit: String(next) })).items;
  if (windows.length === 0 && !context.flags.json) context.say(NONE[state]);
  show(context, windows, {
    ids: () => windows.map((window) => window.id),
    words: () => maintenanceTable(context, windows),
  });
  return EXIT.done;
};

const NONE = { current: "No window runs or is planned.", coming: "No window is planned.", all: "No window yet." };
