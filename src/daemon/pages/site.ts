// One page out of memory: rendered once per change of what it shows.
import type { OutgoingHttpHeaders } from "node:http";
import type { PageConfig } from "../../config/schema.ts";
import { endOfDay } from "../../domain/month.ts";
import { timesIn } from "../../domain/times.ts";
import type { UptimeRule } from "../../domain/uptime.ts";
import type { Store } from "../store/store.ts";
import { type PublicPage, publicPage } from "../store/views/public.ts";
import { BAR_DAYS, historyOf } from "./component-history.ts";
import { compressWell, createDocument, type Document, hashOf } from "./document.ts";
import { headersFor, KINDS, type KindName, SUMMARY_PATH } from "./documents.ts";
import { draftOf } from "./drafts.ts";
import { createKeptPages } from "./kept-pages.ts";
import { WORDS } from "./locales/index.ts";
import { modelOf, nextLeaveOf, type PageAssets, type PageModel } from "./model.ts";

export interface SiteFacts {
  /** Absolute, without a slash at its end. */
  url: string;
  base: string;
  assets: PageAssets;
  canSubscribe: boolean;
  uptimeRule: UptimeRule;
  maintenanceIndicator: PageModel["maintenanceIndicator"];
}
export interface SiteOptions {
  store: Store;
  page: PageConfig;
  facts: () => SiteFacts;
  common: OutgoingHttpHeaders;
  now: () => number;
  onWarning: (message: string, error: unknown) => void;
}
export interface Site {
  /** What it shows may have changed: the next request finds out. */
  doubt(): void;
  /** Makes what readers asked for lately before they ask for it again. */
  renderAhead(): void;
  /** One of the documents that it always has; null while none could ever be rendered. */
  document(name: KindName): Document | null;
  /** One that is made when it is asked for; null where readers know of nothing there. */
  kept(path: string): Document | null;
  stop(): void;
}
interface Rendered {
  /** What was shown, to tell a real change from a commit that the page does not know of. */
  shown: string;
  /** And all else that it says. */
  facts: string;
  frame: string;
  model: PageModel;
  /** Made when each is asked for first. */
  documents: Map<KindName, Document>;
  version: string;
  /** When time alone makes it another page, epoch ms. */
  staleAt: number;
}

const COMPRESS_AFTER_MS = 250;
/** What could not be read or written is tried again after this, and at the next commit. */
const RETRY_MS = 5000;
/** Nobody renders ahead for readers who have gone. */
const ASKED_LATELY_MS = 10 * 60_000;
/** What the first reader after a start will ask for. */
const EXPECTED: readonly KindName[] = ["html", "summary"];
/** While something is not well, its time adds up. */
const COUNT_AGAIN_MS = 10 * 60_000;

