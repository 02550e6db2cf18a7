// Which page a request is about: by the name of the host, else by `/p/SLUG`, else the first.
import type { PageConfig } from "../../config/schema.ts";
import { type PageAddress, pageOfHost } from "../../domain/page-address.ts";

export interface Layout {
  pages: readonly PageConfig[];
  /** The absolute address of each, by slug. */
  addresses: ReadonlyMap<string, PageAddress>;
  /** Below which path the first one is; "" at the root of the host. */
  basePath: string;
}
export interface Place {
  page: PageConfig;
  /** What stands before the paths of the page's own links. */
  base: string;
  /** And before those of what it loads. */
  host: string;
  /** Below the page; begins with a slash. */
  path: string;
}

const PREFIX = "/p/";

export const createFinder = ({ pages, basePath }: Layout) => {
  const first = pages[0]!;
  const bySlug = new Map(pages.map((page) => [page.slug, page]));
  const hasDomains = pages.some(({ domain }) => domain !== undefined);

  /** null: there is no such page. */
  const find = (hostHeader: string | undefined, path: string): Place | null => {
    const owner = hasDomains ? pageOfHost(pages, hostHeader) : undefined;
    const host = owner ? "" : basePath;
    if (!path.startsWith(PREFIX)) return { page: owner ?? first, base: host, host, path };
    const end = path.indexOf("/", PREFIX.length);
    const slug = end === -1 ? path.slice(PREFIX.length) : path.slice(PREFIX.length, end);
    const page = bySlug.get(slug);
    if (!page) return null;
    // The page of this host is at its root too, and its links lead there.
    const isAtRoot = page === (owner ?? first);
    return {
      page,
      base: isAtRoot ? host : `${host}${PREFIX}${slug}`,
      host,
      path: end === -1 ? "/" : path.slice(end),
    };
  };
  return { find };
};
