// What a source sent gets its row in the same commit as its alerts; a request that is cut into parts has one row.
import { MAX_DETAIL } from "../store/source-requests.ts";
import type { Tx } from "../store/store.ts";
import type { ActionContext } from "./context.ts";

export type RequestLog =
  | {
      kind: "new";
      shape: string;
      bytes: number;
      /** Repeats that were only counted. */
      shed: number;
      /** The beginning of what came, secrets taken out. */
      excerpt: string | null;
      agent: string | null;
      remarks: readonly string[];
    }
  /** A later part of the request that has this row. */
  | { kind: "more"; row: number; shed: number };

export interface RecordedPart {
  source: string;
  request: RequestLog;
  counts: { fired: number; repeated: number; recovered: number; ignored: number; acknowledged: number; noted: number };
  remarks: readonly string[];
}

/** Gives the row's id. */
export const recordRequest = (tx: Tx, ctx: ActionContext, part: RecordedPart): number => {
  const { source, request, counts } = part;
  const { acknowledged, noted } = counts;
  const said = [acknowledged > 0 && `${acknowledged} acknowledged.`, noted > 0 && `${noted} noted.`].filter(Boolean);
  const ownRemarks = request.kind === "new" ? request.remarks : [];
  const detail = [...said, ...ownRemarks, ...part.remarks].join(" ").slice(0, MAX_DETAIL) || null;
  const { fired, repeated, recovered, ignored } = counts;
  const { shed } = request;
  if (request.kind === "more") {
    tx.sourceRequests.count(request.row, { fired, repeated, recovered, ignored, shed }, detail);
    return request.row;
  }
  const { shape, bytes, excerpt, agent } = request;
  return tx.sourceRequests.add({
    ...{ source, at: ctx.now, outcome: "accepted", shape, bytes, detail, excerpt, agent },
    ...{ fired, repeated, recovered, ignored, shed, origin: ctx.origin, requestId: ctx.requestId },
  });
};
