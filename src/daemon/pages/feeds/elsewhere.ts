// What other sites show of a page, badges and the banner: open to all of them, and kept no longer than a minute.
import { CROSS_ORIGIN } from "../documents.ts";

export const ELSEWHERE_HEADERS = {
  "Cache-Control": "public, max-age=60, s-maxage=30, stale-if-error=3600",
  "Cross-Origin-Resource-Policy": "cross-origin",
  ...CROSS_ORIGIN,
} as const;
