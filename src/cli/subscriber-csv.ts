// Subscribers as CSV: our own export, and those of Statuspage and Cachet, told apart by the names of their columns.
import { problem } from "../contract/problem.ts";
import type { Subscriber } from "../contract/subscribers.ts";
import { CHANNELS, type Channel, NEWS_KINDS, WEBHOOK_FORMATS } from "../domain/channel.ts";
import { cleanLine } from "../domain/clean-text.ts";
import { nearest } from "../domain/nearest.ts";
import { isYes, STATE_COLUMNS, standingIn } from "./subscriber-state.ts";

export interface ImportItem {
  channel: Channel;
  target: string;
  page?: string;
  components?: string[];
  incidents?: number[];
  kinds?: (typeof NEWS_KINDS)[number][];
  format?: (typeof WEBHOOK_FORMATS)[number];
}
/** One line of the file. `isConfirmed`: as far as the file says, its reader has agreed. */
export type Entry = { line: number } & (
  | { kind: "item"; item: ImportItem; isConfirmed: boolean }
  | { kind: "refused" | "left-out"; message: string }
);
export interface KnownComponent {
  id: string;
  name: string;
}
type Row = Readonly<Record<string, string>>;
type Read = { kind: "item"; item: ImportItem } | { kind: "refused" | "left-out"; message: string };
type ComponentsIn = (cell: string | undefined) => Pick<ImportItem, "components">;
interface Format {
  isIt: (columns: ReadonlySet<string>) => boolean;
  /** Beside those of state: what it reads, and what it may pass over without a word. */
  columns: readonly string[];
  read: (row: Row, componentsIn: ComponentsIn) => Read;
}

/** Thrown by what reads one cell; said beside the line. */
class Unreadable extends Error {}

const COLUMNS = [
  ...["channel", "target", "page", "components", "incidents", "kinds", "format"],
  ...["state", "reason", "created_at", "active_since"],
];
/** What a spreadsheet would take for a formula is led by a quote mark, which is taken off again. */
const QUOTED_FORMULA = /^'(?=[=+\-@\t\r])/;

export const writeSubscribers = async (
  subscribers: readonly Subscriber[],
  { hasHeader }: { hasHeader: boolean },
): Promise<string> => {
  const { default: papa } = await import("papaparse");
  // A line each: papaparse takes what goes on in a second one for no formula.
  const data = subscribers.map((one) => cellsOf(one).map(cleanLine));
  return papa.unparse({ fields: COLUMNS, data }, { header: hasHeader, escapeFormulae: true, newline: "\n" });
};

const cellsOf = (one: Subscriber): string[] => [
  ...[one.channel, one.target, one.page ?? ""],
  ...[one.components ?? [], one.incidents ?? [], one.kinds ?? []].map((list) => list.join(" ")),
  ...[one.format ?? "", one.state, one.reason ?? "", one.createdAt, one.activeSince ?? ""],
];

/** Every line of a file with what it means, and the columns that say nothing to us; throws where all are such. */
export const readSubscribers = async (
  text: string,
  components: readonly KnownComponent[],
): Promise<{ entries: Entry[]; columnsNotRead: string[] }> => {
  const [head, ...lines] = await linesOf(text);
  const columns = (head?.cells ?? []).map(columnOf);
  const format = FORMATS.find(({ isIt }) => isIt(new Set(columns)));
  if (!format)
    throw problem("invalid", `The first line names no columns that we know${head ? `: ${columns.join(", ")}` : ""}.`, {
      hint: "Take an export of Tocsin, Statuspage or Cachet, or a list with the columns `channel` and `target`, or `email`.",
    });
  const componentsIn = createComponentsIn(components);
  const entries = lines.map(({ line, cells, fault }): Entry => {
    if (fault) return { line, kind: "refused", message: fault };
    const row = Object.fromEntries(
      columns.map((name, at) => [name, (cells[at] ?? "").replace(QUOTED_FORMULA, "").trim()]),
    );
    const standing = standingIn(row);
    if (standing.kind === "left-out" || standing.kind === "refused") return { line, ...standing };
    try {
      const read = format.read(row, componentsIn);
      return read.kind === "item" ? { line, ...read, isConfirmed: standing.kind === "confirmed" } : { line, ...read };
    } catch (error) {
      if (error instanceof Unreadable) return { line, kind: "refused", message: error.message };
      throw error;
    }
  });
  const known = new Set(["", ...STATE_COLUMNS, ...format.columns]);
  return { entries, columnsNotRead: columns.filter((name) => !known.has(name)) };
};

