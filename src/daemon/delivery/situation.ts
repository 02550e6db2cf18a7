// What is so at this moment, page by page: read once for a whole bite of targets, and of a page only where one of them asks for it.
import { rollUp } from "../../domain/level.ts";
import { linkToPage } from "../../domain/page-address.ts";
import type { Notice } from "../store/notices.ts";
import type { Tables } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import {
  incidentOnPage,
  type KnownPage,
  visibleComponents,
  visibleOnSome,
  windowOnPage,
} from "../store/views/public.ts";
import type { PageFacts } from "./channels/message.ts";
import { KINDS } from "./kinds/index.ts";
import type { Facts, TeamFacts } from "./kinds/kind.ts";

/** A page of the config and where readers find it, without a slash at the ends. */
export interface ToldPage extends KnownPage {
  url: string;
  root: string;
}
export interface Situation {
  now: number;
  /** Messages that one subscriber gets in an hour. */
  cap: number;
  /**
   * What a target of this page may know; null: there is no such page any more. Without a page it hears of all that is on any
   * page for everybody, and its messages speak for the first of these.
   */
  on: (slug: string | null) => Facts | null;
}
interface Settings {
  /** At least one. */
  pages: readonly ToldPage[];
  team: TeamFacts;
  cap: number;
  now: number;
}

/** Why nobody is told who asks for a page that has left the config. */
export const NO_PAGE = "its page is not there any more";

/** What a target may know of a notice. */
export const factsFor = (tables: Tables, notice: Notice, target: Subscriber, { on }: Situation): Facts | null => {
  const { pageOf } = KINDS[notice.kind];
  return on(pageOf ? pageOf(tables, notice) : target.page);
};

export const situationOf = (tables: Tables, { pages, team, cap, now }: Settings): Situation => {
  const known = new Map<string | null, Facts | null>();
  const read = (slug: string | null): Facts | null => {
    if (slug === null) return { now, team, ...everywhere(tables, pages) };
    const page = pages.find((one) => one.slug === slug);
    return page ? { now, team, ...onOne(tables, page) } : null;
  };
  return {
    now,
    cap,
    on: (slug) => {
      if (!known.has(slug)) known.set(slug, read(slug));
      return known.get(slug) ?? null;
    },
  };
};

type View = Omit<Facts, "now" | "team">;

const onOne = (tables: Tables, page: ToldPage): View => {
  const visible = visibleComponents(tables, page);
  const shown = remembered((id) => incidentOnPage(tables, page, id));
  return viewOf(visible, {
    page: factsOf(page, visible),
    shown,
    ...urlsOf({ page, ofIncident: () => page, ofWindow: (id) => (windowOnPage(tables, page, id) ? page : null) }),
  });
};

const everywhere = (tables: Tables, pages: readonly ToldPage[]): View => {
  const open = pages.filter((page) => !page.private);
  const first = open[0] ?? pages[0]!;
  const onFirst = visibleComponents(tables, first);
  const visible = open.length === 1 ? onFirst : visibleOnSome(tables, open);
  // What it is on any of them by; its components are those of all.
  const all = { ...first, components: visible.map(({ id }) => id), groups: undefined };
  const shown = remembered((id) => (open.length === 0 ? null : incidentOnPage(tables, all, id)));
  // A link to where it stands, which need not be the first.
  const ofIncident = remembered((id) => open.find((page) => incidentOnPage(tables, page, id) !== null) ?? first);
  const ofWindow = (id: number) => open.find((page) => windowOnPage(tables, page, id) !== null) ?? null;
  return viewOf(visible, {
    page: factsOf(first, onFirst),
    shown,
    ...urlsOf({ page: first, ofIncident, ofWindow }),
  });
};

const viewOf = (visible: View["visible"], rest: Pick<View, "page" | "shown" | "urlOf" | "urlOfWindow">): View => ({
  ...{ visible, shows: new Set(visible.map(({ id }) => id)) },
  ...rest,
});

const factsOf = ({ slug, title, time_zone: timeZone, url, root }: ToldPage, visible: View["visible"]): PageFacts => ({
  ...{ slug, title, timeZone, url, root, link: linkToPage({ url, root }) },
  ...rollUp(visible.map(({ level }) => level)),
});

interface Homes {
  page: ToldPage;
  ofIncident: (id: number) => ToldPage;
  ofWindow: (id: number) => ToldPage | null;
}
/** Where an incident or a window stays for good, on the page that shows it; of a window that none shows, the page itself. */
const urlsOf = ({ page, ofIncident, ofWindow }: Homes): Pick<View, "urlOf" | "urlOfWindow"> => ({
  urlOf: (id) => `${ofIncident(id).url}/incidents/${id}`,
  urlOfWindow: remembered((id) => {
    const home = ofWindow(id);
    return home ? `${home.url}/maintenance/${id}` : linkToPage(page);
  }),
});

/** Asked for each of many targets, and mostly about one thing. */
const remembered = <T>(read: (id: number) => T): ((id: number) => T) => {
  const known = new Map<number, { value: T }>();
  return (id) => {
    const found = known.get(id) ?? { value: read(id) };
    known.set(id, found);
    return found.value;
  };
};
