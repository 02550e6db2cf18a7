// Who may see a private page: whoever has its token, in a cookie, as Bearer, or once in the address. To all others there is no
// such page.
import type { IncomingMessage } from "node:http";

export type Entry =
  | { kind: "open" }
  | { kind: "closed" }
  /** The token leaves the address, so that it stands in no history and no referrer. */
  | { kind: "cookie"; cookie: string; location: string };

/** Half a year; the token ends sooner where it is rotated. */
const COOKIE_SECONDS = 180 * 86_400;

interface Door {
  slug: string;
  base: string;
  /** The whole of what was asked for, as a reader's browser knows it. */
  path: string;
  query: string;
  isSecure: boolean;
  admits: (slug: string, token: string) => boolean;
}

export const enter = (request: IncomingMessage, { slug, base, path, query, isSecure, admits }: Door): Entry => {
  const asked = new URLSearchParams(query);
  const inAddress = asked.get("token");
  const held = inAddress ?? bearerOf(request) ?? cookieOf(request, slug);
  if (held === undefined || held === null || !admits(slug, held)) return { kind: "closed" };
  if (inAddress === null || !isBrowser(request)) return { kind: "open" };
  asked.delete("token");
  const rest = asked.size > 0 ? `?${asked}` : "";
  return {
    kind: "cookie",
    cookie: [
      `${nameOf(slug)}=${held}`,
      `Path=${base || "/"}`,
      `Max-Age=${COOKIE_SECONDS}`,
      "HttpOnly",
      "SameSite=Lax",
      ...(isSecure ? ["Secure"] : []),
    ].join("; "),
    location: path + rest,
  };
};

/** Also what a socket of the page is let in by. */
export const cookieOf = ({ headers }: Pick<IncomingMessage, "headers">, slug: string): string | undefined => {
  const name = `${nameOf(slug)}=`;
  const pair = (headers.cookie ?? "").split(";").find((one) => one.trim().startsWith(name));
  return pair?.trim().slice(name.length);
};

const nameOf = (slug: string): string => `tocsin_page_${slug}`;
const bearerOf = ({ headers }: IncomingMessage): string | undefined =>
  /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
const isBrowser = ({ method, headers }: IncomingMessage): boolean =>
  method === "GET" && /text\/html/i.test(headers.accept ?? "");
