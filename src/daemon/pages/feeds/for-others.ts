// Everything of a page that is read elsewhere than on it, by its path.
import type { Read } from "../draft.ts";
import { readBadge, readComponentBadge } from "./badge.tsx";
import { readCalendar, readComponentCalendar } from "./calendar.ts";
import { readRobots, readSitemap } from "./crawlers.ts";
import { readEmbedPage, readEmbedScript } from "./embed.tsx";
import { readFeed } from "./feeds.ts";

/** As a component's id may be. */
const COMPONENT = "/components/([a-z0-9][a-z0-9_-]{0,63})";

export const FOR_OTHERS: readonly { pattern: RegExp; read: Read }[] = [
  { pattern: /^\/history\.(atom|rss|json)$/, read: readFeed },
  { pattern: /^\/calendar\.ics$/, read: readCalendar },
  { pattern: new RegExp(`^${COMPONENT}/calendar\\.ics$`), read: readComponentCalendar },
  { pattern: /^\/badge\.svg$/, read: readBadge },
  { pattern: new RegExp(`^${COMPONENT}/badge\\.svg$`), read: readComponentBadge },
  { pattern: /^\/embed\.js$/, read: readEmbedScript },
  { pattern: /^\/embed$/, read: readEmbedPage },
  { pattern: /^\/robots\.txt$/, read: readRobots },
  { pattern: /^\/sitemap\.xml$/, read: readSitemap },
];
