// What the config decides about verbs, as its defaults have it.
import type { ActionSettings } from "../../src/daemon/actions/context.ts";

export const makeSettings = (change: Partial<ActionSettings> = {}): ActionSettings => ({
  configFile: null,
  components: [],
  reopenWindowMs: 600_000,
  ackTimeoutMs: null,
  autoCloseMs: 7 * 24 * 3600_000,
  allowPrivateTargets: true,
  publicChannels: ["email"],
  pages: ["status"],
  autoPost: { resolved: "It is over.", reopened: "It is back." },
  ...change,
});
