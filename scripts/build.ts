// Bundles the program: dist/tocsin.js is the small door, everything heavy (TUI, daemon, socket.io) is a chunk beside it
// that loads when it is asked for. `--dev` builds again on every change.
import { globSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import * as esbuild from "esbuild";
import { bundling, DIST } from "./bundle.ts";

/** Chunks of earlier builds go once the new ones are there, so that commands find a program at any time. A binary beside them stays. */
const dropOthers = (outputs: readonly string[]): void => {
  for (const file of globSync("*.{js,js.map}", { cwd: DIST }))
    if (!outputs.includes(file)) rmSync(join(DIST, file), { force: true });
};

const report: esbuild.Plugin = {
  name: "report",
  setup: (build) => {
    let startedAt = 0;
    build.onStart(() => {
      startedAt = performance.now();
    });
    build.onEnd(({ errors, metafile }) => {
      const outputs = Object.keys(metafile?.outputs ?? {}).map((path) => basename(path));
      if (errors.length === 0) dropOthers(outputs);
      const files = Object.entries(metafile?.outputs ?? {}).filter(([path]) => path.endsWith(".js"));
      const sizeKb = Math.round(files.reduce((sum, [, { bytes }]) => sum + bytes, 0) / 1024);
      const took = `${Math.round(performance.now() - startedAt)} ms`;
      process.stderr.write(
        errors.length > 0
          ? `build failed after ${took}\n`
          : `dist/tocsin.js and ${files.length - 1} chunks, ${sizeKb} KiB, in ${took}\n`,
      );
    });
  },
};

const options: esbuild.BuildOptions = {
  ...bundling,
  outdir: DIST,
  chunkNames: "[name]-[hash]",
  splitting: true,
  sourcemap: "linked",
  sourcesContent: false,
  // Native code stays where npm put it; msgpackr's is optional, and its JavaScript does as well.
  external: ["better-sqlite3", "msgpackr-extract"],
  // Packages in CommonJS call `require`, which an ES module has to make for itself.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  plugins: [...bundling.plugins, report],
};

if (process.argv.includes("--dev")) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  // esbuild has said what is wrong; a stack of our own would only hide it.
  await esbuild.build(options).catch(() => process.exit(1));
}
