// The first page after a change: an incident is opened on a component over the API, the page is asked for as soon as that is
// answered, and what is measured is the answer that shows it.
import { openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import type { BenchDaemon } from "./daemon.ts";
import { loopDelayMs } from "./loop-delay.ts";
import { askPage } from "./pages.ts";
import { mainThreadMs, pause } from "./processes.ts";
import { clientOf } from "./subscribers.ts";

export interface FirstPage {
  /** From the sending of the request to the last byte. */
  tookMs: number;
  /** Of that the daemon's thread ran so long; the rest it waited, or the processors were others'. */
  ranMs: number;
  /** The same request when nothing had changed. */
  beforeMs: number;
  /** The longest that the daemon's loop was held. */
  delayMs: number;
}
/** Two renders ahead of their readers, and the better compression of what they made, are over by then. */
const SETTLE_MS = 600;
/** The answer before the level moved is the old page; the engine needs a turn or two of the loop. */
const MAX_ASKED = 50;

/** Opens one on the component, and resolves it when it was seen. */
export const firstPageAfter = async (daemon: BenchDaemon, componentId: string): Promise<FirstPage> => {
  const url = `${daemon.url}/`;
  const client = clientOf(daemon);
  await pause(SETTLE_MS);
  await askPage(url);
  const before = await askPage(url);
  await loopDelayMs(daemon, "max");
  const components = [{ id: componentId }];
  const { id } = await client.call(openIncident, { title: "The disk is full", severity: "critical", components });
  const first = await askForNew(daemon, before.etag);
  const delayMs = await loopDelayMs(daemon, "max");
  await client.call(resolveIncident, { id });
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
