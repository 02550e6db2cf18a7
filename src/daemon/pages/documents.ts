// All that a page consists of, and under which path and headers each is found.
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { PublicIncident } from "../store/views/public-incidents.ts";
import { createDocument, type Document, hashOf } from "./document.ts";
import { htmlIncident } from "./incident-page.tsx";
import { addressOf } from "./incidents.tsx";
import { FORM_STYLE } from "./links/form-style.ts";
import type { PageModel } from "./model.ts";
import { htmlPage } from "./page.tsx";
import { SCRIPT } from "./script.ts";
import { v2Documents } from "./statuspage.ts";
import { STYLE } from "./style.ts";
import { textPage } from "./text.ts";

export const V2_PREFIX = "/api/v2/";
export const CROSS_ORIGIN = { "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag" } as const;

export const STYLE_PATH = `/assets/page-${hashOf(STYLE)}.css`;
export const FORM_STYLE_PATH = `/assets/form-${hashOf(FORM_STYLE)}.css`;
const SCRIPT_PATH = `/assets/page-${hashOf(SCRIPT)}.js`;

const HTML_HEADERS = {
  // Browsers ask each time; a cache in front carries the crowd, and outlives us.
  "Cache-Control": "max-age=0, s-maxage=5, stale-while-revalidate=20, stale-if-error=3600",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
} as const;
/** Kept out of shared caches, so that these need not tell agents apart: at worst curl gets HTML from one. */
const TEXT_HEADERS = { "Cache-Control": "private, max-age=0", Vary: "Accept-Encoding, Accept, User-Agent" } as const;
const JSON_HEADERS = {
  "Cache-Control": "max-age=10, public, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600",
  ...CROSS_ORIGIN,
} as const;
/** The name changes with the content. */
const ASSET_HEADERS = {
  "Cache-Control": "public, max-age=31536000, immutable",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

export interface Documents {
  html: Document;
  text: Document;
  summary: Document;
  status: Document;
  components: Document;
  incidents: Document;
  unresolved: Document;
}
export type Choose = (documents: Documents, request: IncomingMessage) => Document;

/** Paths of a page, each with what it answers. */
export const routesOf = (slug: string): Map<string, Choose> =>
  new Map<string, Choose>([
    ["/", htmlOrText],
    [`/p/${slug}`, htmlOrText],
    [`${V2_PREFIX}summary.json`, (documents) => documents.summary],
    [`${V2_PREFIX}status.json`, (documents) => documents.status],
    [`${V2_PREFIX}components.json`, (documents) => documents.components],
    [`${V2_PREFIX}incidents.json`, (documents) => documents.incidents],
    [`${V2_PREFIX}incidents/unresolved.json`, (documents) => documents.unresolved],
  ]);

const PLAIN_AGENT = /^(curl|wget|httpie)\//i;
const htmlOrText: Choose = ({ html, text }, { headers }) =>
  PLAIN_AGENT.test(headers["user-agent"] ?? "") && !/text\/html/i.test(headers.accept ?? "") ? text : html;

export const renderDocuments = (model: PageModel, common: OutgoingHttpHeaders): Documents => {
  const v2 = v2Documents(model);
  const json = (value: unknown): Document =>
    createDocument({
      text: JSON.stringify(value),
      contentType: "application/json; charset=utf-8",
      headers: { ...common, ...JSON_HEADERS },
    });
  const summary = json(v2.summary);
  const watch = { path: `${V2_PREFIX}summary.json`, etag: summary.etag };
  const html = htmlPage(model, { style: STYLE_PATH, script: SCRIPT_PATH, watch });
  return {
    html: createDocument({
      text: html,
      contentType: "text/html; charset=utf-8",
      headers: { ...common, ...HTML_HEADERS },
    }),
    text: createDocument({
      text: textPage(model),
      contentType: "text/plain; charset=utf-8",
      headers: { ...common, ...TEXT_HEADERS },
    }),
    summary,
    status: json(v2.status),
    components: json(v2.components),
    incidents: json(v2.incidents),
    unresolved: json(v2.unresolved),
  };
};

/**
 * All that the page of an incident says, and so what its ETag stands for: its script asks for the page itself, whose own hash
 * it cannot carry. What the incident asks of components is not shown, and moves with each alert.
 */
export const factsOfIncident = (incident: PublicIncident, model: PageModel): string => {
  const names = incident.components.map((id) => model.components.get(id)?.name);
  const { title, url, canSubscribe, timeZone } = model;
  return JSON.stringify([{ ...incident, asks: undefined }, names, title, url, canSubscribe, timeZone]);
};

export const incidentDocument = (
  incident: PublicIncident,
  model: PageModel,
  facts: string,
  common: OutgoingHttpHeaders,
): Document => {
  const etag = `W/"${hashOf(JSON.stringify([common, STYLE_PATH, SCRIPT_PATH, facts]))}"`;
  const watch = { path: addressOf(incident), etag };
  const html = htmlIncident(incident, model, { style: STYLE_PATH, script: SCRIPT_PATH, watch });
  return createDocument({
    ...{ text: html, contentType: "text/html; charset=utf-8", etag },
    headers: { ...common, ...HTML_HEADERS },
  });
};

export const createAssets = (common: OutgoingHttpHeaders): Map<string, Document> => {
  const headers = { ...common, ...ASSET_HEADERS };
  return new Map([
    [STYLE_PATH, createDocument({ text: STYLE, contentType: "text/css; charset=utf-8", headers })],
    [FORM_STYLE_PATH, createDocument({ text: FORM_STYLE, contentType: "text/css; charset=utf-8", headers })],
    [SCRIPT_PATH, createDocument({ text: SCRIPT, contentType: "text/javascript; charset=utf-8", headers })],
  ]);
};
