// The pages of the config in force, each made when it is asked for first, and anew after a reload.

import type { OutgoingHttpHeaders } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { PageConfig } from "../../config/schema.ts";
import type { UptimeRule } from "../../domain/uptime.ts";
import type { Store } from "../store/store.ts";
import type { Assets } from "./assets.ts";
import { createFinder, type Layout, type Place } from "./find-page.ts";
import type { PageAssets } from "./model.ts";
import { createNews } from "./news.ts";
import { createSite, type Site, type SiteFacts } from "./site.ts";

export interface SitesOptions {
  store: Store;
  /** In force now; another one after each reload. */
  layout: () => Layout;
  /** Is there a way for readers to be told? */
  canSubscribe: () => boolean;
  uptimeRule: () => UptimeRule;
  maintenanceIndicator: () => SiteFacts["maintenanceIndicator"];
  now: () => number;
  onWarning: (message: string, error: unknown) => void;
}

/** Rendering ahead of the first reader may not take its time from a burst of commands. */
const AHEAD_MS = 100;

export const createSites = (options: SitesOptions, assets: Assets, common: OutgoingHttpHeaders) => {
  const { store, now, onWarning } = options;
  /** By slug and by what stands before its links. */
  const sites = new Map<string, Site>();
  const news = createNews(store);
  let layout = options.layout();
  let finder = createFinder(layout);
  let ahead: NodeJS.Timeout | null = null;
  let isStopped = false;

  const stopAll = (): void => {
    for (const site of sites.values()) site.stop();
    sites.clear();
  };
  const layoutNow = (): Layout => {
    const wanted = options.layout();
    if (wanted === layout) return layout;
    stopAll();
    layout = wanted;
    finder = createFinder(layout);
    siteOf(root());
    return layout;
  };
  /** Of the first page, at the root of the host. */
  const root = (): Place => ({ page: layout.pages[0]!, base: layout.basePath, host: layout.basePath, path: "/" });

  /** Absolute, without a slash at its end; "" of a page that is none of the config. */
  const urlOf = ({ slug }: PageConfig): string => layout.addresses.get(slug)?.url ?? "";

  const assetsOf = ({ page, host }: Place): PageAssets => {
    const { logo, ...names } = assets.namesOf(page.theme);
    const below = (path: string): string => host + path;
    return {
      ...{ style: below(names.style), formStyle: below(names.formStyle), script: below(names.script) },
      ...{ socket: below(names.socket), io: below("/socket.io"), logo: logo && below(logo) },
    };
  };

  const siteOf = (place: Place): Site => {
    const { page, base } = place;
    const key = `${page.slug} ${base}`;
    const known = sites.get(key);
    if (known) return known;
    const loaded = assetsOf(place);
    const facts = (): SiteFacts => ({
      ...{ url: urlOf(page), base, assets: loaded, canSubscribe: options.canSubscribe() },
      ...{ uptimeRule: options.uptimeRule(), maintenanceIndicator: options.maintenanceIndicator() },
    });
    const site = createSite({ store, page, facts, common, now, onWarning });
    sites.set(key, site);
    return site;
  };

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
      renderAhead().catch((error) => onWarning("The pages could not be made ahead of their readers.", error));
    }, AHEAD_MS).unref();
  };
  // The first reader after a start is not the one who waits for the page to be made.
  siteOf(root());
  renderAheadSoon();

  return {
    /** Something was committed that appended events. */
    wake: (): void => {
      news.listen();
      renderAheadSoon();
    },
    /** To be called before anything is answered: what has been committed by then is on the page. */
    catchUp,
    /** Which page a request is about, by the host that it names and its path; null: there is no such page. */
    find: (host: string | undefined, path: string): Place | null => {
      layoutNow();
      return finder.find(host, path);
    },
    root: (): Place => {
      layoutNow();
      return root();
    },
    ...{ siteOf, assetsOf, urlOf },
    stop: (): void => {
      isStopped = true;
      if (ahead) clearTimeout(ahead);
      stopAll();
    },
  };
};
