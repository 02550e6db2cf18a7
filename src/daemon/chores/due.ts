// What comes due by itself, as a table: which rows, when the next, and the action that moves one on.
import { SYSTEM } from "../../domain/actor.ts";
import { closeByItself } from "../actions/close-by-itself.ts";
import type { ActionContext, ActionSettings } from "../actions/context.ts";
import { expireAck } from "../actions/expire-ack.ts";
import { expireAlerts } from "../actions/expire-alerts.ts";
import { expireOverride } from "../actions/expire-override.ts";
import { moveMaintenance } from "../actions/move-maintenance.ts";
import type { Perform } from "../actions/perform.ts";
import { rollUpDays } from "../actions/roll-up-days.ts";
import type { Store } from "../store/store.ts";

export interface DueOptions {
  store: Store;
  perform: Perform;
  now: () => number;
  settings: () => ActionSettings;
}
/** One kind of row with a due time. Its ids only ever go back to it, so that the clock need not know what they are. */
export interface Due<Id = unknown> {
  /** What it is called in a warning: `maintenance`. */
  subject: string;
  /** Ids that are due, at most `BITE` of them. */
  due(): Id[];
  /** When the next is due, epoch ms; null when none is. */
  next(): number | null;
  /** Moves one on; nothing where somebody was quicker. */
  run(id: Id): Promise<void>;
}
/** So many at one look; the next look takes the rest. */
export const BITE = 200;

export const dueTable = ({ store, perform, now, settings }: DueOptions): Due[] => {
  const context = (): ActionContext => ({
    actor: SYSTEM,
    role: null,
    now: now(),
    origin: "clock",
    requestId: "clock",
    settings: settings(),
  });
  const present = () => null;
  const silentAlerts: Due<string> = {
    subject: "the silence of alert",
    due: () => store.alerts.expired(now(), BITE).map(({ source, fingerprint }) => `${source} ${fingerprint}`),
    next: store.alerts.nextExpiry,
    run: async (id) => {
      const at = id.indexOf(" "); // ids of sources have no spaces
      const input = { source: id.slice(0, at), fingerprint: id.slice(at + 1) };
      const target = () => `alert ${id}`;
      await perform({ verb: "expireAlerts", action: expireAlerts, present, target }, context(), input);
    },
  };
  const incidentsAndWindows: Due<number>[] = [
    {
      subject: "maintenance",
      due: () => store.maintenances.due(now(), BITE),
      next: store.maintenances.nextDue,
      run: async (id) => {
        const target = () => `maintenance ${id}`;
        await perform({ verb: "moveMaintenance", action: moveMaintenance, present, target }, context(), { id });
      },
    },
    {
      subject: "the ack of incident",
      due: () => store.incidents.ackExpired(now(), BITE),
      next: store.incidents.nextAckExpiry,
      run: async (id) => {
        const target = () => `incident ${id}`;
        await perform({ verb: "expireAck", action: expireAck, present, target }, context(), { id });
      },
    },
    {
      subject: "override",
      due: () => store.overrides.due(now(), BITE),
      next: store.overrides.nextDue,
      run: async (id) => {
        const target = () => `override ${id}`;
        await perform({ verb: "expireOverride", action: expireOverride, present, target }, context(), { id });
      },
    },
    {
      subject: "the closing of incident",
      due: () => {
        const { autoCloseMs } = settings();
        return autoCloseMs === null ? [] : store.incidents.resolvedBefore(now() - autoCloseMs, BITE);
      },
      next: () => {
        const { autoCloseMs } = settings();
        const oldest = autoCloseMs === null ? null : store.incidents.oldestResolved();
        return autoCloseMs === null || oldest === null ? null : oldest + autoCloseMs;
      },
      run: async (id) => {
        const target = () => `incident ${id}`;
        await perform({ verb: "closeIncident", action: closeByItself, present, target }, context(), { id });
      },
    },
  ];
  /** One bite at a look, after everything else: what people wait for does not wait for ninety days of five thousand components. */
  const days: Due<string> = {
    subject: "the days of zone",
    due: () => store.dayRows.due(now(), BITE),
    next: store.dayRows.nextDue,
    run: async (zone) => {
      const target = () => `zone ${zone}`;
      await perform({ verb: "rollUpDays", action: rollUpDays, present, target, isFrequent: true }, context(), { zone });
    },
  };
  return [...incidentsAndWindows, silentAlerts, days];
};
