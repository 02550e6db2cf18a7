// The first page after a change: an incident is opened on a component over the API, the page is asked for as soon as that is
// answered, and what is measured is the answer that shows it.
import { API } from "../../src/contract/route.ts";
import type { BenchDaemon } from "./daemon.ts";
import { askPage } from "./pages.ts";
import { mainThreadMs, pause } from "./processes.ts";

export interface FirstPage {
  /** From the sending of the request to the last byte. */
  tookMs: number;
  /** Of that the daemon's thread ran so long; the rest it waited, or the processors were others'. */
  ranMs: number;
  /** The same request when nothing had changed. */
  beforeMs: number;
  /** The longest that the daemon's loop was held, as its own metrics say: the timer has a step of 10 ms. */
  delayMs: number;
}
/** Two renders ahead of their readers, and the better compression of what they made, are over by then. */
const SETTLE_MS = 600;
/** The answer before the level moved is the old page; the engine needs a turn or two of the loop. */
const MAX_ASKED = 50;

/** Opens one on the component, and resolves it when it was seen. */
export const firstPageAfter = async (daemon: BenchDaemon, componentId: string): Promise<FirstPage> => {
  const url = `${daemon.url}/`;
  await pause(SETTLE_MS);
  await askPage(url);
  const before = await askPage(url);
  await longestDelayMs(daemon);
  const { id } = await post(daemon, "/incidents", {
    ...{ title: "The disk is full", severity: "critical", components: [{ id: componentId }] },
  });
  const first = await askForNew(daemon, before.etag);
  const delayMs = await longestDelayMs(daemon);
  await post(daemon, `/incidents/${id}/resolve`, {});
  return { ...first, beforeMs: before.tookMs, delayMs };
};

const askForNew = async ({ url, pid }: BenchDaemon, etag: string): Promise<Pick<FirstPage, "tookMs" | "ranMs">> => {
  for (let asked = 0; asked < MAX_ASKED; asked++) {
    const before = mainThreadMs(pid);
    const answer = await askPage(`${url}/`);
    if (answer.etag !== etag) return { tookMs: answer.tookMs, ranMs: mainThreadMs(pid) - before };
  }
  throw new Error(`${MAX_ASKED} requests, and the page does not show the incident`);
};

export const post = async (daemon: BenchDaemon, path: string, body: object): Promise<{ id: number }> => {
  const reply = await fetch(daemon.url + API + path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${daemon.token}`,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${path} was answered with ${reply.status}: ${await reply.text()}`);
  return (await reply.json()) as { id: number };
};

/** Since it was asked last. */
const longestDelayMs = async ({ url }: BenchDaemon): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^tocsin_nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]) * 1000;
};
