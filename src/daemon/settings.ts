// What the rooms need of the config in force, in their own words.
import { type Config, DEFAULT_PAGE, type PageConfig } from "../config/schema.ts";
import type { ActionSettings } from "./actions/context.ts";
import type { RenderContext } from "./delivery/channels/render.ts";
import type { TeamFacts } from "./delivery/kinds/kind.ts";
import type { LevelRules } from "./delivery/plan-levels.ts";
import type { Limits } from "./gate/admission.ts";

export const settingsOf = (config: Config, configFile: string | null): ActionSettings => ({
  configFile,
  components: config.components,
  reopenWindowMs: config.incidents.reopen_window,
  ackTimeoutMs: config.incidents.ack_timeout,
  autoCloseMs: config.incidents.auto_close,
  allowPrivateTargets: config.notify.allow_private_targets,
  publicChannels: config.notify.public_channels,
  pages: [pageOf(config).slug],
  page: pageOf(config),
  autoPost: config.incidents.auto_post,
  uptime: config.uptime,
});

export const limitsOf = ({ limits }: Config): Limits => ({
  requestsPerMinute: limits.requests_per_minute,
  anonymousPerMinute: limits.anonymous_per_minute,
});

export const pageOf = (config: Config): PageConfig => config.pages[0] ?? DEFAULT_PAGE;

/** Zones in which days are counted: those of the pages. */
export const dayZonesOf = (config: Config): string[] => [
  ...new Set((config.pages.length > 0 ? config.pages : [DEFAULT_PAGE]).map((page) => page.time_zone)),
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
