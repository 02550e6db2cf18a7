// Messages queue up in lanes, each sent so many at a time, so that what is slow or many in one never delays another.
import type { Audience, Channel } from "./channel.ts";

/** `urgent`: the team. `mail` and `http`: subscribers, by how they are reached. `slow`: targets that did not answer last time. */
export const LANES = ["urgent", "mail", "http", "slow"] as const;
export type Lane = (typeof LANES)[number];

/** How many of a lane one process sends at a time. */
export const LANE_ROOM = { urgent: 8, mail: 16, http: 64, slow: 8 } as const satisfies Record<Lane, number>;

export const isLaneOfTeam = (lane: Lane): boolean => lane === "urgent";

export const laneOf = ({ audience, channel }: { audience: Audience; channel: Channel }): Lane => {
  if (audience === "team") return "urgent";
  return channel === "email" ? "mail" : "http";
};

/** After a try that failed on the way to its target: the others of a lane do not wait for it again. Mail all goes to one server. */
export const laneAfterTrouble = (lane: Lane): Lane => (lane === "http" ? "slow" : lane);
