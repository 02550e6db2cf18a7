// Which page a reader of the public feed is shown, if any. Every refusal reads the same: nobody learns from it what pages there are.
import type { IncomingHttpHeaders } from "node:http";
import { type Problem, problem } from "../../contract/problem.ts";
import { pageOfHost } from "../../domain/page-address.ts";
import { pageCookieOf } from "../gate/page-cookie.ts";
import type { Tables } from "../store/store.ts";
import type { KnownPage } from "../store/views/public.ts";

/** What somebody who knocks says; of `auth`, which anybody may fill with anything. */
export interface Knock {
  auth: Readonly<Record<string, unknown>>;
  headers: IncomingHttpHeaders;
}

/** The page that is named, else the one of that host, else the first; null where it is not there, or not for them. */
export const pageFor = (tables: Tables, pages: readonly KnownPage[], { auth, headers }: Knock): KnownPage | null => {
  const page =
    auth.page === undefined
      ? (pageOfHost(pages, headers.host) ?? pages[0])
      : pages.find(({ slug }) => slug === auth.page);
  if (!page?.private) return page ?? null;
  // The script of a page cannot read its cookie; the browser sends it along.
  const cookie = isFromElsewhere(headers) ? undefined : pageCookieOf(headers, page.slug);
  const token = typeof auth.token === "string" ? auth.token : cookie;
  return token !== undefined && tables.pageTokens.admits(page.slug, token) ? page : null;
};

/** A page of another host that a browser sends the cookie along for all the same, since it is of the same site. */
const isFromElsewhere = ({ host, origin, ...rest }: IncomingHttpHeaders): boolean => {
  const site = rest["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin";
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
};

export const noSuchPage = (): Problem =>
  problem("not_found", "There is no such page.", {
    hint: "Name a page with `auth: {page}`, and for a private one its token with `auth: {page, token}`.",
  });

export const roomOf = ({ slug }: Pick<KnownPage, "slug">): string => `page:${slug}`;
