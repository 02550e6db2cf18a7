// Sources and their log -> contract shapes, field by field.
import type { Source as SourceReply, SourceRequest as SourceRequestReply } from "../../contract/sources.ts";
import type { SourceRequest } from "../store/source-requests.ts";
import type { Tables } from "../store/store.ts";
import { iso, maybe } from "./fields.ts";

/** A page of them; the last request of each is one row of an index. */
export const presentSources = (tables: Tables, sources: readonly { id: string; kind: string }[]): SourceReply[] => {
  const firing = tables.alerts.firingOfSources();
  return sources.map(({ id, kind }) => {
    const last = tables.sourceRequests.last(id);
    return {
      id,
      kind,
      ...(last ? { heardAt: iso(last.at), outcome: last.outcome } : {}),
      firing: firing.get(id) ?? 0,
    };
  });
};

export const presentSourceRequest = (request: SourceRequest): SourceRequestReply => ({
  id: request.id,
  source: request.source,
  at: iso(request.at),
  outcome: request.outcome,
  ...maybe("shape", request.shape),
  bytes: request.bytes,
  fired: request.fired,
  repeated: request.repeated,
  recovered: request.recovered,
  ignored: request.ignored,
  shed: request.shed,
  ...maybe("detail", request.detail),
  ...maybe("excerpt", request.excerpt),
  origin: request.origin,
  ...maybe("agent", request.agent),
  requestId: request.requestId,
});
