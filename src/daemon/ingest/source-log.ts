// The rows of a source's log that have no alerts beside them: what was refused, and what was only counted.
import { MAX_DETAIL } from "../store/source-requests.ts";
import type { Store } from "../store/store.ts";
import type { RequestFacts } from "./request-facts.ts";

/** Refusals of strangers are told once in this time and else counted, so that nobody can push out what the source sent. */
const STRANGERS_EVERY_MS = 60_000;
/** What was only counted is written this often. */
const TELL_SHED_MS = 5000;

export interface Refusal {
  code: string;
  detail: string;
}
export interface SourceLog {
  /** Rejects never: the refusal itself is what the sender is told. */
  refused: (source: string, facts: RequestFacts, refusal: Refusal) => Promise<void>;
  /** A stranger at the door of a source that exists. */
  turnedAway: (source: string, facts: RequestFacts, refusal: Refusal) => Promise<void>;
  shed: (source: string, facts: RequestFacts, count: number) => void;
  /** Writes what is still only counted. */
  stop: () => Promise<void>;
}

export const createSourceLog = (options: {
  store: Store;
  now: () => number;
  onWarning: (message: string, error: unknown) => void;
}): SourceLog => {
  const { store, now } = options;
  const strangers = new Map<string, { toldAt: number; untold: number }>();
  const shedding = new Map<string, { facts: RequestFacts; requests: number; shed: number; bytes: number }>();
  let telling: NodeJS.Timeout | undefined;

  const write = async (source: string, facts: RequestFacts, row: { outcome: string; detail: string; shed: number }) => {
    const { shape, bytes, excerpt, origin, agent, requestId } = facts;
    const none = { fired: 0, repeated: 0, recovered: 0, ignored: 0 };
    try {
      await store.transact((tx) =>
        tx.sourceRequests.add({
          ...{ source, at: now(), shape, bytes, excerpt, origin, agent, requestId, ...none, ...row },
          detail: row.detail.slice(0, MAX_DETAIL),
        }),
      );
    } catch (error) {
      options.onWarning(`a row of the log of source ${source} could not be written`, error);
    }
  };
  const refused: SourceLog["refused"] = (source, facts, { code, detail }) =>
    write(source, facts, { outcome: code, detail, shed: 0 });

  const tellShed = async (): Promise<void> => {
    telling = undefined;
    const untold = [...shedding];
    shedding.clear();
    for (const [source, { facts, requests, shed, bytes }] of untold) {
      const many = requests === 1 ? "One request" : `${requests} requests`;
      const detail = `${many} of repeats were only counted, since too much came at once.`;
      await write(source, { ...facts, bytes, excerpt: null }, { outcome: "accepted", detail, shed });
    }
  };

  return {
    refused,
    turnedAway: async (source, facts, refusal) => {
      const known = strangers.get(source) ?? { toldAt: -Infinity, untold: 0 };
      strangers.set(source, known);
      if (now() - known.toldAt < STRANGERS_EVERY_MS) {
        known.untold += 1;
        return;
      }
      const more = known.untold > 0 ? ` ${known.untold} more like it came before.` : "";
      Object.assign(known, { toldAt: now(), untold: 0 });
      await refused(source, facts, { ...refusal, detail: refusal.detail + more });
    },
    shed: (source, facts, count) => {
      const before = shedding.get(source) ?? { requests: 0, shed: 0, bytes: 0 };
      const { requests, shed, bytes } = before;
      shedding.set(source, { facts, requests: requests + 1, shed: shed + count, bytes: bytes + facts.bytes });
      telling ??= setTimeout(() => void tellShed(), TELL_SHED_MS);
    },
    stop: async () => {
      clearTimeout(telling);
      await tellShed();
    },
  };
};
