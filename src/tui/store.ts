// Where the state lives: actions come in, one at a time or gathered, and whoever looks is told once per batch.
import type { LiveEvent } from "../contract/live.ts";
import { type Action, reduce, type State } from "./state.ts";

export interface Store {
  get(): State;
  /** At once: keys and answers. */
  dispatch(action: Action): void;
  /** Soon, together with what else comes until then, in order: the feed. */
  gather(action: Action): void;
  subscribe(listener: () => void): () => void;
}

/** 20 times a second: more is a flicker to the eye and a load to an SSH line. */
export const FRAME_MS = 50;

export const createStore = (initial: State, clock: () => number): Store => {
  let state = initial;
  let gathered: Action[] = [];
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();

  const put = (actions: readonly Action[]): void => {
    const before = state;
    const now = clock();
    for (const action of actions) state = reduce(state, action, now);
    if (state !== before) for (const listener of listeners) listener();
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const actions = joined(gathered);
    gathered = [];
    put(actions);
  };
  return {
    get: () => state,
    dispatch: (action) => {
      if (gathered.length > 0) flush();
      put([action]);
    },
    gather: (action) => {
      gathered.push(action);
      timer ??= setTimeout(flush, FRAME_MS);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
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
