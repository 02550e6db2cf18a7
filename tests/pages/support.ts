// A real store in memory, a real server on a free port.
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { DEFAULT_PAGE, type PageConfig } from "../../src/config/schema.ts";
import { createPages } from "../../src/daemon/pages/pages.ts";
import type { ComponentFacts } from "../../src/daemon/store/components.ts";
import { openStore, type Store } from "../../src/daemon/store/store.ts";
import { SYSTEM } from "../../src/domain/actor.ts";
import type { Level } from "../../src/domain/level.ts";
import { addressesOf, type PageAddress, withoutBase } from "../../src/domain/page-address.ts";
import { DEFAULT_UPTIME_RULE } from "../../src/domain/uptime.ts";

/** 23 Nov 2026, 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 23, 12);
export const HOUR = 3600_000;
export const BROWSER = { "user-agent": "Mozilla/5.0", accept: "text/html,*/*;q=0.8" };

export interface Shown extends Partial<ComponentFacts> {
  id: string;
  level?: Level;
}
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
}

export interface PagesFacts {
  /** Beside the first. */
  others?: readonly Partial<PageConfig>[];
  publicUrl?: string;
  basePath?: string;
  /** Tokens of private pages, by slug. */
  tokens?: Record<string, string>;
  /** One that is there already, and is closed by whoever opened it. */
  store?: Store;
}

export const openPage = async (
  shown: readonly Shown[],
  page: Partial<PageConfig> = {},
  { others = [], publicUrl = "https://status.acme.test", basePath = "", tokens = {}, store: given }: PagesFacts = {},
) => {
  const clock = { now: NOON };
  const store = given ?? openStore({ dataDir: ":memory:", now: NOON });
  const reads = { count: 0 };
  const warnings: string[] = [];
  const layout = {
    pages: [{ ...DEFAULT_PAGE, title: "Acme Status", ...page }, ...others.map((one) => ({ ...DEFAULT_PAGE, ...one }))],
    ...{ addresses: new Map<string, PageAddress>(), basePath },
  };
  const place = { publicUrl, basePath };
  layout.addresses = new Map(addressesOf(layout.pages, place));
  await addComponents(store, shown);
  const pages = createPages({
    store: countingReads(store, reads),
    layout: () => layout,
    canSubscribe: () => true,
    uptimeRule: () => DEFAULT_UPTIME_RULE,
    maintenanceIndicator: () => "maintenance",
    admits: (slug, token) => tokens[slug] !== undefined && tokens[slug] === token,
    version: "1.2.3",
    now: () => clock.now,
    onWarning: (message) => warnings.push(message),
  });
  const server = createServer((incoming, response) => {
    incoming.url = withoutBase(incoming.url ?? "/", basePath); // as the door does
    if (!pages.tryServe(incoming, response)) response.writeHead(418).end("not a page");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    pages.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (!given) await store.close();
  });
  const get = (path: string, headers: Record<string, string> = BROWSER, method = "GET"): Promise<Answer> =>
    ask({ port, path, headers, method });
  return {
    ...{ store, pages, clock, warnings, reads, get },
    json: async (name: string) => JSON.parse((await get(`/api/v2/${name}.json`)).text),
    /** Levels move as the status engine moves them: the row and the event in one transaction. */
    setLevel: async (id: string, level: Level): Promise<void> => {
      await store.transact((tx) => {
        const from = tx.components.get(id)?.level ?? "operational";
        tx.components.saveLevel(id, level, clock.now, { kind: "none" });
        const data = { from, to: level, cause: { kind: "none" as const } };
        tx.events.append([{ type: "status:changed", componentId: id, data }], clock.now, SYSTEM);
      });
      pages.wake();
    },
  };
};

export const addComponents = (store: Store, shown: readonly Shown[]): Promise<void> =>
  store.transact((tx) => {
    shown.forEach(({ level, ...facts }, index) => {
      const rest = { name: facts.id, description: null, group: null, position: index, isHidden: false };
      tx.components.upsert({ ...rest, ...facts }, NOON - 24 * HOUR);
      if (level) tx.components.saveLevel(facts.id, level, NOON - HOUR, { kind: "none" });
    });
  });

/** The same store; counts how often a page was read from it. */
const countingReads = (store: Store, reads: { count: number }): Store => ({
  ...store,
  components: {
    ...store.components,
    list: () => {
      reads.count += 1;
      return store.components.list();
    },
  },
});

const ask = (options: {
  port: number;
  path: string;
  headers: Record<string, string>;
  method: string;
}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text: body.toString() });
      });
    })
      .on("error", reject)
      .end();
  });
