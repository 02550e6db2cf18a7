import type { AuditEntry } from "../../contract/log.ts";
import type { AuditRow } from "../store/records.ts";

/** Names, verbs and addresses of peers; what was sent with a command is not in it, and so no secret either. */
export const presentAudit = (row: AuditRow): AuditEntry => ({
  id: row.id,
  at: new Date(row.at).toISOString(),
  actor: { kind: row.actor.kind, name: row.actor.name },
  verb: row.verb,
  ...(row.target === null ? {} : { target: row.target }),
  outcome: row.outcome,
  origin: row.origin,
  requestId: row.requestId,
});
