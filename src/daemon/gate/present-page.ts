// Pages of the config as the API gives them.
import type { Page } from "../../contract/pages.ts";
import type { Status } from "../../contract/status.ts";
import { rollUp } from "../../domain/level.ts";
import type { Locale } from "../../domain/locale.ts";
import type { PageAddress } from "../../domain/page-address.ts";
import type { Tables } from "../store/store.ts";
import { type KnownPage, publicPage, visibleComponents } from "../store/views/public.ts";
import { maybe, maybeIso } from "./fields.ts";

export interface ListedPage extends KnownPage, PageAddress {
  locale: Locale;
}

export const presentPage = (tables: Tables, page: ListedPage): Page => {
  const { components, indicator } = publicPage(tables, page);
  const rotatedAt = tables.pageTokens.rotatedAt(page.slug);
  return {
    slug: page.slug,
    title: page.title,
    url: page.url,
    ...maybe("domain", page.domain ?? null),
    private: page.private,
    locale: page.locale,
    timeZone: page.time_zone,
    components: components.length,
    indicator,
    ...maybeIso("tokenRotatedAt", rotatedAt),
    ...(page.private && rotatedAt === null
      ? { hint: `Nobody can open it yet: make its token with \`tocsin page token rotate ${page.slug}\`.` }
      : {}),
  };
};

/** Of a situation, what is about the components that the page shows, in its order: engineers see all of an incident that touches one. */
export const onlyOfPage = (tables: Tables, page: KnownPage, status: Status): Status => {
  const byId = new Map(status.components.map((component) => [component.id, component]));
  const components = visibleComponents(tables, page).flatMap(({ id }) => byId.get(id) ?? []);
  const shown = new Set(components.map(({ id }) => id));
  const isAbout = ({ components: about }: { components: readonly { id: string }[] }): boolean =>
    about.some(({ id }) => shown.has(id));
  const { indicator, description } = rollUp(components.map(({ level }) => level));
  return {
    page: page.slug,
    ...status,
    ...{ level: indicator, description, components },
    incidents: status.incidents.filter(isAbout),
    maintenances: status.maintenances.filter(isAbout),
  };
};
