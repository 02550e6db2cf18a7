// The entrance of senders: who it is, what it says, its alerts committed part by part, and only then the 2xx.
import { hash } from "node:crypto";
import { type Context, Hono } from "hono";
import type { SourceConfig } from "../../config/schema.ts";
import { Problem, problem } from "../../contract/problem.ts";
import type { Statement } from "../../domain/alert.ts";
import type { ActionContext, ActionSettings } from "../actions/context.ts";
import { EFFECTS, type IngestResult, ingestAlerts } from "../actions/ingest-alerts.ts";
import type { Perform, Replayable } from "../actions/perform.ts";
import type { Admission } from "../gate/admission.ts";
import type { Entrance } from "../gate/authenticate.ts";
import { readIdempotencyKey } from "../gate/idempotency-key.ts";
import type { Store } from "../store/store.ts";
import { checkSignature, hasItsKey, refusalOf } from "./authenticate-source.ts";
import { createBodyBudget } from "./body-budget.ts";
import { readStatements, shapeOf } from "./read-statements.ts";
import { excerptOf, excerptOfText } from "./redact.ts";
import { factsOf, type RequestFacts } from "./request-facts.ts";
import { createShedder } from "./shed.ts";
import { createSourceLog } from "./source-log.ts";

/** What the wiring lends to this room of what others know. */
export interface IngestDeps {
  store: Store;
  perform: Perform;
  sources: () => readonly SourceConfig[];
  settings: () => ActionSettings;
  alertsPerMinute: () => number;
  now: () => number;
  admission: Pick<Admission, "turnAway">;
  readBytes: (c: never, maxBytes: number) => Promise<Uint8Array>;
  jsonOf: (bytes: Uint8Array, contentType: string | undefined) => { text: string; json: unknown };
  /** For the metrics; `effect` is one of the counts of the reply. */
  onAlerts: (source: string, effect: string, count: number) => void;
  onWarning: (message: string, error: unknown) => void;
}
interface Env {
  Variables: { requestId: string };
  Bindings: { entrance: Entrance; incoming: { socket: { remoteAddress?: string } } };
}

/** Ten thousand alerts with their labels; Alertmanager sends groups whole. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Alerts that share a transaction: a batch of Prometheus, and few enough that a person's command never waits long behind a storm. */
const PART = 64;
/** Transactions that wait for their commit when even Alertmanager had better come again later: seconds of work. */
const HOPELESS_DEPTH = 5000;
/** Bodies that are held before their signature is checked, of all such sources together. */
const MAX_UNSIGNED_BYTES = 4 * MAX_BYTES;

