// Which months the archive of a page has.
import { boundsOfMonth, monthOf } from "../../domain/month.ts";
import type { Store } from "../store/store.ts";
import { archiveBegin } from "../store/views/public.ts";

export interface Archive {
  /** `2026-11` */
  month: string;
  /** Epoch ms; `to` is the first moment after it. */
  span: { from: number; to: number };
  /** The months beside it that the archive has. */
  earlier: string | null;
  later: string | null;
}

/** The month of that name, the present one where there is none; null where the archive has no such month. */
export const archiveMonth = (
  store: Store,
  { name, timeZone, now }: { name: string; timeZone: string; now: number },
): Archive | null => {
  const last = monthOf(now, timeZone);
  const month = name === "" ? last : name;
  const begin = archiveBegin(store);
  const first = begin === null ? last : monthOf(Math.min(begin, now), timeZone);
  if (!isMonth(month) || month < first || month > last) return null;
  return {
    ...{ month, span: boundsOfMonth(month, timeZone) },
    earlier: month > first ? monthBeside(month, -1) : null,
    later: month < last ? monthBeside(month, 1) : null,
  };
};

const isMonth = (text: string): boolean => /^\d{4}-(?:0[1-9]|1[0-2])$/.test(text);
const monthBeside = (month: string, step: number): string =>
  Temporal.PlainYearMonth.from(month).add({ months: step }).toString();
