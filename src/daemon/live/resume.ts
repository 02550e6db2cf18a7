import { RESUME_LIMIT, type ResumeReply } from "../../contract/live.ts";
import { type Condition, presentEvent, presentStatus } from "../gate/present.ts";
import type { Store } from "../store/store.ts";

/** Events after a seq; or the whole situation, where the log does not reach back to it or is not the one it came from. */
export const answerResume = (store: Store, after: number, now: number, condition: () => Condition): ResumeReply => {
  const head = store.events.head();
  if (after > head || after < store.events.tail() - 1) {
    const status = presentStatus(store, now, condition());
    return { reset: true, snapshot: { seq: status.seq, status, incidents: status.incidents } };
  }
  const events = store.events.after(after, RESUME_LIMIT).map(presentEvent);
  return { events, more: events.length > 0 && events.at(-1)!.seq < head };
};
