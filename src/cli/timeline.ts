import { MAX_PAGE_SIZE } from "../contract/vocabulary.ts";
import type { Context } from "./context.ts";

/** An alert storm can write very many events into one incident; what is left out is said. */
const MAX_EVENTS = 20_000;

/** All events at this path of the API, oldest first. */
export const readTimeline = async <E extends { seq: number }>(
  context: Context,
  path: string,
  ask: (page: { limit: string; after?: string }) => Promise<{ items: E[] }>,
): Promise<E[]> => {
  const events: E[] = [];
  while (events.length < MAX_EVENTS) {
    const after = events.at(-1)?.seq;
    const { items } = await ask({
      limit: String(MAX_PAGE_SIZE),
      ...(after === undefined ? {} : { after: String(after) }),
    });
    events.push(...items);
    if (items.length < MAX_PAGE_SIZE) return events;
  }
  context.warn(
    `only the first ${events.length} events are shown; the rest is at \`tocsin api GET ${path}?after=${events.at(-1)!.seq}\`.`,
  );
  return events;
};
