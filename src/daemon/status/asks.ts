// What the rows themselves ask of components: the truth that warm-up and repair compare with.
import { assertNever } from "../../domain/assert.ts";
import { isActive } from "../../domain/incident.ts";
import type { CauseKind } from "../../domain/level.ts";
import type { Effect } from "../../domain/link.ts";
import { effectsOf } from "../../domain/link.ts";
import { askOfWindow } from "../../domain/maintenance.ts";
import type { Tables } from "../store/store.ts";

const PAGE = 200;

/** What one incident or window asks of components now. */
export const asksOf = (tables: Tables, kind: CauseKind, id: number): Effect[] => {
  switch (kind) {
    case "incident": {
      const incident = tables.incidents.get(id);
      if (!incident || !isActive(incident.state)) return [];
      const links = tables.incidents.linksOf([id]).get(id) ?? [];
      return effectsOf(incident.severity, links, tables.alerts.firingComponents([id]).get(id) ?? new Set());
    }
    case "maintenance": {
      const window = tables.maintenances.get(id);
      return window ? askOfWindow(window) : [];
    }
    case "override": {
      const override = tables.overrides.get(id);
      return override?.endedAt === null ? [{ componentId: override.componentId, level: override.level }] : [];
    }
    default:
      return assertNever(kind);
  }
};

/** Every incident, window and override that may ask something now. */
export const asksInForce = (tables: Tables): { kind: CauseKind; id: number }[] => {
  const found: { kind: CauseKind; id: number }[] = [];
  for (let page = tables.incidents.list({ state: "active", limit: PAGE }); ; ) {
    found.push(...page.items.map(({ id }) => ({ kind: "incident" as const, id })));
    if (!page.next) break;
    page = tables.incidents.list({ state: "active", limit: PAGE, after: page.next });
  }
  for (let page = tables.maintenances.current(PAGE); ; ) {
    found.push(...page.items.map(({ id }) => ({ kind: "maintenance" as const, id })));
    if (!page.next) break;
    page = tables.maintenances.current(PAGE, page.next);
  }
  found.push(...tables.overrides.live().map((id) => ({ kind: "override" as const, id })));
  return found;
};
