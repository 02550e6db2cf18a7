import type { StoredEvent } from "../../domain/events.ts";
import type { EventLog } from "./event-log.ts";

/** At the most so many events are read at once. */
const BATCH = 500;

/** Events after `seq`, grouped by the transaction that wrote them; never half of one. */
export const wholeTransactions = (log: EventLog, seq: number): StoredEvent[][] => {
  const events = log.after(seq, BATCH);
  const groups: StoredEvent[][] = [];
  for (const event of events) {
    const group = groups.at(-1);
    if (group && group[0]!.txSeq === event.txSeq) group.push(event);
    else groups.push([event]);
  }
  if (events.length < BATCH) return groups;
  const cut = groups.pop()!;
  return groups.length > 0 ? groups : [log.ofTransaction(cut[0]!.txSeq)];
};
