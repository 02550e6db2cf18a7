import { readFile, stat } from "node:fs/promises";
import type { Client } from "../../client/client.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import { listComponents } from "../../contract/status.ts";
import { importSubscribers, MAX_IMPORT } from "../../contract/subscribers.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Context, show } from "../context.ts";
import { type Io, readStdin } from "../io.ts";
import { examples, type Register } from "../options.ts";
import { MAX_LISTED, readPages } from "../pages.ts";
import { type Entry, type ImportItem, readSubscribers } from "../subscriber-csv.ts";

/** Some hundred thousand lines; a file is read whole. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Of one request's items; a body may have a MiB. */
const MAX_BATCH_CHARS = 512 * 1024;
/** Faults that are said one by one; `--json` has all. */
const MAX_SAID = 50;

export const register: Register = (parent, run) => {
  parent
    .command("import")
    .description(
      "add subscribers from a CSV export of Tocsin, Statuspage or Cachet; those who are there stay as they are",
    )
    .argument("<file>", "the CSV file; - reads stdin")
    .option("--verified", "those whom the file calls confirmed have agreed: do not ask them again")
    .addHelpText(
      "after",
      examples(
        "tocsin subscriber import subscribers.csv --verified",
        "tocsin subscriber export | ssh other tocsin subscriber import - --verified",
      ),
    )
    .action(run(importFile));
};

interface Numbered {
  line: number;
  item: ImportItem;
}
interface Remark {
  line: number;
  message: string;
}
interface Sum {
  added: number;
  unchanged: number;
  refused: Remark[];
  leftOut: Remark[];
}

const importFile = async (context: Context, file: string, { verified }: { verified?: true }): Promise<number> => {
  const text = await readWhole(context.io, file);
  const client = await context.connect();
  const components = await readPages(context, MAX_LISTED, (page) => client.call(listComponents, page));
  const { entries, columnsNotRead } = await readSubscribers(text, components);
  if (columnsNotRead.length > 0)
    context.io.stderr.write(`columns not read: ${safeLine(columnsNotRead.slice(0, MAX_SAID).join(", "))}\n`);
  const remarks = (kind: "refused" | "left-out"): Remark[] =>
    entries.flatMap((entry) => (entry.kind === kind ? [{ line: entry.line, message: entry.message }] : []));
  const sum: Sum = { added: 0, unchanged: 0, refused: remarks("refused"), leftOut: remarks("left-out") };
  await sendAll(context, client, batchesOf(entries, verified === true), sum);
  sum.refused.sort((a, b) => a.line - b.line);
  tell(context, sum);
  return sum.refused.length > 0 ? EXIT.failed : EXIT.done;
};

const readWhole = async (io: Io, file: string): Promise<string> => {
  const tooLong = problem("invalid", `${file === "-" ? "What is on stdin" : file} is longer than 64 MiB.`, {
    hint: "Split it; each part needs the line with the names of the columns.",
  });
  if (file === "-") {
    const text = await readStdin(io, MAX_FILE_BYTES);
    if (text === undefined) throw tooLong;
    return text;
  }
  try {
    if ((await stat(file)).size > MAX_FILE_BYTES) throw tooLong;
    return await readFile(file, "utf8");
  } catch (error) {
    if (error === tooLong) throw error;
    throw problem("invalid", `${file} cannot be read: ${(error as Error).message}.`, {
      hint: "Name a CSV file, or -.",
    });
  }
};

interface Batch {
  rows: Numbered[];
  verified: boolean;
}
/** As much as one request takes; those who have not confirmed where they come from are never called verified. */
const batchesOf = (entries: readonly Entry[], isVerified: boolean): Batch[] => {
  const batches: Batch[] = [];
  for (const verified of isVerified ? [true, false] : [false]) {
    let open: (Batch & { chars: number }) | undefined;
    for (const entry of entries) {
      if (entry.kind !== "item" || (isVerified && entry.isConfirmed) !== verified) continue;
      const chars = JSON.stringify(entry.item).length;
      if (!open || open.rows.length === MAX_IMPORT || open.chars + chars > MAX_BATCH_CHARS) {
        open = { rows: [], verified, chars: 0 };
        batches.push(open);
      }
      open.rows.push(entry);
      open.chars += chars;
    }
  }
  return batches;
};

const sendAll = async (context: Context, client: Client, batches: readonly Batch[], sum: Sum): Promise<void> => {
  const total = batches.reduce((count, { rows }) => count + rows.length, 0);
  let done = 0;
  for (const { rows, verified } of batches) {
    try {
      const items = rows.map(({ item }) => item);
      const reply = await client.call(importSubscribers, { items, ...(verified ? { verified } : {}) });
      sum.added += reply.added;
      sum.unchanged += reply.unchanged;
      sum.refused.push(...reply.refused.map(({ index, message }) => ({ line: rows[index]!.line, message })));
    } catch (error) {
      if (done > 0) context.io.stderr.write(`${done} of ${total} were imported; import the file again for the rest.\n`);
      throw error;
    }
    done += rows.length;
    if (context.io.stderr.isTTY && batches.length > 1)
      context.io.stderr.write(`\r${done} of ${total}${done === total ? "\n" : "…"}`);
  }
};

const tell = (context: Context, sum: Sum): void => {
  if (!context.flags.json) {
    sayEach(context, "left out", sum.leftOut);
    sayEach(context, "refused", sum.refused);
  }
  show(context, sum, {
    ids: () => [],
    words: () => [
      `${sum.added} added, ${sum.unchanged} there already, ${sum.leftOut.length} left out, ${sum.refused.length} refused`,
    ],
  });
};

const sayEach = ({ io }: Context, what: string, remarks: readonly Remark[]): void => {
  for (const { line, message } of remarks.slice(0, MAX_SAID))
    io.stderr.write(`line ${line} ${what}: ${safeLine(message)}\n`);
  if (remarks.length > MAX_SAID)
    io.stderr.write(`and ${remarks.length - MAX_SAID} more ${what}; --json prints all of them\n`);
};
