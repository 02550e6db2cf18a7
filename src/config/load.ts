// Reads a config file and says every fault at once, each with its line and column.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import { dotted, explainIssue } from "../contract/explain.ts";
import { problem } from "../contract/problem.ts";
import { crossCheck } from "./cross-check.ts";
import { checkLogos } from "./logo.ts";
import { readText } from "./read-text.ts";
import { Config, NOT_YET } from "./schema.ts";

export interface ConfigFault {
  /** Where, as `components[1].id`; empty for the file as a whole. */
  path: string;
  line: number;
  column: number;
  message: string;
}
export interface LoadedConfig {
  /** Absolute path; null when there is no file and the defaults rule. */
  file: string | null;
  config: Config;
  /** Texts that came out of a `*_file`: secrets, whatever their key is called. */
  fromFiles: ReadonlySet<string>;
}
type Env = Readonly<Record<string, string | undefined>>;
export type LoadResult = { ok: true; loaded: LoadedConfig } | { ok: false; file: string; faults: ConfigFault[] };

export const defaultConfig = (): LoadedConfig => ({ file: null, config: Config.parse({}), fromFiles: new Set() });

/** Reads, fills in `${ENV}` and `*_file:` and checks a file; throws only when it cannot be read at all. */
export const loadConfig = (file: string, env: Env = process.env): LoadResult => {
  const path = resolve(file);
  const text = readText(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({ path: "", ...at(error.pos[0]), message: error.message }));
    return { ok: false, file: path, faults };
  }
  const faults: ConfigFault[] = [];
  const fromFiles = new Set<string>();
  fillIn(document, {
    ...{ env, fromFiles },
    dir: dirname(path),
    fault: (node, message) => faults.push({ path: "", ...at(startOf(node)), message }),
  });
  const raw: unknown = document.toJS() ?? {};
  const parsed = Config.safeParse(raw, { reportInput: true });
  const found = (parsed.error?.issues ?? []).flatMap((issue) => explainIssue(Config, issue, IN_WORDS));
  for (const { path: where, message } of [...found, ...crossCheck(raw), ...checkLogos(raw, dirname(path))])
    faults.push({ path: dotted(where), ...at(startOf(nodeAt(document.contents, where))), message });
  if (faults.length > 0 || !parsed.success) return { ok: false, file: path, faults: faults.sort(byPlace) };
  return { ok: true, loaded: { file: path, config: absolutePaths(parsed.data, dirname(path)), fromFiles } };
};

export const formatFault = (file: string, fault: ConfigFault): string =>
  `${file}:${fault.line}:${fault.column}: ${fault.path ? `${fault.path} ` : ""}${fault.message}`;

/** The config, or a problem that names every fault. */
export const loadOrThrow = (file: string, env: Env = process.env): LoadedConfig => {
  const result = loadConfig(file, env);
  if (result.ok) return result.loaded;
  const list = result.faults.map((fault) => formatFault(result.file, fault));
  const count = list.length === 1 ? "1 fault" : `${list.length} faults`;
  throw problem("invalid", `The config has ${count}:\n${list.join("\n")}`, {
    hint: "Mend them and check with `tocsin config check`.",
    errors: result.faults.map(({ path, line, column, message }) => ({ path: path || `${line}:${column}`, message })),
  });
};

interface FillContext {
  env: Env;
  fromFiles: Set<string>;
  dir: string;
  fault: (node: unknown, message: string) => void;
}
/** `${NAME}` in values becomes the environment's, `key_file: path` becomes `key` with the file's text. */
const fillIn = (document: ReturnType<typeof parseDocument>, context: FillContext): void => {
  visit(document, {
    Scalar: (key, node) => {
      if (key === "key" || typeof node.value !== "string") return;
      node.value = node.value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
        const value = context.env[name];
        if (value === undefined) context.fault(node, `names \${${name}}, which is not set in the environment`);
        return value ?? "";
      });
    },
    Pair: (_, pair) => {
      const { key, value } = pair;
      if (!isScalar(key) || !isScalar(value) || !String(key.value).endsWith("_file")) return;
      const file = resolve(context.dir, String(value.value));
      try {
        const text = readFileSync(file, "utf8").trim();
        context.fromFiles.add(text);
        value.value = text;
        key.value = String(key.value).slice(0, -"_file".length);
      } catch {
        context.fault(value, `names the file ${file}, which cannot be read`);
      }
    },
  });
};

const IN_WORDS = {
  known: "a key of the config",
  aside: (path: readonly PropertyKey[]): string | undefined =>
    NOT_YET.has(path.filter((part) => typeof part !== "number").join("."))
      ? "is not yet supported by this version; remove it"
      : undefined,
};

/** The YAML node at a path, or the nearest one above it. */
const nodeAt = (root: unknown, path: readonly PropertyKey[]): unknown => {
  let node = root;
  for (const part of path) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === part) : undefined;
    const next = pair
      ? path.at(-1) === part
        ? pair.key
        : pair.value
      : isSeq(node)
        ? node.items[part as number]
        : undefined;
    if (!next) return node;
    node = next;
  }
  return node;
};
const startOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;
const byPlace = (a: ConfigFault, b: ConfigFault): number => a.line - b.line || a.column - b.column;

/** Relative paths in the file are relative to the file. */
const absolutePaths = (config: Config, dir: string): Config => ({
  ...config,
  ...(config.data_dir ? { data_dir: resolve(dir, config.data_dir) } : {}),
  server: { ...config.server, ...(config.server.socket ? { socket: resolve(dir, config.server.socket) } : {}) },
  pages: config.pages.map((page) => ({
    ...page,
    theme: { ...page.theme, ...(page.theme.logo ? { logo: resolve(dir, page.theme.logo) } : {}) },
  })),
});
