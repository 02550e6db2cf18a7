// Who may see a private page: whoever has its token, in a cookie, as Bearer, or once in the address. To all others there is no
// such page.
import type { IncomingMessage } from "node:http";
import { pageCookieOf, setPageCookie } from "../gate/page-cookie.ts";

export type Entry =
  | { kind: "open" }
  | { kind: "closed" }
  /** The token leaves the address, so that it stands in no history and no referrer. */
  | { kind: "cookie"; cookie: string; location: string };

interface Door {
  slug: string;
  /** What stands before all paths of ours on this host. */
  host: string;
  /** The whole of what was asked for, as a reader's browser knows it. */
  path: string;
  query: string;
  isSecure: boolean;
  admits: (slug: string, token: string) => boolean;
}

export const enter = (request: IncomingMessage, { slug, host, path, query, isSecure, admits }: Door): Entry => {
  const asked = new URLSearchParams(query);
  const inAddress = asked.get("token");
  const held = [inAddress, bearerOf(request), pageCookieOf(request.headers, slug)].find(
    (one): one is string => typeof one === "string" && admits(slug, one),
  );
  if (held === undefined) return { kind: "closed" };
  if (held !== inAddress || !isBrowser(request)) return { kind: "open" };
  asked.delete("token");
  const rest = asked.size > 0 ? `?${asked}` : "";
  return {
    kind: "cookie",
    cookie: setPageCookie(slug, held, { path: host || "/", isSecure }),
    location: path + rest,
  };
};

const bearerOf = ({ headers }: IncomingMessage): string | undefined =>
  /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
const isBrowser = ({ method, headers }: IncomingMessage): boolean =>
  method === "GET" && /text\/html/i.test(headers.accept ?? "");
