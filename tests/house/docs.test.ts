import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../src/config/load.ts";
import { Config, NOT_YET } from "../../src/config/schema.ts";
import { ROOT } from "./imports.ts";

const DOCS = [
  ...["README.md", "ARCHITECTURE.md", "STYLE.md", "CHANGELOG.md"],
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const EXAMPLE = join(ROOT, "config.example.yaml");

describe("the docs", () => {
  test.each(DOCS)("%s names only files that exist", (doc) => {
    const text = readFileSync(join(ROOT, doc), "utf8");
    const named = [...text.matchAll(/`((?:src|tests|bench|scripts|docs|bin)\/[\w./*-]*?)`/g)].map(([, path]) => path!);
    const missing = named.filter((path) => !path.includes("*") && !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  test("no key is both known and said to be for later", () => {
    const known = new Set(keysOf(Config, ""));
    expect([...NOT_YET].filter((key) => known.has(key))).toEqual([]);
  });

  test("config.example.yaml is a working config", () => {
    const result = loadConfig(EXAMPLE, {});
    expect(result).toMatchObject({ ok: true });
  });

  test("config.example.yaml names every key, the commented ones too, and they still parse", () => {
    const text = readFileSync(EXAMPLE, "utf8");
    // A comment that is a key: `# key: value` or `#   key:`; prose comments have no such shape.
    const uncommented = text.replace(/^(\s*)# ( *)((?:- )?[a-z_]+:(?: \S.*)?)$/gm, "$1$2$3");
    // What loading would read from these files.
    const filled = uncommented.replace(/^(\s*)([a-z_]+)_file: .*$/gm, '$1$2: "-----BEGIN CERTIFICATE-----"');
    const config: unknown = parse(filled);
    expect(Config.safeParse(config).error?.issues ?? []).toEqual([]);
    expect(missingKeys(Config, config, "")).toEqual([]);
  });
});

interface SchemaLike {
  shape?: Record<string, unknown>;
  element?: unknown;
  unwrap?: () => unknown;
}
/** Keys of the schema that a value does not have, everywhere that it has something. */
const missingKeys = (schema: unknown, value: unknown, path: string): string[] => {
  let inner = schema as SchemaLike;
  while (!inner.shape && !inner.element && inner.unwrap) inner = inner.unwrap() as SchemaLike;
  if (inner.element && Array.isArray(value)) {
    const merged = Object.assign({}, ...value.filter((one) => typeof one === "object"));
    return value.length > 0 && Object.keys(merged).length > 0 ? missingKeys(inner.element, merged, `${path}[]`) : [];
  }
  if (!inner.shape) return [];
  const has = (value ?? {}) as Record<string, unknown>;
  return Object.entries(inner.shape).flatMap(([key, next]) =>
    key in has ? missingKeys(next, has[key], `${path}.${key}`) : [`${path}.${key}`],
  );
};

/** `server`, `server.listen`, `sources.kind`, …: the keys of the schema, lists passed over. */
const keysOf = (schema: unknown, path: string): string[] => {
  let inner = schema as SchemaLike;
  while (!inner.shape && !inner.element && inner.unwrap) inner = inner.unwrap() as SchemaLike;
  if (inner.element) return keysOf(inner.element, path);
  return Object.entries(inner.shape ?? {}).flatMap(([key, next]) => {
    const here = path ? `${path}.${key}` : key;
    return [here, ...keysOf(next, here)];
  });
};