export const createSite = (options: SiteOptions): Site => {
  const { store, page, common, now, onWarning } = options;
  const words = WORDS[page.locale];
  const times = timesIn(page.time_zone, words.format);
  const keptPages = createKeptPages((path, model) => draftOf(path, { store, page, model, now: now() }), common);
  let rendered: Rendered | null = null;
  let isOutOfDate = true;
  /** What did not work the last time, and when it is tried again. */
  const failing = new Map<"reading" | KindName, number>();
  let isStopped = false;
  let askedAt = now();
  /** What could be made last, should the next fail. */
  const lastGood = new Map<KindName, Document>();
  /** Made on demand, and not compressed well yet. */
  const plain = new Set<Document>();
  let compression: NodeJS.Timeout | null = null;

  const isStale = (): boolean => rendered !== null && now() >= rendered.staleAt;
  /** The newest that could be rendered; null while none ever could. */
  const current = (): Rendered | null => {
    if ((isOutOfDate || isStale() || failing.has("reading")) && mayTry("reading")) refresh();
    return rendered;
  };

  const mayTry = (what: "reading" | KindName): boolean => now() >= (failing.get(what) ?? 0);
  const fail = (what: "reading" | KindName, error: unknown): void => {
    if (failing.size === 0)
      onWarning(`The page ${page.slug} could not be rendered; its readers see the last one that could.`, error);
    failing.set(what, now() + RETRY_MS);
  };

  const refresh = (): void => {
    isOutOfDate = false;
    try {
      const read = publicPage(store, page);
      const own = options.facts();
      const histories = historiesOf(read, own.uptimeRule);
      const shown = JSON.stringify(read);
      const facts = JSON.stringify([own, [...histories]]);
      if (shown !== rendered?.shown || facts !== rendered.facts || isStale())
        render(read, histories, { own, shown, facts });
      failing.delete("reading");
    } catch (error) {
      fail("reading", error);
    }
  };

  const historiesOf = ({ components, timeZone }: PublicPage, rule: UptimeRule): PageModel["histories"] => {
    const days = store.days.read(components, timeZone, now(), BAR_DAYS);
    return new Map([...days].map(([id, cells]) => [id, historyOf(cells, rule)]));
  };

  const render = (
    read: PublicPage,
    histories: PageModel["histories"],
    { own, shown, facts }: { own: SiteFacts; shown: string; facts: string },
  ): void => {
    const model = modelOf(read, histories, {
      ...own,
      ...{ words, times, isPrivate: page.private, isIndexed: page.indexed && !page.private },
      ...{ updatedAt: changedAt(read, shown), now: now() },
    });
    const frame = JSON.stringify([common, own, frameOf(model)]);
    const version = hashOf(JSON.stringify([shown, facts, frame, model.updatedAt]));
    rendered = { shown, facts, frame, model, version, documents: new Map(), staleAt: staleAt(model) };
    keptPages.doubt();
    compressSoon(rendered);
  };

  /** After a restart the newest thing shown says how old the page is; a change that we see ourselves happens now. */
  const changedAt = (read: PublicPage, shown: string): number => {
    if (rendered === null) return read.updatedAt ?? now();
    return shown === rendered.shown ? rendered.model.updatedAt : now();
  };
  const staleAt = (model: PageModel): number => {
    const isWell = [...model.components.values()].every(({ level }) => level === "operational");
    return Math.min(nextLeaveOf(model), endOfDay(now(), page.time_zone), isWell ? Infinity : now() + COUNT_AGAIN_MS);
  };

  const document = (name: KindName): Document | null => {
    const latest = current();
    if (!latest) return null;
    const known = latest.documents.get(name);
    if (known) return known;
    try {
      if (mayTry(name)) return remember(name, latest, make(name, latest));
    } catch (error) {
      fail(name, error);
    }
    return lastGood.get(name) ?? null;
  };
  const remember = (name: KindName, latest: Rendered, made: Document): Document => {
    latest.documents.set(name, made);
    lastGood.set(name, made);
    failing.delete(name);
    return made;
  };

  const make = (name: KindName, latest: Rendered): Document => {
    const { contentType, headers, make: write } = KINDS[name];
    const etag = `W/"${latest.version}"`;
    const watch = { path: latest.model.base + SUMMARY_PATH, etag };
    compressSoon(latest);
    return createDocument({
      ...{ contentType, etag, headers: { ...common, ...headersFor(latest.model, headers) } },
      text: write(latest.model, watch),
    });
  };

  /** Once changes pause, so that compressing one does not slow down the first answer after the next. */
  const compressSoon = (of: Rendered): void => {
    if (isStopped) return;
    if (compression) clearTimeout(compression);
    compression = setTimeout(() => void compress(of), COMPRESS_AFTER_MS);
    compression.unref();
  };
  const compress = async (of: Rendered): Promise<void> => {
    try {
      for (const one of of.documents.values()) if (of === rendered && !one.encodings.br) await compressWell(one);
      for (const one of plain) {
        plain.delete(one);
        await compressWell(one);
      }
    } catch (error) {
      onWarning(`The page ${page.slug} could not be compressed well; it is sent in its first form.`, error);
    }
  };

  return {
    doubt: () => {
      isOutOfDate = true;
      for (const what of failing.keys()) failing.set(what, 0); // worth a try, and not another warning
      keptPages.doubt();
    },
    renderAhead: () => {
      if (isStopped || now() - askedAt >= ASKED_LATELY_MS) return;
      const asked = [...(rendered?.documents.keys() ?? EXPECTED)];
      if (current()) for (const name of asked) document(name);
    },
    document: (name) => {
      askedAt = now();
      return document(name);
    },
    kept: (path) => {
      askedAt = now();
      const latest = current();
      const document = latest && keptPages.get(path, latest);
      if (document && !document.encodings.br && !plain.has(document)) {
        plain.add(document);
        compressSoon(latest);
      }
      return document;
    },
    stop: () => {
      isStopped = true;
      if (compression) clearTimeout(compression);
    },
  };
};

/** What stands around every page of a site. */
const frameOf = ({ title, words, timeZone, isPrivate, isIndexed, components }: PageModel): unknown => [
  ...[title, words.tag, timeZone, isPrivate, isIndexed],
  [...components.values()].map(({ id, name }) => [id, name]),
];
