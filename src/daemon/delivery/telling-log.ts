// What the log says of messages that did not arrive: names and numbers, never an address.
import type { Settled } from "./settle.ts";

/** So many lines of subscribers stand in the log for one stretch; an outage kills thousands of messages. */
export const MAX_LINES = 20;
const STRETCH_MS = 60_000;

export interface TellingLogOptions {
  warn: (facts: object, words: string) => void;
}
export interface TellingLog {
  observe: (settled: Settled) => void;
  stop: () => void;
}

export const createTellingLog = ({ warn }: TellingLogOptions): TellingLog => {
  let lines = 0;
  let stretch: NodeJS.Timeout | undefined;

  const endStretch = (): void => {
    clearTimeout(stretch);
    stretch = undefined;
    if (lines > MAX_LINES)
      warn(
        { more: lines - MAX_LINES },
        `${lines - MAX_LINES} more were given up or quarantined; see \`tocsin delivery list --state dead\``,
      );
    lines = 0;
  };
  const warnOfSubscriber = (facts: object, words: string): void => {
    stretch ??= setTimeout(endStretch, STRETCH_MS).unref();
    lines += 1;
    if (lines <= MAX_LINES) warn(facts, words);
  };

  return {
    observe: (settled) => {
      if (settled.outcome === "sent" || !settled.isTried) return;
      const { channel, deliveryId, subscriberId, teamName, reason } = settled;
      const facts = { deliveryId, channel, ...(teamName === null ? { subscriberId } : { target: teamName }), reason };
      if (teamName !== null) warn(facts, wordsOfTeam(teamName, settled));
      else if (settled.outcome === "dead")
        warnOfSubscriber(facts, `delivery ${deliveryId} to subscriber ${subscriberId} was given up: ${reason}`);
      if (settled.isQuarantined)
        warnOfSubscriber({ subscriberId, channel, reason }, `subscriber ${subscriberId} is quarantined: ${reason}`);
    },
    stop: endStretch,
  };
};

const wordsOfTeam = (name: string, { deliveryId, attempt, outcome, reason }: Settled): string =>
  outcome === "dead"
    ? `delivery ${deliveryId} to ${name} of the team was given up: ${reason}`
    : `delivery ${deliveryId} to ${name} of the team failed, try ${attempt}; trying again: ${reason}`;
