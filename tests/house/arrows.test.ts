import { describe, expect, test } from "vitest";
import { type Import, readImports, roomOf } from "./imports.ts";

/** Which rooms a room may import from. A room that is missing here is a new one: give it its place on purpose. */
const MAY_SEE: Record<string, readonly string[]> = {
  domain: [],
  contract: ["domain"],
  config: ["domain", "contract"],
  client: ["domain", "contract", "config"],
  tui: ["domain", "contract", "client"],
  // The CLI reaches the daemon and the TUI only lazily; see the test below.
  cli: ["domain", "contract", "config", "client", "tui", "daemon", "offline"],
  store: ["domain"],
  actions: ["domain", "contract", "store"],
  gate: ["domain", "contract", "store"],
  status: ["domain", "store"],
  delivery: ["domain", "contract", "config", "store", "markdown"],
  live: ["domain", "contract", "store", "gate"],
  http: ["domain", "contract", "store", "gate", "actions"],
  ingest: ["domain", "contract", "config", "store", "gate", "actions"],
  markdown: ["domain"],
  pages: ["domain", "contract", "config", "store", "gate", "actions", "markdown"],
  chores: ["domain", "store", "actions"],
  offline: ["domain", "contract", "config", "store"],
  daemon: [
    "domain",
    "contract",
    "config",
    "store",
    "actions",
    "gate",
    "status",
    "delivery",
    "live",
    "http",
    "ingest",
    "pages",
    "chores",
  ],
};

/** Each package has one home, so that it can be replaced by changing one room. */
const HOME: Record<string, readonly string[]> = {
  "rrule-temporal": ["domain"],
  zod: ["contract", "config", "ingest", "http"],
  yaml: ["config"],
  "better-sqlite3": ["store"],
  bullmq: ["delivery"],
  "markdown-it": ["markdown"],
  ioredis: ["delivery"],
  nodemailer: ["delivery"],
  standardwebhooks: ["delivery"],
  undici: ["delivery"],
  "socket.io": ["live"],
  "socket.io-client": ["client", "pages"],
  "fast-xml-builder": ["pages"],
  "ical-generator": ["pages"],
  hono: ["http", "ingest", "pages", "daemon"],
  "@hono/node-server": ["http"],
  "prom-client": ["daemon"],
  commander: ["cli"],
  papaparse: ["cli"],
  ink: ["tui"],
  chalk: ["tui"],
  react: ["tui"],
  pino: ["daemon"],
};

const imports = await readImports();
const all: Import[] = [...imports.values, ...imports.types];
const say = ({ from, to }: Import): string => `${from} imports ${to}`;

describe("the house", () => {
  test("the imports were really read", () => {
    expect(all.length).toBeGreaterThan(500);
    expect(new Set(all.map(({ from }) => roomOf(from)))).toEqual(new Set(Object.keys(MAY_SEE)));
  });

  test("rooms import only from the rooms below them", () => {
    const trespasses = all.filter(({ from, to, isPackage }) => {
      const [here, there] = [roomOf(from), roomOf(to)];
      return !isPackage && here !== there && !MAY_SEE[here]?.includes(there);
    });
    expect(trespasses.map(say)).toEqual([]);
  });

  test("packages stay in their homes", () => {
    const strays = all.filter(({ from, to, isPackage }) => isPackage && !HOME[to]?.includes(roomOf(from)));
    expect(strays.map(say)).toEqual([]);
  });

  test("pino is in one file", () => {
    expect([...new Set(all.filter(({ to }) => to === "pino").map(({ from }) => from))]).toEqual(["daemon/log.ts"]);
  });

  test("no file imports itself in a circle", () => {
    const graph = new Map<string, string[]>();
    for (const { from, to, isPackage } of imports.values)
      if (!isPackage) graph.set(from, [...(graph.get(from) ?? []), to]);
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (file: string, path: string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      if (done.has(file) || path.includes(file)) return;
      for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) walk(file, []);
    expect(circles).toEqual([]);
  });

  test("the CLI reaches daemon, worker, offline half and TUI only through their front doors", () => {
    const doors = all.filter(
      ({ from, to }) => roomOf(from) === "cli" && ["daemon", "offline", "tui"].includes(roomOf(to)),
    );
    expect([...new Set(doors.map(({ to }) => to))].sort()).toEqual([
      "daemon/main.ts",
      "daemon/offline/doctor.ts",
      "daemon/worker.ts",
      "tui/main.tsx",
    ]);
  });

  test("who only calls routes does not load their schemas: the CLI must start fast", () => {
    const isCaller = (file: string): boolean =>
      ["cli", "tui", "client"].includes(roomOf(file)) || /^contract\/[^/]+$/.test(file);
    const loads = imports.values.filter(({ from, to }) => isCaller(from) && /^(contract\/schemas\/|zod$)/.test(to));
    expect(loads.map(say)).toEqual([]);
  });

  test("readers never call verbs: they follow the log", () => {
    const calls = all.filter(
      ({ from, to }) => ["status", "delivery", "live"].includes(roomOf(from)) && roomOf(to) === "actions",
    );
    expect(calls.map(say)).toEqual([]);
  });
});
