import { readFileSync } from "node:fs";
import { problem } from "../contract/problem.ts";

const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

/** The text of a config file; a problem in words when it cannot be read. */
export const readText = (path: string): string => {
  try {
    const text = readFileSync(path, "utf8");
    if (text.length <= MAX_CONFIG_BYTES) return text;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why =
      code === "ENOENT" ? "does not exist" : code === "EACCES" ? "may not be read by you" : `cannot be read (${code})`;
    throw problem("invalid", `The config file ${path} ${why}.`, { hint: "Name another with `--config FILE`.", cause });
  }
  throw problem("invalid", `The config file ${path} is larger than 4 MiB.`, { hint: "Is it the right file?" });
};
