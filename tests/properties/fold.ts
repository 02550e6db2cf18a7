// The log told again from its first event, by rules of its own: what the rows must say, and which levels must have moved.
import type { StoredEvent, StoredEventOf } from "../../src/domain/events.ts";
import type { IncidentState } from "../../src/domain/incident.ts";
import type { Level, Severity } from "../../src/domain/level.ts";

const WORST_FIRST: Level[] = [
  "major_outage",
  "partial_outage",
  "degraded_performance",
  "under_maintenance",
  "operational",
];
/** From which states an event may come. */
const MAY_FOLLOW: Record<string, IncidentState[]> = {
  "incident:acknowledged": ["open"],
  "incident:resolved": ["open", "acknowledged"],
  "incident:closed": ["resolved"],
  "incident:reopened": ["resolved"],
};

export interface ToldIncident {
  state: IncidentState;
  owner: string | null;
  severity: Severity;
  reopenCount: number;
}
export interface Move {
  componentId: string;
  from: Level;
  to: Level;
  causeSeq: number;
  at: number;
}
export interface Story {
  incidents: Map<number, ToldIncident>;
  levels: Map<string, Level>;
  /** What the status engine must have written, per cause. */
  expected: Move[];
  /** What it has written. */
  written: Move[];
  illegal: string[];
}

export const fold = (events: readonly StoredEvent[], components: readonly string[]): Story => {
  const story: Story = {
    incidents: new Map(),
    levels: new Map(components.map((id) => [id, "operational"])),
    expected: [],
    written: [],
    illegal: [],
  };
  const asks = new Map<string, readonly { componentId: string; level: Level }[]>();
  for (const transaction of byTransaction(events)) {
    for (const event of transaction) {
      if (event.type === "status:changed") story.written.push(moveOf(event));
      takeOver(story, event);
      if (!("effects" in event.data) || !event.data.effects) continue;
      const subject = event.maintenanceId === undefined ? `i${event.incidentId}` : `m${event.maintenanceId}`;
      asks.set(subject, event.data.effects);
    }
    for (const componentId of components) {
      const to = levelOf(asks, componentId);
      const from = story.levels.get(componentId)!;
      if (from === to) continue;
      story.levels.set(componentId, to);
      story.expected.push({ componentId, from, to, causeSeq: transaction[0]!.txSeq, at: transaction[0]!.at });
    }
  }
  return story;
};

const byTransaction = (events: readonly StoredEvent[]): StoredEvent[][] => [
  ...Map.groupBy(events, (event) => event.txSeq).values(),
];

const moveOf = (event: StoredEventOf<"status:changed">): Move => ({
  componentId: event.componentId!,
  from: event.data.from,
  to: event.data.to,
  causeSeq: event.causeSeq!,
  at: event.at,
});

const levelOf = (asks: ReadonlyMap<string, readonly { componentId: string; level: Level }[]>, id: string): Level => {
  const levels = (kind: string): Level[] =>
    [...asks]
      .filter(([subject]) => subject.startsWith(kind))
      .flatMap(([, effects]) => effects.filter((effect) => effect.componentId === id).map((effect) => effect.level));
  const worst = (all: Level[]): Level | undefined => WORST_FIRST.find((level) => all.includes(level));
  return worst(levels("i")) ?? worst(levels("m")) ?? "operational";
};

const takeOver = (story: Story, event: StoredEvent): void => {
  const id = event.incidentId!;
  const known = story.incidents.get(id);
  const allowed = MAY_FOLLOW[event.type];
  if (allowed && (!known || !allowed.includes(known.state)))
    story.illegal.push(`${event.type} of incident ${id} while ${known?.state}`);
  if (event.type === "incident:opened" && known) story.illegal.push(`incident ${id} opened twice`);
  const change = changeOf(event, known);
  if (change) story.incidents.set(id, { ...known!, ...change });
};

const changeOf = (event: StoredEvent, known: ToldIncident | undefined): Partial<ToldIncident> | undefined => {
  switch (event.type) {
    case "incident:opened":
      return { state: "open", owner: null, severity: event.data.severity, reopenCount: 0 };
    case "incident:acknowledged":
      return { state: "acknowledged", owner: event.data.owner };
    case "incident:resolved":
      return { state: "resolved" };
    case "incident:closed":
      return { state: "closed" };
    case "incident:reopened":
      return {
        ...{ state: "open", owner: null, severity: event.data.severity },
        reopenCount: (known?.reopenCount ?? 0) + 1,
      };
    case "incident:edited":
      return event.data.severity && { severity: event.data.severity.to };
    default:
      return undefined;
  }
};
