// Looking up names so that one whose name servers do not answer never keeps the others waiting: the process has two threads for
// it (libuv gives half of its four to name look-ups), and one of them may hang for half a minute.
import { type LookupAddress, lookup } from "node:dns";

export type Lookup = (hostname: string) => Promise<LookupAddress[]>;
/** `isUrgent`: the team's, which goes before those of subscribers. */
export type SharedLookup = (hostname: string, options?: { isUrgent: boolean }) => Promise<LookupAddress[]>;

/** Names that are remembered; far more than there are targets. */
const MAX_NAMES = 10_000;
/** Whoever waits for a turn longer has given up on the connection; and more than these would. */
const MAX_WAIT_MS = 10_000;
const MAX_WAITING = 1000;

export const systemLookup: Lookup = (hostname) =>
  new Promise((resolve, reject) =>
    lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))),
  );

/** It was not looked up at all, which says nothing of the name. */
const tooMany = (): Error => Object.assign(new Error("too many names wait to be looked up"), { code: "EAI_AGAIN" });

/**
 * Names that were found the last time go ahead. All others share one thread: the team's first, then the new ones, since those
 * that failed the last time will most likely do so again.
 */
export const createLookup = (ask: Lookup): SharedLookup => {
  const names = new Map<string, "found" | "failed">();
  const underWay = new Map<string, Promise<LookupAddress[]>>();
  /** The smaller the rank the sooner. */
  const waiting: { rank: number; begin: () => void }[] = [];
  let isBusy = false;

  const remember = (hostname: string, how: "found" | "failed"): void => {
    if (names.size >= MAX_NAMES) names.clear();
    names.set(hostname, how);
  };
  const asked = async (hostname: string): Promise<LookupAddress[]> => {
    try {
      const addresses = await ask(hostname);
      remember(hostname, "found");
      return addresses;
    } catch (error) {
      remember(hostname, "failed");
      throw error;
    }
  };
  const myTurn = (rank: number): Promise<void> =>
    new Promise((begin, giveUp) => {
      const one = {
        rank,
        begin: () => {
          clearTimeout(timer);
          begin();
        },
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(one), 1);
        giveUp(tooMany());
      }, MAX_WAIT_MS);
      const behind = waiting.findIndex((other) => other.rank > rank);
      waiting.splice(behind === -1 ? waiting.length : behind, 0, one);
    });
  const inTurn = async (hostname: string, isUrgent: boolean): Promise<LookupAddress[]> => {
    if (isBusy && waiting.length >= MAX_WAITING && !isUrgent) throw tooMany();
    if (isBusy) await myTurn(isUrgent ? 0 : names.has(hostname) ? 2 : 1);
    isBusy = true;
    try {
      return await asked(hostname);
    } finally {
      const turn = waiting.shift();
      isBusy = turn !== undefined;
      turn?.begin();
    }
  };

  return (hostname, { isUrgent } = { isUrgent: false }) => {
    const known = underWay.get(hostname);
    if (known) return known;
    const isKnown = names.get(hostname) === "found";
    const found = (isKnown ? asked(hostname) : inTurn(hostname, isUrgent)).finally(() => underWay.delete(hostname));
    underWay.set(hostname, found);
    return found;
  };
};