const columnOf = (name: string): string => name.trim().toLowerCase().replace(/\?$/, "").replaceAll(/\s+/g, "_");

interface Line {
  line: number;
  cells: string[];
  fault?: string;
}
/** Rows that hold something, with the line of the file on which each begins. */
const linesOf = async (text: string): Promise<Line[]> => {
  const { default: papa } = await import("papaparse");
  const plain = text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const lines: Line[] = [];
  let line = 1;
  let from = 0;
  papa.parse<string[]>(plain, {
    step: ({ data: cells, errors, meta }) => {
      const fault = errors.find(({ type }) => type === "Quotes")?.message;
      if (cells.some((cell) => cell.trim() !== ""))
        lines.push({ line, cells, ...(fault ? { fault: `${fault}.` } : {}) });
      line += plain.slice(from, meta.cursor).split("\n").length - 1;
      from = meta.cursor;
    },
  });
  return lines;
};

const left = (message: string): Read => ({ kind: "left-out", message });
const refused = (message: string): Read => ({ kind: "refused", message });

const readOwn: Format["read"] = (row, componentsIn) => {
  const item: ImportItem = {
    channel: oneOf("channel", row.channel, CHANNELS),
    target: targetIn(row.target),
    ...(row.page ? { page: row.page } : {}),
    ...componentsIn(row.components),
    ...incidentsIn(row.incidents),
    ...kindsIn(row.kinds),
    ...(row.format ? { format: oneOf("format", row.format, WEBHOOK_FORMATS) } : {}),
  };
  return { kind: "item", item };
};

/** What Statuspage calls a type, and where it is told of; a webhook goes on getting Statuspage's own shape. */
const STATUSPAGE_TYPES: Record<string, { channel: Channel; column: string; format?: "statuspage" } | undefined> = {
  email: { channel: "email", column: "email" },
  webhook: { channel: "webhook", column: "endpoint", format: "statuspage" },
  slack: { channel: "slack", column: "endpoint" },
  teams: { channel: "teams", column: "endpoint" },
};
const readStatuspage: Format["read"] = (row, componentsIn) => {
  if (row.quarantined_at) return left(`it was quarantined there on ${row.quarantined_at}`);
  const type = (row.subscriber_type || row.type || row.mode || typeByCells(row)).toLowerCase();
  const way = STATUSPAGE_TYPES[type];
  if (!way) return refused(`it is told by ${type || "nothing that we know"}, which Tocsin does not have`);
  const { channel, column, format } = way;
  const target = targetIn(row[column], `it is told by ${type}, and its ${column} is not in the file`);
  const item: ImportItem = { channel, target, ...componentsIn(row.components), ...(format ? { format } : {}) };
  return { kind: "item", item };
};
const typeByCells = (row: Row): string => {
  if (row.endpoint) return "webhook";
  if (row.email) return "email";
  return row.phone_number || row.display_phone_number ? "sms" : "";
};

const readCachet: Format["read"] = (row, componentsIn) => {
  if (!row.email && row.phone_number) return refused("it is told by sms, which Tocsin does not have");
  const slack = row.email ? "" : row.slack_webhook_url;
  const isOfAll = isYes(row.global);
  const item: ImportItem = {
    channel: slack ? "slack" : "email",
    target: targetIn(slack || row.email),
    ...(isOfAll ? {} : componentsIn(row.components || row.subscriptions)),
  };
  return { kind: "item", item };
};

