// Events put on the screen. A batch is applied to one copy of the maps and sorted once, so that a storm stays cheap.
import type { LiveEvent } from "../../contract/live.ts";
import { isSettled } from "../commands/commands.ts";
import { isAlarming, newsOf } from "../news.ts";
import { withHappened } from "../screens/detail.ts";
import { withMoved } from "../screens/histories.ts";
import { isMoved, orderOf, withoutOldEnded } from "../screens/listed.ts";
import type { State } from "../state.ts";
import { freshToasts } from "../toasts.ts";
import { applyToBoard, ofBoard } from "./events-of-board.ts";
import { applyToIncident } from "./events-of-incidents.ts";
import { type Picture, pictureOf } from "./picture.ts";
import { withRecent } from "./recent.ts";
import { reselected } from "./snapshot.ts";

export const applyEvents = (state: State, events: readonly LiveEvent[], now: number): State => {
  const fresh = events.filter(({ seq }) => seq > state.seq);
  if (fresh.length === 0) return state;
  const picture = pictureOf(state);
  let { toasts } = state;
  let { rung } = state.bell;
  for (const event of fresh) {
    try {
      putOn(picture, event, state.knownAt);
      const news = newsOf(event, state.me);
      const rings = isAlarming(event, state.me);
      if (news) toasts = freshToasts(toasts, now, { tone: "news", text: news, ...(rings ? { isAlarming: true } : {}) });
      if (rings) rung += 1;
    } catch {
      // A newer daemon may tell it in another way than we know: what it is about is read instead.
      picture.isStale = true;
      if (event.incidentId !== undefined) picture.unsure.add(event.incidentId);
    }
  }
  const seq = fresh.at(-1)!.seq;
  const moved = new Set(fresh.flatMap(({ incidentId }) => incidentId ?? []));
  const isReordered = [...moved].some((id) => isMoved(state.incidents.get(id), picture.incidents.get(id), state.list));
  if (isReordered) withoutOldEnded(picture.incidents, state.detail?.id);
  const { incidents, components, maintenances, isStale, unsure } = picture;
  const after: State = {
    ...{ ...state, seq, toasts, incidents, components, maintenances, isStale, unsure },
    recent: withRecent(state.recent, fresh),
    knownAt: stillAhead(state.knownAt, seq),
    bell: rung === state.bell.rung ? state.bell : { ...state.bell, rung },
    histories: withMoved(state.histories, fresh.filter(ofBoard)),
    order: isReordered ? orderOf(incidents, state) : state.order,
    commands: state.commands.filter((command) => !isSettled(command, incidents)),
  };
  return withHappened(reselected(state, after), fresh);
};

const putOn = (picture: Picture, event: LiveEvent, knownAt: State["knownAt"]): void => {
  if (event.incidentId !== undefined && event.seq > (knownAt.get(event.incidentId) ?? 0))
    applyToIncident(picture, event);
  if (event.seq > (knownAt.get("board") ?? 0)) applyToBoard(picture, event);
};

const stillAhead = (knownAt: State["knownAt"], seq: number): State["knownAt"] =>
  knownAt.size === 0 ? knownAt : new Map([...knownAt].filter(([, at]) => at > seq));
