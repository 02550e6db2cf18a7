// Looking up names so that one whose name servers do not answer never keeps the others waiting: the process has two threads for
// it (libuv gives half of its four to name look-ups), and one of them may hang for half a minute.
import { type LookupAddress, lookup } from "node:dns";

export type Lookup = (hostname: string) => Promise<LookupAddress[]>;

/** Names that are remembered; far more than there are targets. */
const MAX_NAMES = 10_000;

export const systemLookup: Lookup = (hostname) =>
  new Promise((resolve, reject) =>
    lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))),
  );

/**
 * Names that were found the last time go ahead. All others share one thread: the new ones first, since those that failed the
 * last time will most likely do so again.
 */
export const createLookup = (ask: Lookup): Lookup => {
  const names = new Map<string, "found" | "failed">();
  const underWay = new Map<string, Promise<LookupAddress[]>>();
  const waiting: { isNew: boolean; begin: () => void }[] = [];
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
  const inTurn = async (hostname: string): Promise<LookupAddress[]> => {
    const isNew = !names.has(hostname);
    if (isBusy) await new Promise<void>((begin) => waiting.push({ isNew, begin }));
    isBusy = true;
    try {
      return await asked(hostname);
    } finally {
      const next = waiting.findIndex((one) => one.isNew);
      const [turn] = waiting.splice(Math.max(next, 0), 1);
      isBusy = turn !== undefined;
      turn?.begin();
    }
  };

  return (hostname) => {
    const known = underWay.get(hostname);
    if (known) return known;
    const found = (names.get(hostname) === "found" ? asked : inTurn)(hostname).finally(() => underWay.delete(hostname));
    underWay.set(hostname, found);
    return found;
  };
};
