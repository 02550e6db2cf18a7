// `npm run bench -- [NAME…] [--json]`: runs the benchmarks, all or those named, and prints ours beside a baseline measured in the
// same run. Ratios are medians of rounds in turns; what is in brackets is the least and the greatest of them.
import { acks } from "./acks.ts";
import { alerts } from "./alerts.ts";
import { cli } from "./cli.ts";
import { deliveries } from "./deliveries.ts";
import { feed } from "./feed.ts";
import { history } from "./history.ts";
import { lists } from "./lists.ts";
import { memory } from "./memory.ts";
import { page } from "./page.ts";
import { pageBytes } from "./page-bytes.ts";
import { pageChange } from "./page-change.ts";
import { pageHistory } from "./page-history.ts";
import { planning } from "./planning.ts";
import { start } from "./start.ts";
import { storm } from "./storm.ts";
import { cleanUp, ROOT } from "./support/processes.ts";
import { noteOthers } from "./support/quiet.ts";
import type { Benchmark, Result } from "./support/result.ts";
import { table } from "./support/table.ts";
import { tui } from "./tui.ts";

const BENCHMARKS: readonly Benchmark[] = [
  acks,
  alerts,
  storm,
  deliveries,
  planning,
  feed,
  history,
  lists,
  page,
  pageChange,
  pageBytes,
  pageHistory,
  start,
  memory,
  cli,
  tui,
];

const main = async (args: readonly string[]): Promise<number> => {
  const isJson = args.includes("--json");
  const names = args.filter((arg) => !arg.startsWith("--"));
  const unknown = names.filter((name) => !BENCHMARKS.some((one) => one.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no benchmark ${unknown.join(", ")}; there are ${BENCHMARKS.map((one) => one.name).join(", ")}.`,
    );
    return 2;
  }
  const results: Result[] = [];
  for (const benchmark of BENCHMARKS)
    if (names.length === 0 || names.includes(benchmark.name)) results.push(...(await run(benchmark)));
  console.log(isJson ? JSON.stringify(results, null, 2) : table(results));
  return 0;
};

const run = async ({ name, run }: Benchmark): Promise<Result[]> => {
  const note = (text: string): void => console.error(`${name}: ${text}`);
  await noteOthers("before it", note);
  const startedAt = performance.now();
  try {
    return await run(note);
  } finally {
    await cleanUp();
    note(`took ${Math.round((performance.now() - startedAt) / 1000)} s`);
    await noteOthers("after it", note);
  }
};

process.chdir(ROOT);
process.exitCode = await main(process.argv.slice(2));
