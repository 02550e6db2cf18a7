// By which channels the last try since the start got through.
import type { Channel } from "../../domain/channel.ts";
import type { Settled } from "./settle.ts";

export interface ChannelWatch {
  observe: (settled: Settled) => void;
  /** Unknown is no: what waits for another try now has failed before. */
  isWorking: (channel: Channel) => boolean;
}

export const createChannelWatch = (): ChannelWatch => {
  const working = new Map<Channel, boolean>();
  return {
    observe: ({ channel, outcome, isTried, isOurs }) => {
      if (!isTried) return;
      // Our mail server works also where it says no to one mailbox.
      working.set(channel, outcome === "sent" || (channel === "email" && !isOurs));
    },
    isWorking: (channel) => working.get(channel) ?? false,
  };
};
