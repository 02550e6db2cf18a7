// `import code from "./page.ts?browser"` is that file with all that it imports, as the text of one small script for browsers.
// One answer for each way to run the program: esbuild for what is shipped, Vite for tests.
import { dirname, resolve } from "node:path";
import * as esbuild from "esbuild";

const SUFFIX = "?browser";
/** Browsers of the last three years; without a script the page is whole. */
const TARGET = ["chrome115", "firefox115", "safari16.4"];

const codeOf = (file: string): string => {
  const built = esbuild.buildSync({
    ...{ entryPoints: [file], bundle: true, write: false, minify: true, format: "iife", target: TARGET },
    ...{ legalComments: "none", charset: "utf8", define: { "process.env.NODE_ENV": '"production"' } },
  });
  return built.outputFiles[0]!.text;
};

export const browserCode: esbuild.Plugin = {
  name: "browser-code",
  setup: (build) => {
    build.onResolve({ filter: /\?browser$/ }, ({ path, importer }) => ({
      path: resolve(dirname(importer), path.slice(0, -SUFFIX.length)),
      namespace: "browser-code",
    }));
    build.onLoad({ filter: /.*/, namespace: "browser-code" }, ({ path }) => ({
      contents: codeOf(path),
      loader: "text",
      watchFiles: [path],
    }));
  },
};

/** The same for Vite, in its words. */
export const browserCodeForVite = {
  name: "browser-code",
  enforce: "pre" as const,
  load: (id: string): string | null =>
    id.endsWith(SUFFIX) ? `export default ${JSON.stringify(codeOf(id.slice(0, -SUFFIX.length)))}` : null,
};
