// Whether a form was sent by a page of another site, in a visitor's name and from their address.
import type { Request } from "./deps.ts";

/** Browsers say which (Fetch Metadata, or Origin where the page came without TLS); programs say nothing. */
export const isFromElsewhere = (c: Request, pageUrl: string): boolean => {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const origin = c.req.header("origin");
  if (origin === undefined) return false;
  const own = [c.req.header("host"), URL.canParse(pageUrl) ? new URL(pageUrl).host : undefined];
  return !URL.canParse(origin) || !own.includes(new URL(origin).host);
};
