import { readContexts, unknownContextHint, writeContexts } from "../../config/contexts.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import type { Context } from "../context.ts";
import { examples, type Register } from "../options.ts";
import { contextRow, showContext } from "../render/contexts.ts";

/** What of the environment stands before the context in use (`namedPlace`). */
const BEFORE_IT = ["TOCSIN_URL", "TOCSIN_SOCKET", "TOCSIN_CONTEXT", "TOCSIN_CONFIG"] as const;

export const register: Register = (parent, run) => {
  parent
    .command("use")
    .description("talk to this daemon from now on, where neither flags nor environment name another")
    .argument("[name]", "name of the context")
    .option("--none", "use none: the daemon of this machine is found by itself again")
    .addHelpText("after", examples("tocsin context use prod", "tocsin context use --none"))
    .action(run(use));
};

const use = async (context: Context, name: string | undefined, options: { none?: true }): Promise<number> => {
  if ((name === undefined) !== (options.none === true))
    throw problem("invalid", name ? "A name and --none exclude each other." : "Which context?", {
      hint: "Give a name of `tocsin context list`, or `--none`.",
    });
  const contexts = readContexts(context.io.env);
  if (name === undefined) {
    if (contexts.current !== null) writeContexts({ ...contexts, current: null }, context.io.env);
    if (context.flags.json) context.printJson(null);
    else context.say("no context is in use");
    return EXIT.done;
  }
  const target = contexts.byName.get(name);
  if (!target)
    throw problem("not_found", `There is no context "${name}".`, { hint: unknownContextHint(name, contexts) });
  if (contexts.current !== name) writeContexts({ ...contexts, current: name }, context.io.env);
  showContext(context, contextRow(name, target, name), "in use");
  const other = BEFORE_IT.find((one) => context.io.env[one]);
  if (other && !(other === "TOCSIN_CONTEXT" && context.io.env[other] === name))
    context.warn(`${other} is set and comes first, so that commands here go where it says; unset it.`);
  return EXIT.done;
};
