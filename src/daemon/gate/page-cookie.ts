// The token of a private page, as a browser keeps it: for the page itself and for its socket.
import type { IncomingHttpHeaders } from "node:http";

/** Half a year; the token ends sooner where it is rotated. */
const SECONDS = 180 * 86_400;

export const pageCookieOf = ({ cookie = "" }: IncomingHttpHeaders, slug: string): string | undefined => {
  const name = `${nameOf(slug)}=`;
  const pair = cookie.split(";").find((one) => one.trim().startsWith(name));
  return pair?.trim().slice(name.length);
};

/** No script reads it, and no other site's request carries it. `path`: below which the page and its socket are. */
export const setPageCookie = (
  slug: string,
  token: string,
  { path, isSecure }: { path: string; isSecure: boolean },
): string =>
  [
    `${nameOf(slug)}=${token}`,
    ...[`Path=${path}`, `Max-Age=${SECONDS}`, "HttpOnly", "SameSite=Lax"],
    ...(isSecure ? ["Secure"] : []),
  ].join("; ");

const nameOf = (slug: string): string => `tocsin_page_${slug}`;
