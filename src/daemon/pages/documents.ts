// All that a page consists of: under which path each document is found, what kind it is, and how long others may keep it.
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Watch } from "./frame.tsx";
import type { PageModel } from "./model.ts";
import { htmlPage } from "./page.tsx";
import { v2Documents } from "./statuspage.ts";
import { textPage } from "./text.ts";

export const V2_PREFIX = "/api/v2/";
/** Programs of other sites may read it; those that ask first (a preflight, for If-None-Match) are told so. */
export const CROSS_ORIGIN = { "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag" } as const;

/** Browsers ask each time; a cache in front carries the crowd, and outlives us. */
const SHARED = "max-age=0, s-maxage=5, stale-while-revalidate=20, stale-if-error=3600";
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
export const HTML_HEADERS = {
  "Cache-Control": SHARED,
  "Content-Security-Policy": POLICY,
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
} as const;
/** Kept out of shared caches, so that these need not tell agents apart: at worst curl gets HTML from one. */
const TEXT_HEADERS = { "Cache-Control": "private, max-age=0", Vary: "Accept-Encoding, Accept, User-Agent" } as const;
export const JSON_HEADERS = {
  "Cache-Control": "max-age=10, public, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600",
  ...CROSS_ORIGIN,
} as const;

export const HTML = "text/html; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";

/** One document of a page, made of nothing but its model. */
export interface Kind {
  contentType: string;
  headers: OutgoingHttpHeaders;
  make: (model: PageModel, watch: Watch) => string;
}

const v2 = (name: keyof ReturnType<typeof v2Documents>): Kind => ({
  ...{ contentType: JSON_TYPE, headers: JSON_HEADERS },
  make: (model) => JSON.stringify(v2Documents(model)[name]()),
});
export const KINDS = {
  html: { contentType: HTML, headers: HTML_HEADERS, make: htmlPage },
  text: { contentType: "text/plain; charset=utf-8", headers: TEXT_HEADERS, make: textPage },
  summary: v2("summary"),
  status: v2("status"),
  components: v2("components"),
  incidents: v2("incidents"),
  unresolved: v2("unresolved"),
  scheduled: v2("scheduled"),
  upcoming: v2("upcoming"),
  active: v2("active"),
} as const satisfies Record<string, Kind>;
export type KindName = keyof typeof KINDS;

export const SUMMARY_PATH = `${V2_PREFIX}summary.json`;
/** Below the address of the page. `/` is HTML or text, as whoever asks can read it. */
export const PATHS: ReadonlyMap<string, KindName> = new Map<string, KindName>([
  ["/", "html"],
  [SUMMARY_PATH, "summary"],
  [`${V2_PREFIX}status.json`, "status"],
  [`${V2_PREFIX}components.json`, "components"],
  [`${V2_PREFIX}incidents.json`, "incidents"],
  [`${V2_PREFIX}incidents/unresolved.json`, "unresolved"],
  [`${V2_PREFIX}scheduled-maintenances.json`, "scheduled"],
  [`${V2_PREFIX}scheduled-maintenances/upcoming.json`, "upcoming"],
  [`${V2_PREFIX}scheduled-maintenances/active.json`, "active"],
]);

const PLAIN_AGENT = /^(curl|wget|httpie)\//i;
/** Does it ask for the page as text? */
export const readsText = ({ headers }: IncomingMessage): boolean =>
  PLAIN_AGENT.test(headers["user-agent"] ?? "") && !/text\/html/i.test(headers.accept ?? "");

/** What each document of a page is sent with: nothing of a private one is kept by anybody, or read from another site. */
export const headersFor = (
  { isPrivate, isIndexed, url }: Pick<PageModel, "isPrivate" | "isIndexed" | "url">,
  own: OutgoingHttpHeaders,
): OutgoingHttpHeaders => {
  const headers: OutgoingHttpHeaders = { ...own };
  if (isPrivate) {
    headers["Cache-Control"] = "private, no-store";
    delete headers["Access-Control-Allow-Origin"];
    delete headers["Access-Control-Expose-Headers"];
  }
  if (isPrivate || !isIndexed) headers["X-Robots-Tag"] = "noindex";
  // For half a year, this host alone: who sets an https address means it.
  if (url.startsWith("https:")) headers["Strict-Transport-Security"] = "max-age=15552000";
  return headers;
};
