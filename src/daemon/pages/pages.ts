// All public pages out of memory, answered before anything else in the server runs.
import type { IncomingMessage, ServerResponse } from "node:http";
import { DEFAULT_PAGE, type PageConfig } from "../../config/schema.ts";
import { cleanLine } from "../../domain/clean-text.ts";
import { answer } from "./answer.ts";
import { createAssets } from "./assets.ts";
import { PATHS, readsText } from "./documents.ts";
import { isKept } from "./drafts.ts";
import type { Place } from "./find-page.ts";
import type { Front } from "./front.ts";
import { WORDS } from "./locales/index.ts";
import { enter } from "./private-door.ts";
import { createRefusals } from "./refusals.ts";
import { createSites, type SitesOptions } from "./sites.ts";

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
export interface PagesOptions extends SitesOptions {
  /** Does this token open that private page? */
  admits: (slug: string, token: string) => boolean;
  version: string;
}

/** What the forms behind a page's links answer; the rest of the server has nothing below a page. */
const OF_LINKS = /^\/(?:subscribe|confirm|subscription|unsubscribe)(?:\/|$)/;
/** Signed themselves, and opened from a mailbox: who holds one needs no token of the page. */
const OF_HOLDERS = /^\/(?:confirm|subscription|unsubscribe)\//;
const BELOW_A_PAGE = /^\/p\/[^/]+(\/.*)$/;
/** What whoever may know of no page is shown instead: nothing, and there is nothing to subscribe to. */
const NO_PAGE: PageConfig = { ...DEFAULT_PAGE, slug: "", components: [], groups: [] };
/** A path that nobody answers. */
const NOWHERE = "/p/";

export const createPages = (options: PagesOptions): Pages => {
  const common = { "Tocsin-Version": options.version };
  const assets = createAssets(common, options.onWarning);
  const sites = createSites(options, assets, common);
  const { refuseMethod, passOn, answerPreflight, sendOn, refuseForNow } = createRefusals(common);
  /** Of requests that go on to the forms. */
  const places = new WeakMap<IncomingMessage, Place>();

  const route = (request: IncomingMessage, response: ServerResponse): boolean => {
    sites.catchUp();
    const { path, query } = partsOf(request.url ?? "/");
    const asset = assets.get(path);
    if (asset) {
      if (!refuseMethod(request, response)) answer(request, response, asset);
      return true;
    }
    const place = sites.find(request.headers.host, path);
    if (!place) {
      const below = BELOW_A_PAGE.exec(path)?.[1] ?? "";
      // Whoever was subscribed to one that is gone from the config still finds the way out.
      if (OF_HOLDERS.test(below)) request.url = below + query;
      return passOn(below, response);
    }
    if (!place.page.private && answerPreflight(place.path, request, response)) return true;
    if (isOfPages(place.path)) return routeOnPage(place, query, request, response);
    if (!place.page.private) places.set(request, place);
    return passOn(place.path, response);
  };

  const routeOnPage = (place: Place, query: string, request: IncomingMessage, response: ServerResponse): boolean => {
    const entry = entryOf(place, query, request);
    if (entry.kind === "cookie") {
      sendOn(entry, response);
      return true;
    }
    const isOfHolder = entry.kind === "closed" && OF_HOLDERS.test(place.path);
    if (entry.kind === "closed" && !isOfHolder) {
      // The forms answer below every page that is open; to whoever is not let in there is none of them either.
      if (OF_LINKS.test(place.path)) request.url = NOWHERE;
      return passOn(place.path, response);
    }
    // Without its token the link alone says whether its holder may read the page's name.
    if (!isOfHolder) places.set(request, place);
    if (serve(place, request, response)) return true;
    if (OF_LINKS.test(place.path)) request.url = place.path + query;
    return passOn(place.path, response);
  };

  const entryOf = ({ page, base, host, path }: Place, query: string, request: IncomingMessage) => {
    if (!page.private) return { kind: "open" } as const;
    const isSecure = sites.urlOf(page).startsWith("https:");
    return enter(request, { slug: page.slug, host, path: base + path, query, isSecure, admits: options.admits });
  };

  /** What the public knows nothing of is no page of ours, like any other path. */
  const serve = (place: Place, request: IncomingMessage, response: ServerResponse): boolean => {
    const site = sites.siteOf(place);
    const name = PATHS.get(place.path);
    if (name === undefined) {
      const kept = isKept(place.path) ? site.kept(place.path) : null;
      if (kept && !refuseMethod(request, response)) answer(request, response, kept);
      return kept !== null;
    }
    if (refuseMethod(request, response)) return true;
    const document = site.document(name === "html" && readsText(request) ? "text" : name);
    if (document) answer(request, response, document);
    else refuseForNow(response);
    return true;
  };

  /** Says nothing of any page that is not for everybody. */
  const nowhere = (): Place => {
    const root = sites.root();
    return root.page.private ? { ...root, page: NO_PAGE } : root;
  };

  return {
    wake: sites.wake,
    tryServe: (request, response) => {
      try {
        return route(request, response);
      } catch (error) {
        options.onWarning(`${partsOf(request.url ?? "/").path} could not be answered.`, error);
        refuseForNow(response);
        return true;
      }
    },
    frontOf: (request, slug = null) => {
      const asked = places.get(request);
      const named = slug === null ? null : sites.find(request.headers.host, `/p/${slug}`);
      const place = named ?? asked ?? nowhere();
      const { page, base } = place;
      const isOpen = page !== NO_PAGE && (!page.private || page === asked?.page);
      const { title, locale } = page;
      return {
        ...{ page, base, isOpen, title: cleanLine(title), url: sites.urlOf(page) },
        ...{ words: WORDS[locale], assets: sites.assetsOf(place) },
      };
    },
    stop: sites.stop,
  };
};

const partsOf = (url: string): { path: string; query: string } => {
  const end = url.indexOf("?");
  return end === -1 ? { path: url, query: "" } : { path: url.slice(0, end), query: url.slice(end) };
};
const isOfPages = (path: string): boolean => PATHS.has(path) || isKept(path) || OF_LINKS.test(path);
