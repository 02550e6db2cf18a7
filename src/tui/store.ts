// Where the state lives: actions come in, one at a time or gathered. Who works for it sees each state, who draws it those that
// the pace lets through.
import type { LiveEvent } from "../contract/live.ts";
import { createPace, type Pace } from "./pace.ts";
import { type Action, reduce } from "./reduce.ts";
import type { State } from "./state.ts";

export interface Store {
  get(): State;
  /** The state as it was last drawn. */
  drawn(): State;
  /** At once: keys and answers. */
  dispatch(action: Action): void;
  /** Soon, together with what else comes until then, in order: the feed, the clock. */
  gather(action: Action): void;
  /** Told of each new state. */
  watch(listener: () => void): () => void;
  /** Told when it is time to draw. */
  subscribe(listener: () => void): () => void;
  stop(): void;
}

/** What the feed tells is gathered for so long. */
export const GATHER_MS = 60;

export const createStore = (
  initial: State,
  clock: () => number,
  paceOf: (draw: () => void, clock: () => number) => Pace = createPace,
): Store => {
  let state = initial;
  let drawn = initial;
  let gathered: Action[] = [];
  let timer: NodeJS.Timeout | undefined;
  const watchers = new Set<() => void>();
  const painters = new Set<() => void>();
  const pace = paceOf(() => {
    drawn = state;
    for (const painter of painters) painter();
  }, clock);

  const put = (actions: readonly Action[], isKey: boolean): void => {
    const before = state;
    const now = clock();
    for (const action of actions) state = reduce(state, action, now);
    if (state === before) return;
    for (const watcher of watchers) watcher();
    pace.draw({ isKey });
  };
  const taken = (): Action[] => {
    clearTimeout(timer);
    timer = undefined;
    const actions = joined(gathered);
    gathered = [];
    return actions;
  };
  return {
    get: () => state,
    drawn: () => drawn,
    dispatch: (action) => put([...taken(), action], true),
    gather: (action) => {
      gathered.push(action);
      timer ??= setTimeout(() => put(taken(), false), GATHER_MS);
    },
    watch: (listener) => subscribe(watchers, listener),
    subscribe: (listener) => subscribe(painters, listener),
    stop: () => {
      clearTimeout(timer);
      pace.stop();
    },
  };
};

const subscribe = (listeners: Set<() => void>, listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Neighbouring batches of events as one, so that the maps are copied once. */
const joined = (actions: readonly Action[]): Action[] => {
  const out: Action[] = [];
  let events: LiveEvent[] | undefined;
  for (const action of actions) {
    if (action.kind === "events" && events) events.push(...action.events);
    else {
      events = action.kind === "events" ? [...action.events] : undefined;
      out.push(events ? { kind: "events", events } : action);
    }
  }
  return out;
};
