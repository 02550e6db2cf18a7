// What the rooms need of the config in force, in their own words.
import { type Config, DEFAULT_PAGE, type PageConfig } from "../config/schema.ts";
import type { ActionSettings } from "./actions/context.ts";
import type { Limits } from "./gate/admission.ts";

export const settingsOf = (config: Config, configFile: string | null): ActionSettings => ({
  configFile,
  components: config.components,
  reopenWindowMs: config.incidents.reopen_window,
  ackTimeoutMs: config.incidents.ack_timeout,
  autoCloseMs: config.incidents.auto_close,
  allowPrivateTargets: config.notify.allow_private_targets,
});

export const limitsOf = ({ limits }: Config): Limits => ({
  requestsPerMinute: limits.requests_per_minute,
  anonymousPerMinute: limits.anonymous_per_minute,
});

export const pageOf = (config: Config): PageConfig => config.pages[0] ?? DEFAULT_PAGE;
