// A correction of the past in words.
import type { Amendment } from "../../contract/status.ts";
import { longTime, spaced } from "../../contract/words.ts";

/** `counts as operational from 2026-11-26 02:00 UTC to 2026-11-26 02:40 UTC` */
export const amendedWords = ({ level, from, to }: Amendment, timeZone: string): string => {
  const what = level === "recorded" ? "as it was recorded" : `as ${spaced(level)}`;
  return `counts ${what} from ${longTime(from, timeZone)} to ${longTime(to, timeZone)}`;
};
