// What was told long ago is forgotten, in bites from the oldest on.
import type { Db } from "./database.ts";

/** Where the next bite goes on; null: what comes is too young. */
type Next = number | null;
interface Row {
  id: number;
  at: number;
}

export const createDeliveryHistory = (db: Db) => {
  const deliveries = db.prepare("SELECT id, created_at AS at FROM deliveries WHERE id > ? ORDER BY id LIMIT ?");
  // While an incident goes on, who was told of it is still to be told its end.
  const forgetDeliveries = db.prepare(
    `DELETE FROM deliveries WHERE id > ? AND id <= ? AND state IN ('sent', 'dead', 'suppressed') AND NOT EXISTS
       (SELECT 1 FROM incidents WHERE incidents.id = deliveries.incident_id AND incidents.state IN ('open', 'acknowledged'))
     AND NOT EXISTS (SELECT 1 FROM notices JOIN maintenances ON maintenances.id = notices.maintenance_id
       WHERE notices.id = deliveries.notice_id AND maintenances.state IN ('scheduled', 'in_progress', 'verifying'))`,
  );
  const notices = db.prepare("SELECT id, at FROM notices WHERE id > ? ORDER BY id LIMIT ?");
  const forgetNotices = db.prepare(
    `DELETE FROM notices WHERE id > ? AND id <= ? AND fanned_out_to IS NULL
       AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.notice_id = notices.id)`,
  );

  const biteOf =
    (look: typeof deliveries, forget: typeof deliveries) =>
    ({ before, after, limit }: { before: number; after: number; limit: number }): Next => {
      const rows = look.all(after, limit) as Row[];
      const old = rows.findIndex(({ at }) => at >= before);
      const last = rows.at(old === -1 ? -1 : old - 1);
      if (!last || old === 0) return null;
      forget.run(after, last.id);
      return old === -1 && rows.length === limit ? last.id : null;
    };

  return {
    /** Settled ones from before then, but for those of an incident or a window that is not over: who was told of it is owed its end. */
    forgetSettled: biteOf(deliveries, forgetDeliveries),
    /** Those that no delivery is left of. */
    forgetNotices: biteOf(notices, forgetNotices),
  };
};
