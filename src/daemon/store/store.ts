// The store as the other rooms see it: tables, and one way to change them.
import { createAlerts } from "./alerts.ts";
import { createAmendments } from "./amendments.ts";
import { createComponents } from "./components.ts";
import { createConfirmations } from "./confirmations.ts";
import { type Db, openDatabase, readPragmas } from "./database.ts";
import { createDayRows } from "./day-rows.ts";
import { createDeliveries } from "./deliveries.ts";
import { createDeliveryHistory } from "./delivery-history.ts";
import { createEarlyRecoveries } from "./early-recoveries.ts";
import { createEventLog } from "./event-log.ts";
import { createFlaps } from "./flaps.ts";
import { createIncidents } from "./incidents.ts";
import { readLinkKey } from "./link-key.ts";
import { createMaintenanceSeries } from "./maintenance-series.ts";
import { createMaintenanceUpdates } from "./maintenance-updates.ts";
import { createMaintenances } from "./maintenances.ts";
import { createNotices } from "./notices.ts";
import { createOverrides } from "./overrides.ts";
import { createPageTokens } from "./page-tokens.ts";
import { createPagesShown } from "./pages-shown.ts";
import { createPauses } from "./pauses.ts";
import { createPosts } from "./posts.ts";
import { createPulse } from "./pulse.ts";
import { createReaders } from "./readers.ts";
import { createRecords } from "./records.ts";
import { createReminders } from "./reminders.ts";
import { createSharedCommit } from "./shared-commit.ts";
import { createSourceRequests } from "./source-requests.ts";
import { createSubscribers } from "./subscribers.ts";
import { createTokens } from "./tokens.ts";
import { createDays } from "./views/days.ts";
import { createPast } from "./views/past.ts";
import { createPastIncidents } from "./views/past-incidents.ts";
import { createReports } from "./views/report.ts";
import { createTellingFacts } from "./views/telling.ts";

export type StoreSeam = "before-commit" | "after-commit" | "migration-step" | "backup-step";

export interface StoreOptions {
  dataDir: string;
  now: number;
  seam?: (name: StoreSeam) => void;
}

const createTables = (db: Db, linkKey: Buffer) => {
  const amendments = createAmendments(db, (id) => days.forget(id));
  const past = createPast(db, amendments);
  const days = createDays(db, past, amendments);
  return {
    /** What links in messages are signed with. */
    linkKey,
    events: createEventLog(db),
    incidents: createIncidents(db),
    alerts: createAlerts(db),
    earlyRecoveries: createEarlyRecoveries(db),
    sourceRequests: createSourceRequests(db),
    components: createComponents(db),
    posts: createPosts(db),
    overrides: createOverrides(db),
    maintenances: createMaintenances(db),
    maintenanceSeries: createMaintenanceSeries(db),
    maintenanceUpdates: createMaintenanceUpdates(db),
    subscribers: createSubscribers(db),
    confirmations: createConfirmations(db),
    notices: createNotices(db),
    deliveries: createDeliveries(db),
    deliveryHistory: createDeliveryHistory(db),
    flaps: createFlaps(db),
    reminders: createReminders(db),
    pauses: createPauses(db),
    pulse: createPulse(db),
    tokens: createTokens(db),
    pageTokens: createPageTokens(db),
    pagesShown: createPagesShown(db),
    readers: createReaders(db),
    records: createRecords(db),
    past,
    days,
    dayRows: createDayRows(db, past, days.forget),
    amendments,
    pastIncidents: createPastIncidents(db),
    reports: createReports(db),
    tellingFacts: createTellingFacts(db),
  };
};
export type Tables = ReturnType<typeof createTables>;
/** What a transaction body gets: the tables, and inner savepoints. */
export type Tx = Tables & { attempt: <T>(fn: () => T) => T };

export const openStore = (options: StoreOptions) => {
  const seam = options.seam ?? (() => {});
  const { db, path, close } = openDatabase({ ...options, seam });
  const tables = createTables(db, readLinkKey(options.dataDir));
  const commit = createSharedCommit(db, tables.events, seam);
  const tx: Tx = { ...tables, attempt: commit.attempt };

  return {
    ...tables,
    /** Runs a synchronous function in the next shared commit; resolves after COMMIT. */
    transact: <T>(fn: (tx: Tx) => T): Promise<T> => commit.transact(() => fn(tx)),
    /** Called after each COMMIT that appended events. Only a hint: readers also look by themselves. */
    onAppend: commit.onAppend,
    depth: commit.depth,
    path,
    pragmas: () => readPragmas(db),
    /** Lets what is queued finish, folds the WAL back and releases the folder. */
    close: async (): Promise<void> => {
      await commit.close();
      close();
    },
    /** The connection itself, for tests of the store and for the backup. */
    db,
  };
};
export type Store = ReturnType<typeof openStore>;
