import { resolve } from "node:path";
import {
  isContextName,
  isToken,
  MAX_CONTEXTS,
  noToken,
  type Place,
  readContexts,
  type Target,
  writeContexts,
} from "../../config/contexts.ts";
import { daemonUrl } from "../../config/places.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import type { Context } from "../context.ts";
import { examples, type Register } from "../options.ts";
import { contextRow, showContext } from "../render/contexts.ts";

export const register: Register = (parent, run) => {
  parent
    .command("add")
    .description("name a daemon: --url URL, --socket PATH or --config FILE, and the --token to sign in there with")
    .argument("<name>", "how to call it: letters, digits, - _ .")
    .option("--socket <path>", "the daemon's unix socket")
    .option("--force", "put it in the place of the one that has this name")
    .addHelpText(
      "after",
      examples(
        "tocsin context add prod --url https://status.example.org --token - < token.txt",
        "tocsin context add here --socket /run/tocsin/tocsin.sock",
        "tocsin context add test --config ~/tocsin/test.yaml && tocsin context use test",
      ),
    )
    .action(run(add));
};

const add = async (context: Context, name: string, options: { socket?: string; force?: true }): Promise<number> => {
  if (!isContextName(name))
    throw problem("invalid", `"${name}" is no name for a context.`, {
      hint: "Use 1 to 64 letters, digits, `-`, `_` or `.`, a letter or digit first.",
    });
  const place = placeOf(context, options.socket);
  const token = await tokenOf(context);
  const { current, byName } = readContexts(context.io.env);
  if (byName.has(name) && !options.force)
    throw problem("conflict", `There is a context "${name}" already.`, { hint: "Replace it with `--force`." });
  if (!byName.has(name) && byName.size >= MAX_CONTEXTS)
    throw problem("conflict", `There are ${byName.size} contexts, and no more fit.`, {
      hint: "Remove one with `tocsin context remove NAME`.",
    });
  const target: Target = token === undefined ? place : { ...place, token };
  writeContexts({ current, byName: new Map(byName).set(name, target) }, context.io.env);
  showContext(context, contextRow(name, target, current), byName.has(name) ? "replaced" : "added");
  if (current !== name)
    context.say(`Talk to it with \`--context ${name}\`, or always with \`tocsin context use ${name}\`.`);
  return EXIT.done;
};

const placeOf = ({ flags }: Context, socket: string | undefined): Place => {
  const places: Place[] = [];
  if (flags.url) places.push({ url: daemonUrl(flags.url) });
  if (socket) places.push({ socket: resolve(socket) });
  if (flags.config) places.push({ config: resolve(flags.config) });
  const [place] = places;
  if (place && places.length === 1) return place;
  throw problem("invalid", place ? "A daemon is in one place." : "Where is this daemon?", {
    hint: "Give one of `--url URL`, `--socket PATH` and `--config FILE`.",
  });
};

const tokenOf = async (context: Context): Promise<string | undefined> => {
  const { token } = context.flags;
  if (!token) return undefined;
  const text = (await context.textOf(token)).trim();
  if (isToken(text)) return text;
  throw noToken();
};
