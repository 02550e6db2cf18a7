// When too much comes at once: what says nothing new is counted without a write. First firings, raises and recoveries never are.
import { isUnchanged, isWord, type Statement } from "../../domain/alert.ts";
import { createRateLimiter } from "../gate/rate-limit.ts";
import type { Store } from "../store/store.ts";

/** More transactions than this wait for a commit: about a tenth of a second of work. */
const STRAINED_DEPTH = 200;
/** A row that was brought up to date less than this ago says all that a repeat could. Less than half of the least `resolve_after`. */
const FRESH_MS = 60_000;

export interface Shedder {
  sift: (source: string, statements: readonly Statement[]) => { kept: Statement[]; shed: number };
  /** While these are on their way to the store; call what it gives once they are there. */
  onTheWay: (source: string, statements: readonly Statement[]) => () => void;
}

export const createShedder = (options: {
  store: Store;
  now: () => number;
  /** Budget of each source. */
  alertsPerMinute: () => number;
}): Shedder => {
  const { store, now } = options;
  const budget = createRateLimiter(options.alertsPerMinute);
  /** Alerts whose recovery waits for its commit, and how many do: the rows still say that they fire. */
  const recovering = new Map<string, number>();

  const isNews = (source: string, statement: Statement, seen: ReadonlySet<string>): boolean => {
    // One that gives its time must be heard: what comes later is judged by it.
    if (isWord(statement) || statement.status === "resolved" || statement.saidAt !== null) return true;
    const { fingerprint } = statement;
    if (seen.has(fingerprint) || recovering.has(nameOf(source, fingerprint))) return true;
    const known = store.alerts.get(source, fingerprint);
    return known?.state !== "firing" || now() - known.updatedAt >= FRESH_MS || !isUnchanged(statement, known);
  };

  return {
    sift: (source, statements) => {
      const kept: Statement[] = [];
      const seen = new Set<string>();
      const isStrained = store.depth() > STRAINED_DEPTH;
      for (const statement of statements) {
        const isOver = !budget.take(source, now()).isAllowed;
        if ((isOver || isStrained) && !isNews(source, statement, seen)) continue;
        kept.push(statement);
        if (!isWord(statement)) seen.add(statement.fingerprint);
      }
      return { kept, shed: statements.length - kept.length };
    },
    onTheWay: (source, statements) => {
      const names = statements.flatMap((one) => (one.status === "resolved" ? [nameOf(source, one.fingerprint)] : []));
      for (const name of names) recovering.set(name, (recovering.get(name) ?? 0) + 1);
      return () => {
        for (const name of names) {
          const left = (recovering.get(name) ?? 1) - 1;
          if (left > 0) recovering.set(name, left);
          else recovering.delete(name);
        }
      };
    },
  };
};

const nameOf = (source: string, fingerprint: string): string => `${source} ${fingerprint}`;
