// What events are put on: copies of what the state holds that may be written to.
import type { Incident } from "../../contract/incidents.ts";
import type { Component } from "../../contract/status.ts";
import type { State, Window } from "../state.ts";

export interface Picture {
  incidents: Map<number, Incident>;
  components: Map<string, Component>;
  maintenances: Map<number, Window>;
  isStale: boolean;
  /** Incidents of which an event does not tell enough, or that we do not know yet. */
  unsure: Set<number>;
  /** Not all active incidents have been read: one that we do not know may be among the others. */
  isReading: boolean;
}

export const pictureOf = (state: State): Picture => ({
  incidents: new Map(state.incidents),
  components: new Map(state.components),
  maintenances: new Map(state.maintenances),
  isStale: state.isStale,
  unsure: new Set(state.unsure),
  isReading: !state.pages.isDone,
});
