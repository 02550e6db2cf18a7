// All public pages out of memory, answered before anything else in the server runs.
import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { DEFAULT_PAGE, type PageConfig } from "../../config/schema.ts";
import { cleanLine } from "../../domain/clean-text.ts";
import type { UptimeRule } from "../../domain/uptime.ts";
import type { Store } from "../store/store.ts";
import { answer } from "./answer.ts";
import { createAssets } from "./assets.ts";
import type { Document } from "./document.ts";
import { CROSS_ORIGIN, PATHS, readsText, V2_PREFIX } from "./documents.ts";
import { isKept } from "./drafts.ts";
import { createFinder, type Layout, type Place } from "./find-page.ts";
import type { Front } from "./front.ts";
import { WORDS } from "./locales/index.ts";
import type { PageAssets } from "./model.ts";
import { createNews } from "./news.ts";
import { enter } from "./private-door.ts";
import { createSite, type Site, type SiteFacts } from "./site.ts";

export interface Pages {
  /**
   * What pages show may have changed: each is rendered by its next request, or soon by itself when none comes. Many wakes
   * before that render once. Called by the wiring after every commit that appended events.
   */
  wake(): void;
  /**
   * Answers a public GET or HEAD from memory; false when the path is not a page's. Where the request is for the forms of a
   * page, it then goes on below the address of that.
   */
  tryServe(request: IncomingMessage, response: ServerResponse): boolean;
  /**
   * The page that a request was found to be about; one without a name where whoever asks may know of none. With `slug` that page,
   * where there is one: whoever asks holds a link that was signed about it.
   */
  frontOf(request: IncomingMessage, slug?: string | null): Front;
  stop(): void;
}
export interface PagesOptions {
  store: Store;
  /** In force now; another one after each reload. */
  layout: () => Layout;
  /** Is there a way for readers to be told? */
  canSubscribe: () => boolean;
  uptimeRule: () => UptimeRule;
  maintenanceIndicator: () => SiteFacts["maintenanceIndicator"];
  /** Does this token open that private page? */
  admits: (slug: string, token: string) => boolean;
  version: string;
  now: () => number;
  onWarning: (message: string, error: unknown) => void;
}

/** Rendering ahead of the first reader may not take its time from a burst of commands. */
const AHEAD_MS = 100;
const RETRY_AFTER_SECONDS = 5;
/** What the forms behind a page's links answer; the rest of the server has nothing below a page. */
const OF_LINKS = /^\/(?:subscribe|confirm|subscription|unsubscribe)(?:\/|$)/;
/** Signed themselves, and opened from a mailbox: who holds one needs no token of the page. */
const OF_HOLDERS = /^\/(?:confirm|subscription|unsubscribe)\//;
/** What whoever may know of no page is shown instead: nothing, and there is nothing to subscribe to. */
const NO_PAGE: PageConfig = { ...DEFAULT_PAGE, slug: "", components: [], groups: [] };
/** A path that nobody answers. */
const NOWHERE = "/p/";
const BELOW_A_PAGE = /^\/p\/[^/]+(\/.*)$/;

