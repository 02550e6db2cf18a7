// Component levels as they were: read from status:changed, and from when components came into the config and left it. Their stories
// are as people amended them; what was shown at a moment is not.
import { amend } from "../../../domain/amendment.ts";
import type { CauseOfLevel, Level } from "../../../domain/level.ts";
import type { LevelChange, LevelStory } from "../../../domain/uptime.ts";
import type { Amendments } from "../amendments.ts";
import { type Component, type ComponentFacts, type ComponentRow, componentOf } from "../components.ts";
import type { Db } from "../database.ts";
import { type Override, overrideOf } from "../overrides.ts";

export interface PastComponent extends ComponentFacts {
  level: Level;
  since: number;
  cause: CauseOfLevel;
  override: Override | null;
}
export interface PastChange {
  seq: number;
  at: number;
  from: Level;
  to: Level;
  cause: CauseOfLevel;
  causeSeq: number | null;
}
/** A component that ever was in the config. */
export interface KnownComponent extends Omit<Component, "override"> {
  isPresent: boolean;
}
/** What its story takes of a component: its present level, too. */
export type Storied = Pick<KnownComponent, "id" | "level" | "createdAt">;
/** While a component was in the config; `to` is null for one that still is. */
interface Stay {
  from: number;
  to: number | null;
}

/** How often the components of a config change; older comings and goings are taken for "it was there". */
const MAX_RELOADS = 1000;
/** Ten milliseconds of reading. One that flapped more is measured over the newest of its changes. */
const MAX_CHANGES = 10_000;
/** Engines that looked at the same time write a few changes out of the order of time, never many. */
const MAX_OUT_OF_ORDER = 100;

/** Exported, like CAME_SINCE and LAST_CHANGE, for the test that reads EXPLAIN. */
export const RELOADS = `
  SELECT at, data FROM events INDEXED BY events_of_config WHERE type = 'config:reloaded'
    AND json_array_length(data, '$.added') + json_array_length(data, '$.removed') > 0
  ORDER BY at DESC, seq DESC LIMIT ${MAX_RELOADS}`;
export const CAME_SINCE = `
  SELECT DISTINCT value FROM events INDEXED BY events_of_config, json_each(data, '$.added')
  WHERE events.type = 'config:reloaded' AND at > ?`;
export const LAST_CHANGE = `
  SELECT seq, at, data, cause_seq FROM events
  WHERE component_id = ? AND type = 'status:changed' AND at BETWEEN ? AND ? ORDER BY at DESC, seq DESC LIMIT 1`;

/** Of many at once; exported for the test too. */
export const CHANGES_OF_MANY = `
  SELECT seq, at, json_extract(data, '$.from'), json_extract(data, '$.to'), component_id
  FROM json_each(?) AS asked CROSS JOIN events INDEXED BY events_of_status ON component_id = asked.value
  WHERE events.type = 'status:changed' AND at > ? AND at <= ? LIMIT ${MAX_CHANGES}`;

type MovedRow = [seq: number, at: number, from: Level, to: Level];

