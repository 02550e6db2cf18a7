// Page cursors: opaque to clients, the sort keys of the last row to us.
import { problem } from "../../contract/problem.ts";

/** A page of rows of which one more than `limit` was read, to see whether there is a next one. */
export const pageOf = <Row, Item>(
  found: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
  placeOf: (last: Row) => object,
): { items: Item[]; nextCursor?: string } => {
  const rows = found.slice(0, limit);
  const items = rows.map(present);
  return found.length > limit ? { items, nextCursor: toCursor(placeOf(rows.at(-1)!)) } : { items };
};

export const toCursor = (place: object): string => Buffer.from(JSON.stringify(place)).toString("base64url");

/** The place a cursor names; numbers only, under exactly these names. */
export const fromCursor = <K extends string>(
  cursor: string | undefined,
  names: readonly K[],
): Record<K, number> | undefined => {
  if (cursor === undefined) return undefined;
  const place = parse(cursor);
  if (place && names.every((name) => Number.isSafeInteger(place[name]))) return place as Record<K, number>;
  throw notOurs();
};

/** The same for a place that is told by texts. */
export const fromTextCursor = <K extends string>(
  cursor: string | undefined,
  names: readonly K[],
): Record<K, string> | undefined => {
  if (cursor === undefined) return undefined;
  const place = parse(cursor);
  if (place && names.every((name) => typeof place[name] === "string")) return place as Record<K, string>;
  throw notOurs();
};

const notOurs = () =>
  problem("invalid", "This cursor is not one of ours.", { hint: "Take `nextCursor` of the page before, as it is." });

const parse = (cursor: string): Record<string, unknown> | undefined => {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return typeof place === "object" && place !== null ? (place as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // the caller says so
  }
};