/** The first that fits; a bare list of addresses reads like Cachet's. */
const FORMATS: readonly Format[] = [
  { isIt: (columns) => columns.has("channel") && columns.has("target"), columns: COLUMNS, read: readOwn },
  {
    isIt: (columns) =>
      ["endpoint", "quarantined_at", "display_phone_number", "subscriber_type", "mode"].some((name) =>
        columns.has(name),
      ) &&
      (columns.has("email") || columns.has("endpoint")),
    columns: [
      ...["id", "email", "endpoint", "phone_number", "display_phone_number", "phone_country", "components"],
      ...["mode", "type", "subscriber_type", "created_at", "quarantined_at"],
    ],
    read: readStatuspage,
  },
  {
    isIt: (columns) => columns.has("email"),
    columns: [
      ...["id", "email", "phone_number", "slack_webhook_url", "global", "components", "subscriptions"],
      ...["verify_code", "created_at", "updated_at"],
    ],
    read: readCachet,
  },
];

/** The route's own limit; one line that passes it would have the whole request refused. */
const MAX_TARGET = 2000;
const targetIn = (cell: string | undefined, otherwise = "it has no address"): string => {
  if (!cell) throw new Unreadable(otherwise);
  if (cell.length > MAX_TARGET) throw new Unreadable(`its address is longer than ${MAX_TARGET} characters`);
  return cell;
};

const oneOf = <T extends string>(what: string, cell: string | undefined, known: readonly T[]): T => {
  const word = (cell ?? "").toLowerCase();
  const found = known.find((one) => one === word);
  if (found) return found;
  const meant = nearest(word, known);
  throw new Unreadable(
    `"${cell}" is no ${what}; ${meant ? `did you mean ${meant}?` : `it is one of ${known.join(", ")}`}`,
  );
};

const wordsIn = (cell: string | undefined): string[] => (cell ?? "").split(/[\s,;|]+/).filter(Boolean);

const incidentsIn = (cell: string | undefined): Pick<ImportItem, "incidents"> => {
  const words = wordsIn(cell);
  const wrong = words.find((word) => !/^[1-9]\d{0,14}$/.test(word));
  if (wrong !== undefined) throw new Unreadable(`"${wrong}" is not the id of an incident`);
  return words.length > 0 ? { incidents: words.map(Number) } : {};
};
const kindsIn = (cell: string | undefined): Pick<ImportItem, "kinds"> => {
  const kinds = wordsIn(cell).map((word) => oneOf("kind of news", word, NEWS_KINDS));
  return kinds.length > 0 ? { kinds: [...new Set(kinds)] } : {};
};

/** Components by id or by name, in whatever a list is written; one that nobody knows refuses its line. */
const createComponentsIn = (known: readonly KnownComponent[]): ComponentsIn => {
  const ids = new Map(known.flatMap(({ id, name }) => [[name.toLowerCase(), id] as const, [id, id] as const]));
  const idOf = (text: string): string | undefined => ids.get(text) ?? ids.get(text.toLowerCase());
  const idsOf = (cell: string): (string | undefined)[] => {
    const bare = cell.replaceAll(/[[\]"{}]/g, "");
    const named = bare.split(/\s*[,;|\n]\s*/).filter(Boolean);
    const byName = named.map(idOf);
    return byName.includes(undefined) && !byName.some(Boolean) ? wordsIn(bare).map(idOf) : byName;
  };
  return (cell) => {
    if (!cell || /^[[\]{}\s]*$/.test(cell) || (/^all$/i.test(cell) && !idOf(cell))) return {};
    const components = idsOf(cell).filter((id) => id !== undefined);
    if (components.length < idsOf(cell).length)
      throw new Unreadable(`there are components in "${cell}" that are not among ours (by id or name)`);
    return { components: [...new Set(components)] };
  };
};
