import { MAX_PAGE_SIZE, PAGE_SIZE } from "../contract/vocabulary.ts";
import type { Context } from "./context.ts";

/** Most that a list prints; more is the business of the API's cursor. */
export const MAX_LISTED = 10_000;

interface Page<T> {
  items: T[];
  nextCursor?: string | undefined;
}

/** Reads pages until `limit` rows are there; says on stderr when there would be more. */
export const readPages = async <T>(
  context: Context,
  limit: number = PAGE_SIZE,
  ask: (page: { limit: string; cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> => {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({
      limit: String(Math.min(limit - items.length, MAX_PAGE_SIZE)),
      ...(cursor ? { cursor } : {}),
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && items.length < limit);
  // Also with --quiet: whoever pipes ids on must hear that these are not all.
  if (cursor)
    context.io.stderr.write(
      `The first ${items.length}; there are more: --limit ${Math.min(items.length * 4, MAX_LISTED)}.\n`,
    );
  return items;
};