export const createIngest = (deps: IngestDeps): { app: Hono<never>; stop: () => Promise<void> } => {
  const { store, now } = deps;
  const log = createSourceLog(deps);
  const shedder = createShedder(deps);
  const unsigned = createBodyBudget(MAX_UNSIGNED_BYTES);
  const app = new Hono<Env>();

  app.on(["POST", "PUT"], "/ingest/:source", async (c) => {
    const address = c.env.incoming.socket.remoteAddress;
    const requestId = c.get("requestId");
    const facts = factsOf({ origin: `ingest ${address ?? "unix"}`, agent: c.req.header("user-agent"), requestId });
    const id = c.req.param("source");
    const source = deps.sources().find((one) => one.id === id);
    const turnAway = async (refusal: Problem, why = refusal.message): Promise<never> => {
      if (source) await log.turnedAway(id, facts, { code: refusal.code, detail: why });
      const actor = { kind: "source", name: source ? id : "unknown" } as const;
      return deps.admission.turnAway(
        refusal,
        { entrance: c.env.entrance, address },
        { verb: "ingestAlerts", requestId },
        { actor, target: null },
      );
    };
    const credentials = { authorization: c.req.header("authorization"), queryKey: c.req.query("key") };
    if (!source || !hasItsKey(source, credentials)) return turnAway(refusalOf(id));
    if (store.depth() > HOPELESS_DEPTH) throw busy();
    let isKnown = source.key !== undefined; // else only its signature tells, once the body is there
    try {
      const bytes = await read(c, isKnown);
      facts.bytes = bytes.byteLength;
      const signed = checkSignature(source, bytes, (name) => c.req.header(name), now());
      if (!signed.ok) return await turnAway(refusalOf(id), signed.why);
      isKnown = true;
      const payload = parse(bytes, c.req.header("content-type"), facts);
      const shape = shapeOf(payload, source);
      facts.shape = shape.name;
      const components = deps.settings().components.map((one) => one.id);
      const heard = await readStatements(shape.open(payload, source), components);
      return c.json(await take(source, facts, heard, replayablesOf(c, source, signed.once, bytes)));
    } catch (error) {
      const isTold = !(error instanceof Problem) || error.code === "unauthenticated" || error.code === "rate_limited";
      if (isTold) throw error;
      if (!isKnown) return turnAway(error);
      await log.refused(id, facts, { code: error.code, detail: inWords(error) });
      throw error;
    }
  });

  const read = async (c: Context<Env>, isKnown: boolean): Promise<Uint8Array> => {
    if (isKnown) return deps.readBytes(c as never, MAX_BYTES);
    const declared = Number(c.req.header("content-length") ?? MAX_BYTES);
    const release = unsigned.hold(Math.min(declared, MAX_BYTES));
    if (!release) throw busy();
    try {
      return await deps.readBytes(c as never, MAX_BYTES);
    } finally {
      release();
    }
  };

  const parse = (bytes: Uint8Array, contentType: string | undefined, facts: RequestFacts): unknown => {
    try {
      const { json } = deps.jsonOf(bytes, contentType);
      facts.excerpt = excerptOf(json);
      return json;
    } catch (error) {
      facts.excerpt = excerptOfText(Buffer.from(bytes.subarray(0, MAX_EXCERPT_BYTES)).toString("utf8"));
      throw error;
    }
  };

  /** Commits part by part, in order; what was committed stays, also where a later part fails and the sender comes again. */
  const take = async (
    source: SourceConfig,
    facts: RequestFacts,
    { statements, remarks }: { statements: readonly Statement[]; remarks: readonly string[] },
    replayables: readonly Replayable[],
  ) => {
    const total = { fired: 0, repeated: 0, recovered: 0, ignored: 0, acknowledged: 0, noted: 0, shed: 0 };
    const parts = Math.max(1, Math.ceil(statements.length / PART));
    /** Shed so far and not yet in the row of this request. */
    let untold = 0;
    let row: number | undefined;
    for (let part = 0; part < parts; part++) {
      const { kept, shed } = shedder.sift(source.id, statements.slice(part * PART, (part + 1) * PART));
      untold += shed;
      total.shed += shed;
      if (kept.length === 0 && statements.length > 0) continue;
      const arrived = shedder.onTheWay(source.id, kept);
      const { shape, bytes, excerpt, agent } = facts;
      const request =
        row === undefined
          ? ({ kind: "new", shape: shape!, bytes, shed: untold, excerpt, agent, remarks } as const)
          : ({ kind: "more", row, shed: untold } as const);
      try {
        const done = await deps.perform(
          {
            ...{ verb: "ingestAlerts", action: ingestAlerts, isFrequent: true },
            present: (_, result: IngestResult) => result,
            target: () => source.id,
          },
          contextOf(source, facts),
          { source: source.id, statements: kept, resolveAfterMs: source.resolve_after, request },
          replayables.map((one) => ({ ...one, key: `${one.key} part ${part}` })),
        );
        count(source.id, done.reply, facts.requestId, total);
        row = done.reply.row;
        untold = 0;
      } finally {
        arrived();
      }
    }
    if (untold > 0) log.shed(source.id, facts, untold);
    if (total.shed > 0) deps.onAlerts(source.id, "shed", total.shed);
    const { acknowledged, noted, ...always } = total;
    return {
      ...always,
      ...(acknowledged > 0 ? { acknowledged } : {}),
      ...(noted > 0 ? { noted } : {}),
      ...(remarks.length > 0 ? { warnings: remarks } : {}),
    };
  };

  const count = (source: string, result: IngestResult, requestId: string, total: IngestResult["counts"]): void => {
    for (const effect of EFFECTS) {
      total[effect] += result.counts[effect];
      // A repeat that is answered as the first time was counted then.
      if (result.requestId === requestId && result.counts[effect] > 0)
        deps.onAlerts(source, effect, result.counts[effect]);
    }
  };

  const contextOf = (source: SourceConfig, { origin, requestId }: RequestFacts): ActionContext => ({
    ...{ actor: { kind: "source", name: source.id }, role: null, now: now(), origin, requestId },
    settings: deps.settings(),
  });

  return { app: app as unknown as Hono<never>, stop: log.stop }; // mounted under the app's own environment, which has these and more
};

const busy = (): Problem =>
  problem("unavailable", "Too much comes at once.", { hint: "Nothing of it was taken; send it again in a moment." });

/** As much as an excerpt of text could need. */
const MAX_EXCERPT_BYTES = 16 * 1024;

/** The request is known again by its Idempotency-Key, and by a signature that covers its time. */
const replayablesOf = (
  c: Context<Env>,
  source: SourceConfig,
  once: string | undefined,
  bytes: Uint8Array,
): Replayable[] => {
  const key = readIdempotencyKey(c.req.header("idempotency-key"));
  const keys = [...(once === undefined ? [] : [`signature ${once}`]), ...(key === undefined ? [] : [`key ${key}`])];
  if (keys.length === 0) return [];
  const body = hash("sha256", bytes, "base64");
  return keys.map((one) => ({ key: one, principal: `source:${source.id}`, body }));
};

/** The parser of JSON quotes what it stumbled over, which may be a piece of a secret; the excerpt shows it without. */
const inWords = ({ message, errors, cause }: Problem): string =>
  cause instanceof SyntaxError
    ? "The body is not valid JSON."
    : [message, ...(errors ?? []).map((error) => `${error.path} ${error.message}`)].join(" ");
