// Where readers find a page, and what is on its host. Pure, so that messages and the pages themselves never differ in it.

/** How this daemon is reached from outside. */
export interface Place {
  /** Scheme, host and port, maybe with a path. */
  publicUrl: string;
  /** Below which path the pages are; without it, the path of `publicUrl`. */
  basePath?: string | undefined;
}
export interface Addressed {
  slug: string;
  /** The host by whose name it is found at `/`. */
  domain?: string | undefined;
}
/** Both absolute and without a slash at their end. */
export interface PageAddress {
  /** The page itself. */
  url: string;
  /** Where what is no page's own begins on its host: forms, links in messages, the API. */
  root: string;
}

/** Of all pages by their slug: with a domain it is there, the first one at the public address, and each other below that. */
export const addressesOf = (pages: readonly Addressed[], place: Place): ReadonlyMap<string, PageAddress> =>
  new Map(pages.map((page, index) => [page.slug, addressOf(page, index === 0, place)]));

/** The path below which the first page is; "" at the root of its host. */
export const basePathOf = ({ publicUrl, basePath }: Place): string =>
  withoutSlash(basePath ?? new URL(publicUrl).pathname);

const addressOf = ({ slug, domain }: Addressed, isFirst: boolean, place: Place): PageAddress => {
  const { protocol, port, origin } = new URL(place.publicUrl);
  const own = domain === undefined ? undefined : `${protocol}//${domain}${port === "" ? "" : `:${port}`}`;
  const root = own ?? origin + basePathOf(place);
  return { root, url: own !== undefined || isFirst ? root : `${root}/p/${slug}` };
};

const withoutSlash = (path: string): string => path.replace(/\/+$/, "");

/** The page whose name a `Host` header gives; undefined: it is no page's own. */
export const pageOfHost = <T extends Addressed>(pages: readonly T[], host: string | undefined): T | undefined => {
  const name = hostName(host ?? "");
  return pages.find(({ domain }) => domain !== undefined && domain === name);
};
const hostName = (header: string): string => header.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");

/** A URL as a server gets it, without what a proxy in front left of the base path: both ways of it lead to the same. */
export const withoutBase = (url: string, basePath: string): string => {
  if (basePath === "" || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest === "" || rest.startsWith("?")) return `/${rest}`;
  return rest.startsWith("/") ? rest : url;
};

/** As a link that is followed: a host or a path of ours has a slash at its end, a page below one has none. */
export const linkToPage = ({ url, root }: PageAddress): string => (url === root ? `${url}/` : url);
