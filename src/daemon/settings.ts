// What the rooms need of the config in force, in their own words.
import { type Config, DEFAULT_PAGE, type PageConfig } from "../config/schema.ts";
import { addressesOf, basePathOf, type PageAddress, type Place } from "../domain/page-address.ts";
import type { ActionSettings } from "./actions/context.ts";
import type { RenderContext } from "./delivery/channels/render.ts";
import type { TeamFacts } from "./delivery/kinds/kind.ts";
import type { LevelRules } from "./delivery/plan-levels.ts";
import type { Limits } from "./gate/admission.ts";
import type { Layout } from "./pages/find-page.ts";

export const settingsOf = (config: Config, configFile: string | null): ActionSettings => ({
  configFile,
  components: config.components,
  reopenWindowMs: config.incidents.reopen_window,
  ackTimeoutMs: config.incidents.ack_timeout,
  autoCloseMs: config.incidents.auto_close,
  allowPrivateTargets: config.notify.allow_private_targets,
  publicChannels: config.notify.public_channels,
  pages: pagesOf(config),
  autoPost: config.incidents.auto_post,
  uptime: config.uptime,
});

export const limitsOf = ({ limits }: Config): Limits => ({
  requestsPerMinute: limits.requests_per_minute,
  anonymousPerMinute: limits.anonymous_per_minute,
});

/** At least one. The same list for as long as the config is the same. */
export const pagesOf = ({ pages }: Config): readonly PageConfig[] => (pages.length > 0 ? pages : DEFAULT_PAGES);
const DEFAULT_PAGES: readonly PageConfig[] = [DEFAULT_PAGE];
/** The first one, which is at the public address. */
export const pageOf = (config: Config): PageConfig => pagesOf(config)[0]!;

export interface AddressedPage extends PageConfig, PageAddress {}
/** `url`: what people use where the config names no public address. */
export const placeOf = ({ server }: Config, url: string): Place => ({
  publicUrl: server.public_url ?? url,
  basePath: server.base_path,
});
export const addressedPagesOf = (config: Config, url: string): AddressedPage[] => {
  const addresses = addressesOf(pagesOf(config), placeOf(config, url));
  return pagesOf(config).map((page) => ({ ...page, ...addresses.get(page.slug)! }));
};

export const layoutOf = (config: Config, url: string): Layout => {
  const place = placeOf(config, url);
  const pages = pagesOf(config);
  return { pages, addresses: addressesOf(pages, place), basePath: basePathOf(place) };
};

/** Zones in which days are counted: those of the pages. */
export const dayZonesOf = (config: Config): string[] => [
  ...new Set(pagesOf(config).map(({ time_zone: zone }) => zone)),
];

export const levelRulesOf = ({ notify }: Config): LevelRules => ({ debounceMs: notify.debounce, flap: notify.flap });

export const teamFactsOf = ({ notify }: Config): TeamFacts => ({
  targets: new Map(notify.team.map((target) => [target.name, target])),
  remindEveryMs: notify.remind_every,
  remindTimes: notify.remind_times,
});

export const channelsOf = ({ notify }: Config): Omit<RenderContext, "now"> => ({
  from: notify.from ?? null,
  telegramToken: notify.channels.telegram?.bot_token ?? null,
  ntfyToken: notify.channels.ntfy?.token ?? null,
});
