// A sender that remembers what it was to send, and a clock that moves only when a test winds it.
import type { Send, SendJob } from "../../src/daemon/delivery/engine.ts";
import type { Ports } from "../../src/daemon/ports.ts";
import type { Outcome } from "../../src/domain/retry.ts";
import type { TestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";

export const START = Date.parse("2026-12-01T02:00:00Z");

interface Change {
  component: { id: string; name: string };
  from: string;
  to: string;
}
export interface Told {
  id: string;
  url: string;
  type: string;
  data: {
    changes?: Change[];
    maintenance?: {
      id: number;
      title: string;
      url: string;
      text?: string;
      state: string;
      startsAt: string;
      endsAt: string;
      components: { id: string; name: string; level?: string }[];
    };
    was?: { startsAt: string; endsAt: string };
    update?: { text: string };
    why?: string;
    withLater?: true;
  };
  headers: Record<string, string>;
}
export interface Recorder {
  told: Told[];
  /** What was told, short: `api operational>major_outage`, or the type of a window's notice. */
  words: () => string[];
  /** How the next sends end; the default is sent. */
  answer: (how: (job: SendJob) => Outcome | Promise<Outcome>) => void;
  createSender: Ports["createSender"];
}

export const createRecorder = (): Recorder => {
  const told: Told[] = [];
  let answer: (job: SendJob) => Outcome | Promise<Outcome> = () => ({ kind: "sent" });
  const send: Send = async (job) => {
    if (job.request.kind !== "http") throw new Error(`a ${job.request.kind} request, and this recorder reads webhooks`);
    const { url, headers, body } = job.request;
    const { type, data } = JSON.parse(body);
    told.push({ id: headers["webhook-id"]!, url, type, data, headers });
    return answer(job);
  };
  return {
    told,
    words: () => told.flatMap(({ type, data }) => data.changes?.map(wordsOf) ?? [type]),
    answer: (how) => {
      answer = how;
    },
    createSender: () => ({ send, close: async () => {} }),
  };
};

const wordsOf = ({ component, from, to }: Change): string => `${component.id} ${from}>${to}`;

/** Resolves once every reader is at the head and nothing is due that has not been dealt with. */
export const untilQuiet = async ({ store, tick }: TestDaemon, now: () => number): Promise<void> => {
  await tick();
  await until("the deliveries to be quiet", () => {
    const moments = [store.deliveries.nextDue(), store.subscribers.nextHold(), store.reminders.nextDue()];
    const due = Math.min(...moments.map((moment) => moment ?? Infinity));
    return !store.notices.unplanned() && store.deliveries.sending().length === 0 && due > now();
  });
};
