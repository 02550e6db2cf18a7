// What esbuild has to know to bundle the program, however it is shipped.
import { join } from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import { browserCode } from "./browser-code.ts";

export const ROOT = join(import.meta.dirname, "..");
export const DIST = join(ROOT, "dist");

/** ink asks for its devtools only in development; they are not installed. */
const withoutDevtools: Plugin = {
  name: "without-devtools",
  setup: (build) => {
    build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "empty" }));
    build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "export default undefined;" }));
  },
};

export const bundling = {
  absWorkingDir: ROOT,
  entryPoints: { tocsin: "src/cli/main.ts" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node26",
  metafile: true,
  logLevel: "warning",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [withoutDevtools, browserCode],
} as const satisfies BuildOptions;
