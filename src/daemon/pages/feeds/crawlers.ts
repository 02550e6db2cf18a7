// What search engines are told. A page that they are not to list says so; of a private one they hear nothing.

import type { Draft, Reading } from "../draft.ts";
import { addressOf, changedAt } from "../incidents.tsx";
import type { PageModel } from "../model.ts";
import { addressOfWindow, windowChangedAt } from "../windows.tsx";
import { xmlOf } from "./xml.ts";

const HEADERS = { "Cache-Control": "public, max-age=300, stale-if-error=86400" } as const;
/** Forms, links that act for whoever holds them, and what programs read. */
const NOT_FOR_CRAWLERS = ["/api/", "/subscribe", "/subscription/", "/unsubscribe/", "/confirm/", "/ack/"];

export const readRobots = ({ model }: Reading): Draft | null => {
  if (model.isPrivate) return null;
  const lines = model.isIndexed
    ? ["Allow: /", ...disallowed(model), "", `Sitemap: ${model.url}/sitemap.xml`]
    : ["Disallow: /"];
  const text = `${["User-agent: *", ...lines].join("\n")}\n`;
  return { contentType: "text/plain; charset=utf-8", headers: HEADERS, facts: text, make: () => text };
};
/** Also those of the other pages of its host: crawlers ask for this at the root alone. `*` is RFC 9309's. */
const disallowed = ({ base }: PageModel): string[] =>
  [base, `${base}/p/*`].flatMap((before) => NOT_FOR_CRAWLERS.map((path) => `Disallow: ${before}${path}`));

export const readSitemap = ({ model }: Reading): Draft | null => {
  if (!model.isIndexed) return null;
  const places = placesOf(model);
  return {
    ...{ contentType: "application/xml; charset=utf-8", headers: HEADERS, facts: places },
    make: () =>
      xmlOf({
        urlset: {
          "@xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
          url: places.map(({ path, at }) => ({ loc: model.url + path, lastmod: model.times.iso(at) })),
        },
      }),
  };
};

const placesOf = (model: PageModel): { path: string; at: number }[] => {
  const { incidents, running, coming, pastWindows, updatedAt } = model;
  const told = new Map([...incidents.current, ...incidents.newest].map((one) => [one.id, one]));
  return [
    { path: "/", at: updatedAt },
    { path: "/history", at: updatedAt },
    ...[...told.values()].map((incident) => ({ path: addressOf(incident), at: changedAt(incident) })),
    ...[...running, ...coming, ...pastWindows].map((window) => ({
      ...{ path: addressOfWindow(window), at: Math.min(windowChangedAt(window), updatedAt) },
    })),
  ];
};
