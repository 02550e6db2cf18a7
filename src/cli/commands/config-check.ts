import { findConfigFile } from "../../config/places.ts";
import { EXIT } from "../../contract/problem.ts";
import { count } from "../../contract/words.ts";
import { safeLine } from "../../domain/safe-text.ts";
import type { Context } from "../context.ts";
import type { Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("check")
    .description("check a config file and say every fault, with line and column; needs no daemon")
    .argument("[file]", "the file (default: the one in force)")
    .action(run(check));
};

const check = async (context: Context, named: string | undefined): Promise<number> => {
  const file = findConfigFile(named ?? context.flags.config, context.io.env);
  if (file === null) {
    if (context.flags.json) context.printJson({ file: null, ok: true, faults: [] });
    else context.print("There is no config file; the defaults rule.");
    context.say("To have one, copy config.example.yaml to ./tocsin.yaml, or name it with `--config FILE`.");
    return EXIT.done;
  }
  const { formatFault, loadConfig } = await import("../../config/load.ts");
  const result = loadConfig(file, context.io.env);
  const faults = result.ok ? [] : result.faults;
  if (context.flags.json) context.printJson({ file, ok: result.ok, faults });
  else for (const fault of faults) context.io.stderr.write(`${safeLine(formatFault(file, fault))}\n`);
  if (!result.ok) return EXIT.usage;
  const { components, pages, sources } = result.loaded.config;
  if (!context.flags.json)
    context.print(
      `${safeLine(file)} is fine: ${count(components.length, "component")}, ${count(Math.max(1, pages.length), "page")}, ${count(sources.length, "source")}.`,
    );
  return EXIT.done;
};
