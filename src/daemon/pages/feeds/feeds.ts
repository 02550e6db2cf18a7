// The history of a page for feed readers: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, all of the same entries.
import { escapeHtml } from "../../markdown/html.ts";
import { JSON_HEADERS } from "../documents.ts";
import type { Draft, Reading } from "../draft.ts";
import type { PageModel } from "../model.ts";
import { type Entry, entryOf, toldOf, urn } from "./entries.ts";
import { type Xml, xmlOf } from "./xml.ts";

interface Feed {
  id: string;
  /** Its own absolute address. */
  self: string;
  updatedAt: number;
  entries: Entry[];
  model: PageModel;
}

const GENERATOR = "Tocsin";
/** How often a reader need not look again, in minutes. */
const TTL_MINUTES = "5";

const atomOf = ({ id, self, updatedAt, entries, model }: Feed): string => {
  const { iso } = model.times;
  const plain = (text: string): Xml => ({ "@type": "text", "#text": text });
  return xmlOf({
    feed: {
      ...{ "@xmlns": "http://www.w3.org/2005/Atom", "@xml:lang": model.words.tag },
      ...{ id, title: plain(model.title), updated: iso(updatedAt), author: { name: model.title } },
      link: [
        { "@rel": "self", "@type": "application/atom+xml", "@href": self },
        { "@rel": "alternate", "@type": "text/html", "@href": `${model.url}/` },
      ],
      generator: GENERATOR,
      entry: entries.map((entry) => ({
        ...{ id: entry.id, title: plain(entry.title) },
        link: { "@rel": "alternate", "@type": "text/html", "@href": entry.url },
        ...{ published: iso(entry.publishedAt), updated: iso(entry.updatedAt) },
        category: { "@term": entry.status },
        ...{ summary: plain(entry.summary), content: { "@type": "html", "#text": entry.html } },
      })),
    },
  });
};

/** It has no word for a change: `atom:updated` says it to those who know that. */
const rssOf = ({ self, updatedAt, entries, model }: Feed): string => {
  const moment = (ms: number): string => new Date(ms).toUTCString();
  return xmlOf({
    rss: {
      ...{ "@version": "2.0", "@xmlns:atom": "http://www.w3.org/2005/Atom" },
      "@xmlns:content": "http://purl.org/rss/1.0/modules/content/",
      channel: {
        ...{ title: model.title, link: `${model.url}/`, description: model.words.allHistory },
        ...{ language: model.words.tag, lastBuildDate: moment(updatedAt), generator: GENERATOR, ttl: TTL_MINUTES },
        "atom:link": { "@rel": "self", "@type": "application/rss+xml", "@href": self },
        item: entries.map((entry) => ({
          ...{ title: entry.title, link: entry.url, guid: { "@isPermaLink": "false", "#text": entry.id } },
          ...{ pubDate: moment(entry.publishedAt), "atom:updated": model.times.iso(entry.updatedAt) },
          // Readers take this for HTML, whatever it is.
          ...{ category: entry.status, description: escapeHtml(entry.summary), "content:encoded": entry.html },
        })),
      },
    },
  });
};

const jsonFeedOf = ({ self, entries, model }: Feed): string =>
  JSON.stringify({
    ...{ version: "https://jsonfeed.org/version/1.1", title: model.title, description: model.words.allHistory },
    ...{ home_page_url: `${model.url}/`, feed_url: self, language: model.words.tag },
    authors: [{ name: model.title, url: `${model.url}/` }],
    items: entries.map((entry) => ({
      ...{ id: entry.id, url: entry.url, title: entry.title, summary: entry.summary, content_html: entry.html },
      date_published: model.times.iso(entry.publishedAt),
      date_modified: model.times.iso(entry.updatedAt),
      tags: [entry.status],
    })),
  });

const FORMATS = {
  atom: { contentType: "application/atom+xml; charset=utf-8", write: atomOf },
  rss: { contentType: "application/rss+xml; charset=utf-8", write: rssOf },
  json: { contentType: "application/feed+json; charset=utf-8", write: jsonFeedOf },
} as const;
export type FeedFormat = keyof typeof FORMATS;

export const readFeed = ({ store, page, model, now }: Reading, format: string): Draft => {
  const { contentType, write } = FORMATS[format as FeedFormat];
  const all = toldOf(model, now);
  const updatedAt = all[0]?.changedAt ?? model.updatedAt;
  return {
    ...{ contentType, headers: JSON_HEADERS },
    // What an incident asks of components is not told, and moves with each alert.
    facts: [updatedAt, all.map((told) => (told.kind === "incident" ? { ...told.incident, asks: undefined } : told))],
    make: () =>
      write({
        ...{ id: urn(store.linkKey, "page", page.slug), self: `${model.url}/history.${format}`, updatedAt, model },
        entries: all.map((told) => entryOf(told, model, store.linkKey)),
      }),
  };
};
