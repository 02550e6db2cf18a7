// Whether anything was committed that a page could show. Most of what engineers do among themselves it cannot.
import type { EventType } from "../../domain/events.ts";
import type { Store } from "../store/store.ts";

/** What is certain to change no page; all else is looked at. */
const INTERNAL: ReadonlySet<EventType> = new Set([
  ...(["incident:acknowledged", "incident:unacknowledged", "incident:assigned", "incident:snoozed"] as const),
  ...(["incident:noted", "delivery:failed", "delivery:tested", "subscriber:added", "subscriber:changed"] as const),
  ...(["subscriber:requested", "subscriber:confirmed", "subscriber:removed"] as const),
]);
/** Reading more of them costs more than looking at the pages. */
const MAX_READ = 200;

export const createNews = (store: Store) => {
  let seen = store.events.head();
  /** There was a commit since somebody looked. */
  let isUnread = false;
  return {
    listen: (): void => {
      isUnread = true;
    },
    isThereAny: (): boolean => {
      if (!isUnread) return false;
      isUnread = false;
      try {
        const events = store.events.after(seen, MAX_READ);
        seen = events.length < MAX_READ ? (events.at(-1)?.seq ?? seen) : store.events.head();
        return events.length === MAX_READ || events.length === 0 || events.some(({ type }) => !INTERNAL.has(type));
      } catch {
        return true; // the pages are looked at, and warn of what is wrong where they cannot be read either
      }
    },
  };
};
