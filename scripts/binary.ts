// Makes dist/tocsin-<platform>-<arch>: the program, its Node and its native code in one file, for the kind of machine it is
// built on. Node's single executable application does the joining; scripts/binary-door.ts is what it runs first.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as esbuild from "esbuild";
import { bundling, DIST, ROOT } from "./bundle.ts";

const isMusl = (): boolean => {
  // Node types its own report as `object`; only glibc's version there tells the two C libraries apart.
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return process.platform === "linux" && header.glibcVersionRuntime === undefined;
};
const target = `${process.platform}${isMusl() ? "musl" : ""}-${process.arch}`;
const fileName = `tocsin-${target}${process.platform === "win32" ? ".exe" : ""}`;

const makeBinary = async (work: string): Promise<void> => {
  const config = join(work, "sea.json");
  const made = join(work, fileName);
  writeFileSync(
    config,
    JSON.stringify({
      main: await bundleDoor(work),
      mainFormat: "module",
      executable: slimNode(work),
      assets: await bundleProgram(work),
      output: made,
      disableExperimentalSEAWarning: true,
    }),
  );
  execFileSync(process.execPath, ["--build-sea", config], { stdio: ["ignore", "ignore", "inherit"] });
  // macOS ends a changed program that is not signed anew; `-` is a signature of nobody, enough for that.
  if (process.platform === "darwin") execFileSync("codesign", ["--sign", "-", "--force", made], { stdio: "inherit" });
  renameSync(made, join(DIST, fileName));
};

const bundleDoor = async (work: string): Promise<string> => {
  const outfile = join(work, "door.js");
  await esbuild.build({ ...bundling, entryPoints: ["scripts/binary-door.ts"], outfile });
  return outfile;
};

/** What goes into the binary, by the name it has there. */
type Assets = Record<string, string>;

const bundleProgram = async (work: string): Promise<Assets> => {
  const assets: Assets = {};
  const { metafile } = await esbuild.build({
    ...bundling,
    splitting: true,
    outdir: join(work, "program"),
    banner: { js: REQUIRE },
    plugins: [...bundling.plugins, nativeInside(assets)],
  });
  for (const path of Object.keys(metafile.outputs)) assets[basename(path)] = join(ROOT, path);
  return assets;
};

/** Nothing beside the binary is ever looked at: what is neither Node's nor bundled is as if it were not installed. */
const REQUIRE = `const require = (id) => {
  const found = process.getBuiltinModule(id);
  if (found) return found;
  throw Object.assign(new Error("Cannot find module '" + id + "'"), { code: "MODULE_NOT_FOUND" });
};`;

const nativeInside = (assets: Assets): esbuild.Plugin => ({
  name: "native-inside",
  setup: (build) => {
    build.onResolve({ filter: /^better-sqlite3$/ }, ({ path, kind, resolveDir }) =>
      build.resolve(`${path}/${target}`, { kind, resolveDir }),
    );
    build.onLoad({ filter: /\.node$/ }, ({ path }) => {
      assets[basename(path)] = path;
      const loader = `require("./src/daemon/store/native.ts").loadNative`;
      return { contents: `module.exports = ${loader}(${JSON.stringify(basename(path))});`, resolveDir: ROOT };
    });
  },
});

/** Node without its debug symbols, a quarter of its size; as it is where they cannot be taken out. */
const slimNode = (work: string): string => {
  if (process.platform !== "linux") return process.execPath;
  const node = join(work, "node");
  copyFileSync(process.execPath, node);
  return spawnSync("strip", [node]).status === 0 ? node : process.execPath;
};

const startedAt = performance.now();
mkdirSync(DIST, { recursive: true });
const work = mkdtempSync(join(DIST, ".binary-"));
try {
  await makeBinary(work);
} finally {
  rmSync(work, { recursive: true, force: true });
}
const sizeMb = Math.round(statSync(join(DIST, fileName)).size / 1e6);
process.stderr.write(`dist/${fileName}, ${sizeMb} MB, in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
