// The main script of the single binary. Node lets such a script import nothing but Node's own modules, so it first teaches
// the loader where the program's chunks are: among the assets. They load as lazily there as from a checkout's dist/.
import { createRequire, registerHooks } from "node:module";
import { getAsset } from "node:sea";

const INSIDE = "tocsin:///";
/** CommonJS, since what it imports goes through the ordinary loader; `require` itself would refuse a top-level await. */
const START = { name: "start.cjs", source: 'import("./tocsin.js")' };

registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith("./") || specifier.startsWith(INSIDE)
      ? { url: new URL(specifier, INSIDE).href, shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) => {
    if (!url.startsWith(INSIDE)) return next(url, context);
    const name = url.slice(INSIDE.length);
    if (name === START.name) return { format: "commonjs", source: START.source, shortCircuit: true };
    return { format: "module", source: getAsset(name, "utf8"), shortCircuit: true };
  },
});

createRequire(process.execPath)(INSIDE + START.name);
