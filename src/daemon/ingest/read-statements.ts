// A payload of any known shape -> statements, in bites, so that ten thousand alerts do not hold the loop.
import type { SourceConfig } from "../../config/schema.ts";
import { type FieldError, problem } from "../../contract/problem.ts";
import type { Statement } from "../../domain/alert.ts";
import { nearest } from "../../domain/nearest.ts";
import { alertmanagerWebhook } from "./alertmanager-webhook.ts";
import { generic } from "./generic.ts";
import { grafanaWebhook } from "./grafana-webhook.ts";
import { MAX_FAULTS, type Opened, type Shape } from "./shape.ts";

/** One adapter a shape. */
const SHAPES: Record<SourceConfig["kind"], Shape> = {
  alertmanager: alertmanagerWebhook,
  grafana: grafanaWebhook,
  generic,
};
/** Read between two turns of the loop: a few milliseconds. */
const BITE = 500;
const MAX_REMARKS = 20;

/** By its looks, whatever the source's kind says; what looks like nothing is measured by that kind. */
export const shapeOf = (payload: unknown, source: SourceConfig): Shape =>
  Object.values(SHAPES).find((shape) => shape.fits(payload)) ?? SHAPES[source.kind];

export interface Heard {
  statements: Statement[];
  /** What was not understood and left out. */
  remarks: string[];
}

/** All of it or nothing: a payload with a fault is refused whole, with where it differs. */
export const readStatements = async (opened: Opened, components: readonly string[]): Promise<Heard> => {
  const statements: Statement[] = [];
  const remarks = new Set<string>();
  const faults: FieldError[] = [];
  for (const [index, item] of opened.items.entries()) {
    if (index > 0 && index % BITE === 0) await nextTurn();
    const read = opened.read(item, index);
    if ("faults" in read) faults.push(...read.faults);
    else {
      statements.push(read.statement);
      for (const remark of [...(read.remarks ?? []), ...unknownNames(read.statement, components)]) remarks.add(remark);
    }
    if (faults.length >= MAX_FAULTS) break;
  }
  if (faults.length === 0) return { statements, remarks: [...remarks].slice(0, MAX_REMARKS) };
  const { detail, hint } = opened.refusal;
  throw problem("invalid", detail, { hint, errors: faults.slice(0, MAX_FAULTS) });
};

/** An alert is taken without a component that does not exist, rather than lost with it. */
const unknownNames = (statement: Statement, components: readonly string[]): string[] => {
  if (!("named" in statement) || statement.named.length === 0) return [];
  return statement.named.flatMap((id) => {
    if (components.includes(id)) return [];
    const meant = nearest(id, components);
    const help = meant ? `did you mean \`${meant}\`?` : "the alert was taken without it.";
    return [`There is no component \`${id.slice(0, 64)}\`; ${help}`];
  });
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
