// The public page out of memory: rendered once per change of what it shows, answered before anything else in the server runs.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PageConfig } from "../../config/schema.ts";
import { timesIn } from "../../domain/times.ts";
import type { Store } from "../store/store.ts";
import { incidentOnPage, type PublicPage, publicPage } from "../store/views/public.ts";
import { answer } from "./answer.ts";
import { compressWell, type Document } from "./document.ts";
import { CROSS_ORIGIN, createAssets, type Documents, renderDocuments, routesOf, V2_PREFIX } from "./documents.ts";
import { createIncidentPages } from "./incident-pages.ts";
import { modelOf, nextLeaveOf, type PageModel } from "./model.ts";

export interface Pages {
  /**
   * What the page shows may have changed: it is rendered by the next request, or soon by itself when none comes. Many wakes
   * before that render once. Called by the wiring after every commit that appended events.
   */
  wake(): void;
  /** Answers a public GET or HEAD from memory; false when the path is not a page's. */
  tryServe(request: IncomingMessage, response: ServerResponse): boolean;
  stop(): void;
}
export interface PagesOptions {
  store: Store;
  page: () => PageConfig;
  /** How readers reach the page: the absolute address that stands in its documents. */
  publicUrl: () => string;
  /** Is there a way for readers to be told? */
  canSubscribe: () => boolean;
  version: string;
  now: () => number;
  onWarning: (message: string, error: unknown) => void;
}
interface Rendered {
  /** What was shown, to tell a real change from a commit that the page does not know of. */
  facts: string;
  model: PageModel;
  documents: Documents;
  /** When time alone makes it another page, epoch ms. */
  staleAt: number;
}

/** Rendering ahead of the first reader may not take its time from a burst of commands. */
const AHEAD_MS = 100;
const COMPRESS_AFTER_MS = 250;
/** A page that could not be rendered is tried again after this, and at the next commit. */
const RETRY_MS = 5000;
const RETRY_AFTER_SECONDS = 5;

export const createPages = (options: PagesOptions): Pages => {
  const { store, now, onWarning } = options;
  const common = { "Tocsin-Version": options.version };
  let routes = { slug: options.page().slug, paths: routesOf(options.page().slug) };
  const assets = createAssets(common);
  const incidentPages = createIncidentPages((id) => incidentOnPage(store, options.page(), id), common);
  let rendered: Rendered | null = null;
  let isOutOfDate = true;
  let isFailing = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | null = null;
  let compression: NodeJS.Timeout | null = null;

  /** By the slug that the config has now. */
  const pathsNow = (): typeof routes.paths => {
    const { slug } = options.page();
    if (slug !== routes.slug) routes = { slug, paths: routesOf(slug) };
    return routes.paths;
  };

  const isStale = (): boolean => rendered !== null && now() >= rendered.staleAt;
  /** The newest documents that could be rendered; null while none ever could. */
  const current = (): Documents | null => {
    if ((isOutOfDate || isStale()) && !isStopped) refresh();
    return rendered?.documents ?? null;
  };

  const refresh = (): void => {
    isOutOfDate = false;
    try {
      const shown = publicPage(store, options.page());
      const facts = JSON.stringify([shown, options.publicUrl(), options.canSubscribe()]);
      if (facts !== rendered?.facts || isStale()) render(shown, facts);
      isFailing = false;
    } catch (error) {
      if (!isFailing)
        onWarning("The status page could not be rendered; its readers see the last one that could.", error);
      isFailing = true;
      later(RETRY_MS);
    }
  };

  const render = (shown: PublicPage, facts: string): void => {
    // After a restart the newest thing shown says how old the page is; a change that we see ourselves happens now.
    const updatedAt = rendered === null ? (shown.updatedAt ?? now()) : now();
    const model = modelOf(shown, {
      publicUrl: options.publicUrl(),
      canSubscribe: options.canSubscribe(),
      updatedAt,
      times: timesIn(shown.timeZone),
      now: now(),
    });
    const documents = renderDocuments(model, common);
    rendered = { facts, model, documents, staleAt: nextLeaveOf(model) };
    incidentPages.doubt();
    compressSoon(documents);
  };

  const later = (ms: number): void => {
    if (timer || isStopped) return;
    timer = setTimeout(() => {
      timer = null;
      if (isFailing) isOutOfDate = true;
      current();
    }, ms);
    timer.unref();
  };

  /** Once changes pause, so that compressing one does not slow down the first answer after the next. */
  const compressSoon = (documents: Documents): void => {
    if (compression) clearTimeout(compression);
    compression = setTimeout(() => void compress(documents), COMPRESS_AFTER_MS);
    compression.unref();
  };

  const compress = async (documents: Documents): Promise<void> => {
    try {
      for (const document of Object.values(documents) as Document[])
        if (documents === rendered?.documents) await compressWell(document);
    } catch (error) {
      onWarning("The status page could not be compressed well; it is sent in its first form.", error);
    }
  };

  const wake = (): void => {
    isOutOfDate = true;
    incidentPages.doubt();
    later(AHEAD_MS);
  };
  const compressAssets = async (): Promise<void> => {
    for (const document of assets.values()) await compressWell(document);
  };
  compressAssets().catch((error) => onWarning("The page's assets could not be compressed well.", error));
  wake();

  const refuseMethod = (response: ServerResponse): void => {
    response.writeHead(405, { ...common, Allow: "GET, HEAD", "Content-Length": 0 }).end();
  };

  /** One that the public knows nothing of is no page of ours, like any other path. */
  const serveIncident = (path: string, request: IncomingMessage, response: ServerResponse): boolean => {
    try {
      current();
      const document = rendered && incidentPages.get(path, rendered.model);
      if (!document) return false;
      if (isRead(request)) answer(request, response, document);
      else refuseMethod(response);
    } catch (error) {
      onWarning("The page of an incident could not be rendered.", error);
      refuse(response);
    }
    return true;
  };

  return {
    wake,
    tryServe: (request, response) => {
      const path = pathOf(request.url ?? "/");
      if (incidentPages.isOne(path)) return serveIncident(path, request, response);
      const asset = assets.get(path);
      const choose = pathsNow().get(path);
      if (!asset && !choose) {
        if (!path.startsWith(V2_PREFIX)) return false;
        response.writeHead(404, { ...common, ...CROSS_ORIGIN, "Content-Length": 0 }).end();
        return true;
      }
      if (!isRead(request)) {
        refuseMethod(response);
        return true;
      }
      const documents = choose ? current() : null;
      const document = asset ?? (documents && choose?.(documents, request));
      if (document) answer(request, response, document);
      else refuse(response);
      return true;
    },
    stop: () => {
      isStopped = true;
      if (timer) clearTimeout(timer);
      if (compression) clearTimeout(compression);
    },
  };
};

const isRead = ({ method }: IncomingMessage): boolean => method === "GET" || method === "HEAD";

const pathOf = (url: string): string => {
  const end = url.indexOf("?");
  return end === -1 ? url : url.slice(0, end);
};

const refuse = (response: ServerResponse): void => {
  const text = "The status page cannot be shown at the moment. Try again in a few seconds.\n";
  response
    .writeHead(503, {
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Length": Buffer.byteLength(text),
      "Retry-After": RETRY_AFTER_SECONDS,
      "Cache-Control": "no-store",
    })
    .end(text);
};
