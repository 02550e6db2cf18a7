// Generic JSON, for scripts and programs that have no webhook of a known shape: one statement, or a list of them.
import * as z from "zod";
import { dotted, explainIssue } from "../../contract/explain.ts";
import { problem } from "../../contract/problem.ts";
import { knownSeverity, type Labels, severityOf } from "../../domain/alert.ts";
import { boundedKey, boundedLabels, cleanTitle } from "./hostile-text.ts";
import { fieldOf, type Read, type Shape, type SourceFacts } from "./shape.ts";

const MAX_STATEMENTS = 1000;
const MAX_NAMED = 50;
const MAX_NOTE = 10_000;

/** No length is refused here: what is too long is cut, since an alert is worth more than its text. */
const GenericStatement = z.strictObject({
  /** Whose statement it is; absent: the title is. */
  key: z.string().optional(),
  action: z.enum(["open", "ack", "resolve", "note"]).default("open"),
  title: z.string().optional(),
  severity: z.string().optional(),
  component: z.union([z.string().transform((one) => [one]), z.array(z.string()).max(MAX_NAMED)]).default([]),
  url: z.string().optional(),
  body: z.string().optional(),
  labels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  /** When this is said, by the sender's clock. */
  at: z.iso
    .datetime({ offset: true, error: "must be a moment with its offset, like 2026-12-01T02:00:00Z" })
    .transform((text) => Date.parse(text))
    .optional(),
});
type GenericStatement = z.output<typeof GenericStatement>;

const OWN = ["title", "key", "action"];
const isGroup = (payload: unknown): boolean => Array.isArray(fieldOf(payload, "alerts"));

const refusalFor = ({ id }: SourceFacts) => ({
  detail: `This is no generic JSON that the source \`${id}\` takes.`,
  hint: 'Send {"title": "Disk full", "key": "disk", "action": "open"}, or a list of such.',
});

export const generic: Shape = {
  name: "generic",
  fits: (payload) =>
    Array.isArray(payload) || (!isGroup(payload) && OWN.some((name) => fieldOf(payload, name) !== undefined)),
  open: (payload, source) => {
    const isList = Array.isArray(payload);
    const items: unknown[] = isList ? payload : [payload];
    const refusal = refusalFor(source);
    if (items.length > MAX_STATEMENTS)
      throw problem("invalid", `${refusal.detail} A list has at most ${MAX_STATEMENTS} statements.`, {
        hint: "Send it in parts.",
      });
    return { items, refusal, read: (item, index) => readOne(item, isList ? [index] : [], source) };
  },
};

const readOne = (item: unknown, at: readonly PropertyKey[], source: SourceFacts): Read => {
  const parsed = GenericStatement.safeParse(item, { reportInput: true });
  if (!parsed.success) {
    const faults = parsed.error.issues.flatMap((issue) =>
      explainIssue(GenericStatement, issue, { known: "a known field" }),
    );
    return { faults: faults.map(({ path, message }) => ({ path: dotted([...at, ...path]), message })) };
  }
  const said = parsed.data;
  const key = said.key?.trim() || said.title?.trim();
  const fault = (name: string, message: string): Read => ({ faults: [{ path: dotted([...at, name]), message }] });
  if (!key) return fault("title", "is missing; say a `title`, or a `key` that is known already");
  const incidentKey = boundedKey(key);
  if (said.action === "open" || said.action === "resolve") return alertOf(said, incidentKey, source);
  const text = (said.body ?? said.title)?.trim().slice(0, MAX_NOTE).toWellFormed() || null;
  if (said.action === "ack")
    return { statement: { status: "acknowledged", key: incidentKey, text: said.body ? text : null } };
  return text
    ? { statement: { status: "noted", key: incidentKey, text } }
    : fault("body", "is missing; it is the note");
};

const alertOf = (said: GenericStatement, key: string, source: SourceFacts): Read => {
  const { severity, title, component, labels, at = null } = said;
  const isOdd = severity !== undefined && knownSeverity(severity, source.severities) === undefined;
  return {
    statement: {
      fingerprint: key,
      status: said.action === "open" ? "firing" : "resolved",
      groupKey: key,
      title: cleanTitle(title ?? "") || cleanTitle(key) || "Alert without a name",
      severity: severityOf(severity, source.severities),
      labels: boundedLabels(labels),
      annotations: boundedLabels(annotationsOf(said)),
      named: component,
      startsAt: at,
      endsAt: said.action === "resolve" ? at : null,
      saidAt: at,
    },
    remarks: isOdd ? [`The severity \`${cleanTitle(severity)}\` is not known; it was taken as high.`] : [],
  };
};

const annotationsOf = ({ title, url, body }: GenericStatement): Labels => ({
  ...(title ? { title: cleanTitle(title) } : {}),
  ...(url ? { url } : {}),
  ...(body ? { description: body } : {}),
});
