// What the config decides about verbs, as its defaults have it.
import { DEFAULT_PAGE } from "../../src/config/schema.ts";
import type { ActionSettings } from "../../src/daemon/actions/context.ts";
import { DEFAULT_UPTIME_RULE } from "../../src/domain/uptime.ts";

export const makeSettings = (change: Partial<ActionSettings> = {}): ActionSettings => ({
  configFile: null,
  components: [],
  reopenWindowMs: 600_000,
  ackTimeoutMs: null,
  autoCloseMs: 7 * 24 * 3600_000,
  allowPrivateTargets: true,
  publicChannels: ["email"],
  pages: [DEFAULT_PAGE],
  autoPost: { resolved: "It is over.", reopened: "It is back." },
  uptime: DEFAULT_UPTIME_RULE,
  ...change,
});
