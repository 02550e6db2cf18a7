// The entrances of senders: who it is, what it says, one transaction, and only then the 2xx.
import { Hono } from "hono";
import type { SourceConfig } from "../../config/schema.ts";
import { problem } from "../../contract/problem.ts";
import type { ActionContext, ActionSettings } from "../actions/context.ts";
import { ingestAlerts } from "../actions/ingest-alerts.ts";
import type { Perform } from "../actions/perform.ts";
import { AlertmanagerWebhook, alertsOfGroup } from "./alertmanager-webhook.ts";
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
    const parsed = AlertmanagerWebhook.safeParse(json);
    if (!parsed.success) throw notUnderstood(source, parsed.error.issues);
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
      { source: source.id, alerts: alertsOfGroup(parsed.data, source) },
    );
    return c.json(done.reply);
  });
  return app as unknown as Hono<never>; // mounted under the app's own environment, which has these and more
};

const notUnderstood = (source: SourceConfig, issues: readonly { path: PropertyKey[]; message: string }[]) =>
  problem("invalid", `This is not an Alertmanager webhook of version 4, which the source \`${source.id}\` takes.`, {
    hint: "Point a `webhook_configs` receiver of Alertmanager here.",
    errors: issues.slice(0, 20).map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message })),
  });
