// Reads what every file of src imports.
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { init, parse } from "es-module-lexer";

export const ROOT = join(import.meta.dirname, "../..");
const SRC = join(ROOT, "src");

export interface Import {
  /** File that imports, relative to src. */
  from: string;
  /** Imported file relative to src, or the name of a package. */
  to: string;
  isPackage: boolean;
}

export const sourceFiles = (): string[] =>
  readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .sort();

/** Every import; `import type` leaves no trace at run time, and is read apart. */
export const readImports = async (): Promise<{ values: Import[]; types: Import[] }> => {
  await init;
  const values: Import[] = [];
  const types: Import[] = [];
  for (const file of sourceFiles())
    for (const { specifier, isType } of specifiersOf(readFileSync(join(SRC, file), "utf8"), file))
      if (!isBuiltin(specifier)) (isType ? types : values).push(toImport(file, specifier));
  return { values, types };
};

const specifiersOf = (text: string, file: string): { specifier: string; isType: boolean }[] => {
  // JSX is no TypeScript that the lexer reads; imports stand at the head, one or more lines each.
  const source = file.endsWith("x") ? (text.match(/^import [^;]*;$/gm) ?? []).join("\n") : text;
  return parse(source)[0].flatMap((one) =>
    typeof one.specifier === "string" ? [{ specifier: one.specifier, isType: "typeOnly" in one && one.typeOnly }] : [],
  );
};

const toImport = (from: string, specifier: string): Import => {
  if (!specifier.startsWith(".")) return { from, to: packageOf(specifier), isPackage: true };
  return { from, to: relative(SRC, resolve(SRC, dirname(from), specifier)), isPackage: false };
};

/** `@scope/name/part` -> `@scope/name`. */
const packageOf = (specifier: string): string => {
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0]!;
};

/** `daemon/store/views/public.ts` -> `store`; files right in daemon/ are its wiring. */
export const roomOf = (file: string): string => {
  const parts = file.split("/");
  if (parts[0] !== "daemon") return parts[0]!;
  return parts.length > 2 ? parts[1]! : "daemon";
};