export const createPast = (db: Db, amendments: Amendments) => {
  const known = db.prepare("SELECT * FROM components WHERE created_at <= ? ORDER BY position, id");
  const one = db.prepare("SELECT * FROM components WHERE id = ?");
  const reloads = db.prepare(RELOADS);
  const cameSince = db.prepare(CAME_SINCE).pluck();
  const lastChange = db.prepare(LAST_CHANGE);
  const nextChange = db.prepare(
    `SELECT seq, at, data, cause_seq FROM events WHERE component_id = ? AND type = 'status:changed' AND seq > ?
     ORDER BY seq LIMIT 1`,
  );
  const firstChange = db.prepare(
    `SELECT seq, at, data, cause_seq FROM events WHERE component_id = ? AND type = 'status:changed' AND at > ? AND at < ?
     ORDER BY at, seq LIMIT 1`,
  );
  const newest = db.prepare(
    `SELECT seq, at, data, cause_seq FROM events WHERE component_id = ? AND type = 'status:changed'
     ORDER BY at DESC, seq DESC LIMIT ?`,
  );
  const changesIn = db
    .prepare(
      `SELECT seq, at, json_extract(data, '$.from'), json_extract(data, '$.to') FROM events
       WHERE component_id = ? AND type = 'status:changed' AND at > ? AND at <= ? ORDER BY at DESC LIMIT ${MAX_CHANGES}`,
    )
    .raw();
  const changesOfMany = db.prepare(CHANGES_OF_MANY).raw();
  const overrideAt = db.prepare(
    "SELECT * FROM overrides WHERE component_id = ? AND set_at <= ? ORDER BY set_at DESC, id DESC LIMIT 1",
  );
  const oldest = db.prepare("SELECT at FROM events ORDER BY seq LIMIT 1").pluck();
  const newestSeq = db.prepare("SELECT max(seq) FROM events").pluck();
  // A change of level is written late and carries the time of its cause, so that it says nothing of where a moment is.
  const placeFrom = db.prepare(
    "SELECT seq, at FROM events WHERE seq >= ? AND type <> 'status:changed' ORDER BY seq LIMIT 1",
  );
  const lastNear = db
    .prepare(
      `SELECT max(seq) FROM (SELECT seq, at FROM events WHERE seq > ? ORDER BY seq LIMIT ${MAX_OUT_OF_ORDER}) WHERE at <= ?`,
    )
    .pluck();

  /** When each component came and left, oldest first; one that no reload names has always been there. */
  const stays = (): Map<string, Stay[]> => {
    const found = new Map<string, Stay[]>();
    for (const row of (reloads.all() as { at: number; data: string }[]).reverse()) {
      const { added, removed } = JSON.parse(row.data) as { added: string[]; removed: string[] };
      for (const id of added) found.set(id, [...(found.get(id) ?? []), { from: row.at, to: null }]);
      for (const id of removed) {
        const before = found.get(id) ?? [];
        const last = before.at(-1) ?? { from: Number.MIN_SAFE_INTEGER, to: null };
        found.set(id, [...before.slice(0, -1), { ...last, to: row.at }]);
      }
    }
    return found;
  };
  const staysOf = (component: Storied, all: ReadonlyMap<string, Stay[]>): Stay[] => {
    const [first, ...later] = all.get(component.id) ?? [{ from: component.createdAt, to: null }];
    return [{ ...first!, from: Math.max(first!.from, component.createdAt) }, ...later];
  };

  /** The last change of a stay up to a moment, in the order of the log. */
  const changeBefore = (id: string, from: number, at: number): PastChange | undefined => {
    let change = maybeChange(lastChange.get(id, from, at));
    for (let steps = 0; change && steps < MAX_OUT_OF_ORDER; steps++) {
      const next = maybeChange(nextChange.get(id, change.seq));
      if (!next || next.at > at) break;
      change = next;
    }
    return change;
  };

  /** What one was at a moment of a stay; undefined where nothing tells: it came back since, and never moved before. */
  const levelIn = (component: Storied, stay: Stay, isLastStay: boolean, at: number): LevelThen | undefined => {
    const last = changeBefore(component.id, stay.from, at);
    if (last) return { level: last.to, since: last.at, cause: last.cause };
    const first = maybeChange(firstChange.get(component.id, at, stay.to ?? Number.MAX_SAFE_INTEGER));
    const none = { kind: "none" } as const;
    if (first) return { level: first.from, since: stay.from, cause: none };
    if (isLastStay) return { level: component.level, since: stay.from };
    // One that is new has nothing that asks anything of it.
    return stay.from === component.createdAt ? { level: "operational", since: stay.from, cause: none } : undefined;
  };

  /** By component, in one question where they are no more than one component may have. */
  const movedOf = (components: readonly Storied[], { from, to }: Span): ((id: string) => MovedRow[]) => {
    if (components.length > 1) {
      const ids = JSON.stringify(components.map(({ id }) => id));
      const rows = changesOfMany.all(ids, from, to) as [...MovedRow, string][];
      const byId = Map.groupBy(rows, (row) => row[4]);
      if (rows.length < MAX_CHANGES) return (id) => (byId.get(id) ?? []) as unknown as MovedRow[];
    }
    return (id) => changesIn.all(id, from, to) as MovedRow[];
  };

  /** The levels of some components over a span, by one reading of who came and left. */
  const tellWith =
    (all: ReadonlyMap<string, Stay[]>) =>
    (components: readonly Storied[], span: Span): LevelStory[] => {
      const ids = components.map(({ id }) => id);
      const [moved, amended] = [movedOf(components, span), amendments.within(ids, span)];
      return components.map((component) =>
        amend(
          recordedOf(component, staysOf(component, all), span, moved(component.id)),
          amended.get(component.id) ?? [],
        ),
      );
    };
  const recordedOf = (
    component: Storied,
    stays: readonly Stay[],
    span: Span,
    rows: readonly MovedRow[],
  ): LevelStory => {
    const moved = rows.map(([seq, at, before, level]) => ({ seq, at, before, level })).sort((a, b) => a.seq - b.seq);
    const from = rows.length < MAX_CHANGES ? span.from : Math.min(...moved.map(({ at }) => at));
    const changes: LevelChange[] = [];
    for (const stay of stays) {
      if (stay.from > span.to || (stay.to !== null && stay.to <= from)) continue;
      const begin = Math.max(stay.from, from);
      const inside = moved.filter(({ at }) => at > begin && (stay.to === null || at <= stay.to));
      const level = inside[0]?.before ?? levelIn(component, stay, stay === stays.at(-1), begin)?.level ?? null;
      changes.push({ at: begin, level }, ...inside);
      if (stay.to !== null) changes.push({ at: stay.to, level: null });
    }
    return { from, to: span.to, start: null, changes };
  };

  return {
    /** When the log begins, epoch ms; null while it is empty. */
    begin: (): number | null => (oldest.get() as number | undefined) ?? null,
    /** The newest event up to a moment; the log is in the order of time, so that halving finds it. */
    seqAt: (at: number): number => {
      let [before, after] = [0, ((newestSeq.get() as number | null) ?? 0) + 1];
      while (after - before > 1) {
        const middle = Math.floor((before + after) / 2);
        const event = placeFrom.get(middle) as { seq: number; at: number } | undefined;
        if (event && event.at <= at) before = Math.min(event.seq, after - 1);
        else after = middle;
      }
      return (lastNear.get(before, at) as number | null) ?? before;
    },
    /** Also one that has left the config. */
    component: (id: string): KnownComponent | undefined => maybeKnown(one.get(id)),
    /** What was in the config at a moment, in its present order; those whose level nothing tells are left out. */
    componentsAt: (at: number): PastComponent[] => {
      const all = stays();
      return (known.all(at) as KnownRow[]).map(fromRow).flatMap((component) => {
        const own = staysOf(component, all);
        const stay = own.find(({ from, to }) => from <= at && (to === null || at < to));
        const was = stay && levelIn(component, stay, stay === own.at(-1), at);
        return was
          ? [
              {
                ...component,
                ...was,
                cause: was.cause ?? component.cause,
                override: livingAt(overrideOf(overrideAt.get(component.id, at)), at),
              },
            ]
          : [];
      });
    },
    /** The levels of some components over a span, as amended. */
    storiesOf: (components: readonly Storied[], span: Span): LevelStory[] => tellWith(stays())(components, span),
    /** The same for many bites of one moment. */
    teller: () => tellWith(stays()),
    /** Components that came into the config after a moment, also those that came back. */
    cameSince: (at: number): Set<string> => new Set(cameSince.all(at) as string[]),
    /** Every component that was known by then, in the order of the config. */
    knownAt: (at: number): KnownComponent[] => (known.all(at) as KnownRow[]).map(fromRow),
    newestChanges: (id: string, limit: number): PastChange[] => newest.all(id, limit).map((row) => maybeChange(row)!),
  };
};

export type Past = ReturnType<typeof createPast>;

interface Span {
  from: number;
  to: number;
}
interface LevelThen {
  level: Level;
  since: number;
  /** Absent: that of its present level. */
  cause?: CauseOfLevel;
}
type KnownRow = ComponentRow & { is_present: number };
const fromRow = (row: KnownRow): KnownComponent => ({ ...componentOf(row), isPresent: row.is_present === 1 });
const maybeKnown = (row: unknown): KnownComponent | undefined => (row ? fromRow(row as KnownRow) : undefined);

interface ChangeRow {
  seq: number;
  at: number;
  data: string;
  cause_seq: number | null;
}
const maybeChange = (row: unknown): PastChange | undefined => {
  if (!row) return undefined;
  const { seq, at, data, cause_seq } = row as ChangeRow;
  const { from, to, cause } = JSON.parse(data) as { from: Level; to: Level; cause: CauseOfLevel };
  return { seq, at, from, to, cause, causeSeq: cause_seq };
};

/** One at a time: the last that was set by then is the only one that can have lived then. */
const livingAt = (override: Override | undefined, at: number): Override | null =>
  override && (override.endedAt === null || override.endedAt > at) ? override : null;
