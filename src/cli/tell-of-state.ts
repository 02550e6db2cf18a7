import type { LiveHandlers } from "../client/live.ts";
import type { Context } from "./context.ts";

/** Says once that the daemon is away, however often reconnecting fails, and once that it is back. */
export const tellOfState = (context: Context, doing: "watching" | "waiting"): LiveHandlers["onState"] => {
  let isAway = false;
  return (state, why) => {
    if (state === "away" && !isAway)
      context.warn(`the daemon is out of reach${why ? ` (${why})` : ""}; ${doing} goes on when it is back.`);
    if (state === "live" && isAway) context.say("the daemon is back; nothing was missed");
    isAway = state === "away";
  };
};
