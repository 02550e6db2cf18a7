// The entrances of senders: who it is, what it says, one transaction, and only then the 2xx.
import { Hono } from "hono";
import type { SourceConfig } from "../../config/schema.ts";
import type { IncomingAlert } from "../../domain/alert.ts";
import type { ActionContext, ActionSettings } from "../actions/context.ts";
import { ingestAlerts } from "../actions/ingest-alerts.ts";
import type { Perform } from "../actions/perform.ts";
import { readAlertmanager } from "./alertmanager-webhook.ts";
import { authenticateSource } from "./authenticate-source.ts";

/** What the wiring lends to this room of what http knows about requests. */
export interface IngestDeps {
  perform: Perform;
  sources: () => readonly SourceConfig[];
  settings: () => ActionSettings;
  now: () => number;
  readJson: (c: never, maxBytes: number) => Promise<{ json: unknown }>;
}

/** Ten thousand alerts with their labels; Alertmanager sends groups whole. */
const MAX_BYTES = 16 * 1024 * 1024;

export const createIngest = (deps: IngestDeps): Hono<never> => {
  const app = new Hono<{
    Variables: { requestId: string };
    Bindings: { incoming: { socket: { remoteAddress?: string } } };
  }>();
  app.post("/ingest/:source", async (c) => {
    const source = authenticateSource(deps.sources(), c.req.param("source"), {
      authorization: c.req.header("authorization"),
      queryKey: c.req.query("key"),
    });
    const { json } = await deps.readJson(c as never, MAX_BYTES);
    const alerts = READ[source.kind](json, source);
    const ctx: ActionContext = {
      actor: { kind: "source", name: source.id },
      role: null,
      now: deps.now(),
      origin: `ingest ${c.env.incoming.socket.remoteAddress ?? "unix"}`,
      requestId: c.get("requestId"),
      settings: deps.settings(),
    };
    const done = await deps.perform(
      { verb: "ingestAlerts", action: ingestAlerts, present: (_, result) => result, target: () => source.id },
      ctx,
      { source: source.id, alerts },
    );
    return c.json(done.reply);
  });
  return app as unknown as Hono<never>; // mounted under the app's own environment, which has these and more
};

/** One adapter a kind of source: a foreign payload becomes alerts, or a problem that says what was expected. */
const READ: Record<SourceConfig["kind"], (payload: unknown, source: SourceConfig) => IncomingAlert[]> = {
  alertmanager: readAlertmanager,
};
