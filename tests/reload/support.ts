// A daemon whose config stands in a file, on a clock that only the test winds.
import { reloadConfig } from "../../src/contract/config.ts";
import { listEvents } from "../../src/contract/log.ts";
import { startTelling } from "../delivery/deliver-support.ts";
import { COMPONENTS, type TestDaemon, type TestDaemonOptions } from "../support/daemon.ts";

export { COMPONENTS };
export const KEY = "the-first-key-of-am";
export const sourcesWith = (key: string) => [{ id: "am", kind: "alertmanager", key }];

export const startReloadable = async (options: TestDaemonOptions = {}) => {
  const t = await startTelling({
    ...options,
    config: { sources: sourcesWith(KEY), ...options.config },
    hasFile: true,
  });
  const { daemon } = t;
  return {
    ...t,
    reload: (config: Record<string, unknown> | string) => {
      daemon.rewrite(typeof config === "string" ? config : { sources: sourcesWith(KEY), ...config });
      return daemon.client.call(reloadConfig, {});
    },
    /** Events of these types, oldest first, without what every event has. */
    events: async (...types: string[]) => {
      const { items } = await daemon.client.call(listEvents, { limit: "200" });
      return items.flatMap(({ type, actor, componentId, data }) =>
        types.includes(type) ? [{ type, by: actor.name, ...(componentId ? { componentId } : {}), data }] : [],
      );
    },
    /** Verb, who and what came of it, oldest first. */
    audit: () =>
      daemon.store.db
        .prepare("SELECT actor_name AS by, outcome, origin FROM audit WHERE verb = 'reloadConfig' ORDER BY id")
        .all(),
    ingest: (key: string, source = "am") => postAlert(daemon, source, key),
  };
};

export const reloadedBy = (by: string, data: { added?: string[]; removed?: string[]; changed?: string[] }) => ({
  type: "config:reloaded",
  by,
  data: { added: [], removed: [], changed: [], ...data },
});

/** The status that a sender gets. */
const postAlert = async (daemon: TestDaemon, source: string, key: string): Promise<number> => {
  const labels = { alertname: "Down", job: "api", severity: "info" };
  const alert = { status: "firing", labels, annotations: {}, fingerprint: "f1" };
  const reply = await fetch(`${daemon.url}/ingest/${source}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ version: "4", groupKey: "g", alerts: [alert] }),
  });
  await reply.arrayBuffer();
  return reply.status;
};
