// A place in the log, as people name one: a seq, a time of the past, or how long ago.
import type { Client } from "../client/client.ts";
import { listEvents } from "../contract/log.ts";
import { durationMs, parseTime } from "../contract/time.ts";

/** The seq after which what happened since then stands; `head` is the newest of the log. */
export const seqSince = async (
  client: Client,
  text: string,
  at: { now: number; timeZone: string; head: number },
): Promise<number> =>
  /^\d{1,15}$/.test(text) ? Number(text) : seqAt(client, pastTime(text, at.now, at.timeZone), at.head);

/** `30m` is half an hour ago, and a bare clock time the last one, not the next. */
export const pastTime = (text: string, now: number, timeZone: string): number => {
  const ago = durationMs(text);
  if (ago !== undefined) return now - ago;
  const time = parseTime(text, now, timeZone);
  const isBareClock = /^\d{1,2}:\d{2}$/.test(text.trim());
  return isBareClock && time > now ? dayBefore(time, timeZone) : time;
};
/** By the calendar: some days have 23 hours, and some 25. */
const dayBefore = (time: number, timeZone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone).subtract({ days: 1 }).epochMilliseconds;

/** The last seq before a moment. The log is in the order of time, so that halving finds it in some twenty questions. */
const seqAt = async (client: Client, moment: number, head: number): Promise<number> => {
  let [before, atOrAfter] = [0, head];
  while (before < atOrAfter) {
    const middle = Math.floor((before + atOrAfter) / 2);
    const { items } = await client.call(listEvents, { after: String(middle), limit: "1" });
    const [next] = items;
    if (next && Date.parse(next.at) < moment) before = Math.min(next.seq, atOrAfter);
    else atOrAfter = middle;
  }
  return before;
};