export const createPages = (options: PagesOptions): Pages => {
  const { store, now, onWarning } = options;
  const common = { "Tocsin-Version": options.version };
  const assets = createAssets(common, onWarning);
  const places = new WeakMap<IncomingMessage, Place>();
  /** By slug and by what stands before its links. */
  const sites = new Map<string, Site>();
  let layout = options.layout();
  let finder = createFinder(layout);
  const news = createNews(store);
  let ahead: NodeJS.Timeout | null = null;
  let isStopped = false;

  /** A reload makes all of them anew. */
  const findNow = (): ReturnType<typeof createFinder> => {
    const wanted = options.layout();
    if (wanted === layout) return finder;
    for (const site of sites.values()) site.stop();
    sites.clear();
    layout = wanted;
    finder = createFinder(layout);
    start();
    return finder;
  };

  /** "" of the page that is none. */
  const urlOf = ({ slug }: PageConfig): string => layout.addresses.get(slug)?.url ?? "";

  const siteOf = (place: Place): Site => {
    const { page, base } = place;
    const key = `${page.slug} ${base}`;
    const known = sites.get(key);
    if (known) return known;
    const paths = assetsOf(place);
    const facts = (): SiteFacts => ({
      ...{ url: urlOf(page), base, assets: paths, canSubscribe: options.canSubscribe() },
      ...{ uptimeRule: options.uptimeRule(), maintenanceIndicator: options.maintenanceIndicator() },
    });
    const site = createSite({ store, page, facts, common, now, onWarning });
    sites.set(key, site);
    return site;
  };

  const assetsOf = ({ page, host }: Place): PageAssets => {
    const { logo, ...names } = assets.namesOf(page.theme);
    const below = (path: string): string => host + path;
    return {
      ...{ style: below(names.style), formStyle: below(names.formStyle), script: below(names.script) },
      ...{ socket: below(names.socket), io: below("/socket.io"), logo: logo && below(logo) },
    };
  };

  const serve = (place: Place, request: IncomingMessage, response: ServerResponse): boolean => {
    const site = siteOf(place);
    const name = PATHS.get(place.path);
    if (name === undefined) return serveKept(site, place.path, request, response);
    if (refuseMethod(request, response)) return true;
    const document = site.document(name === "html" && readsText(request) ? "text" : name);
    if (document) answer(request, response, document);
    else refuse(response);
    return true;
  };

  /** One that the public knows nothing of is no page of ours, like any other path. */
  const serveKept = (site: Site, path: string, request: IncomingMessage, response: ServerResponse): boolean => {
    if (!isKept(path)) return false;
    try {
      const document: Document | null = site.kept(path);
      if (!document) return false;
      if (!refuseMethod(request, response)) answer(request, response, document);
    } catch (error) {
      onWarning(`The page ${path} could not be rendered.`, error);
      refuse(response);
    }
    return true;
  };

  const refuseMethod = ({ method }: IncomingMessage, response: ServerResponse): boolean => {
    if (method === "GET" || method === "HEAD") return false;
    response.writeHead(405, { ...common, Allow: "GET, HEAD", "Content-Length": 0 }).end();
    return true;
  };

  /** What is not there, or not for whoever asks. */
  const passOn = (path: string, response: ServerResponse): boolean => {
    if (!isOfV2(path)) return false;
    response.writeHead(404, { ...common, ...CROSS_ORIGIN, "Content-Length": 0 }).end();
    return true;
  };

  /** Browsers ask first where another site's script sends a header of its own. */
  const answerPreflight = (path: string, request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== "OPTIONS" || !isOfV2(path)) return false;
    const allowed = { "Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "*" };
    response.writeHead(204, { ...common, ...CROSS_ORIGIN, ...allowed, "Access-Control-Max-Age": 86_400 }).end();
    return true;
  };

  const tryEnter = (place: Place, query: string, request: IncomingMessage, response: ServerResponse) => {
    if (!place.page.private) return "open";
    const entry = enter(request, {
      ...{ slug: place.page.slug, host: place.host, path: place.base + place.path, query },
      ...{ isSecure: urlOf(place.page).startsWith("https:"), admits: options.admits },
    });
    if (entry.kind === "closed" && OF_HOLDERS.test(place.path)) return "of holders";
    if (entry.kind !== "cookie") return entry.kind;
    const headers = { "Set-Cookie": entry.cookie, Location: entry.location, "Cache-Control": "no-store" };
    response.writeHead(303, { ...common, ...headers, "Referrer-Policy": "no-referrer", "Content-Length": 0 }).end();
    return "answered";
  };

  /** Says nothing of any page that is not for everybody. */
  const nowhere = (): Place => {
    findNow();
    const first = layout.pages[0]!;
    const page = first.private ? NO_PAGE : first;
    return { page, base: layout.basePath, host: layout.basePath, path: "/" };
  };
  /** The first reader after a start is not the one who waits for the page to be made. */
  const start = (): void => {
    siteOf({ page: layout.pages[0]!, base: layout.basePath, host: layout.basePath, path: "/" });
  };
  start();

  /** Before anything is answered: what has been committed by then is on the page. */
  const catchUp = (): void => {
    if (news.isThereAny()) for (const site of sites.values()) site.doubt();
  };
  /** One page a turn, so that many pages never hold the loop for long. */
  const renderAhead = async (): Promise<void> => {
    catchUp();
    for (const site of [...sites.values()]) {
      await setImmediate();
      site.renderAhead();
    }
  };

  const renderAheadSoon = (): void => {
    if (isStopped) return;
    ahead ??= setTimeout(() => {
      ahead = null;
      void renderAhead();
    }, AHEAD_MS).unref();
  };
  renderAheadSoon();

  return {
    wake: () => {
      news.listen();
      renderAheadSoon();
    },
    tryServe: (request, response) => {
      catchUp();
      const url = request.url ?? "/";
      const end = url.indexOf("?");
      const query = end === -1 ? "" : url.slice(end);
      const find = findNow().find;
      const path = end === -1 ? url : url.slice(0, end);
      const asset = assets.get(path);
      if (asset) {
        if (!refuseMethod(request, response)) answer(request, response, asset);
        return true;
      }
      const place = find(request.headers.host, path);
      if (!place) {
        const below = BELOW_A_PAGE.exec(path)?.[1] ?? "";
        // Whoever was subscribed to one that is gone from the config still finds the way out.
        if (OF_HOLDERS.test(below)) request.url = below + query;
        return passOn(below, response);
      }
      if (!place.page.private && answerPreflight(place.path, request, response)) return true;
      if (!isOfPages(place.path)) {
        if (!place.page.private) places.set(request, place);
        return passOn(place.path, response);
      }
      const entry = tryEnter(place, query, request, response);
      if (entry === "answered") return true;
      if (entry === "closed") {
        // The forms answer below every page that is open; to whoever is not let in there is none of them either.
        if (OF_LINKS.test(place.path)) request.url = NOWHERE;
        return passOn(place.path, response);
      }
      // Without its token the link alone says whether its holder may read the page's name.
      if (entry === "open") places.set(request, place);
      if (serve(place, request, response)) return true;
      if (OF_LINKS.test(place.path)) request.url = place.path + query;
      return passOn(place.path, response);
    },
    frontOf: (request, slug = null) => {
      const asked = places.get(request);
      const named = slug === null ? null : findNow().find(request.headers.host, `/p/${slug}`);
      const place = named ?? asked ?? nowhere();
      const { page, base } = place;
      return {
        ...{ page, title: cleanLine(page.title), base, url: urlOf(page) },
        ...{
          isOpen: page !== NO_PAGE && (!page.private || page === asked?.page),
          words: WORDS[page.locale],
          assets: assetsOf(place),
        },
      };
    },
    stop: () => {
      isStopped = true;
      if (ahead) clearTimeout(ahead);
      for (const site of sites.values()) site.stop();
    },
  };
};

const isOfV2 = (path: string): boolean => `${path}/`.startsWith(V2_PREFIX);
const isOfPages = (path: string): boolean => PATHS.has(path) || isKept(path) || OF_LINKS.test(path);

const refuse = (response: ServerResponse): void => {
  const text = "The status page cannot be shown at the moment. Try again in a few seconds.\n";
  response
    .writeHead(503, {
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Length": Buffer.byteLength(text),
      "Retry-After": RETRY_AFTER_SECONDS,
      "Cache-Control": "no-store",
    })
    .end(text);
};
