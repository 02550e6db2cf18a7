import { findConfigFile } from "../../config/places.ts";
import { EXIT } from "../../contract/problem.ts";
import { safeLine, safeText } from "../../domain/safe-text.ts";
import type { Context } from "../context.ts";
import type { Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("show")
    .description("a config with every default filled in and its secrets masked, as YAML; needs no daemon")
    .argument("[file]", "the file (default: the one in force)")
    .action(run(showConfig));
};

const showConfig = async (context: Context, named: string | undefined): Promise<number> => {
  const file = findConfigFile(named ?? context.flags.config, context.io.env);
  const [{ defaultConfig, loadOrThrow }, { asWritten }, { yamlOf }] = await Promise.all([
    import("../../config/load.ts"),
    import("../../config/mask.ts"),
    import("../../config/show.ts"),
  ]);
  const loaded = file ? loadOrThrow(file, context.io.env) : defaultConfig();
  const written = asWritten(loaded, { secrets: "masked" });
  if (context.flags.json) context.printJson(written);
  else {
    context.say(file ? `# ${safeLine(file)}` : "# There is no config file; these are the defaults.");
    context.print(safeText(yamlOf(written)).trimEnd());
  }
  return EXIT.done;
};
