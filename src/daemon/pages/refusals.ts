// What is answered instead of a document.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { CROSS_ORIGIN, V2_PREFIX } from "./documents.ts";

const RETRY_AFTER_SECONDS = 5;

export const createRefusals = (common: OutgoingHttpHeaders) => ({
  /** false: it is a GET or a HEAD. */
  refuseMethod: ({ method }: IncomingMessage, response: ServerResponse): boolean => {
    if (method === "GET" || method === "HEAD") return false;
    response.writeHead(405, { ...common, Allow: "GET, HEAD", "Content-Length": 0 }).end();
    return true;
  },
  /** What is not there, or not for whoever asks: programs are told by the API's own 404, all others by the app. */
  passOn: (path: string, response: ServerResponse): boolean => {
    if (!isOfV2(path)) return false;
    response.writeHead(404, { ...common, ...CROSS_ORIGIN, "Content-Length": 0 }).end();
    return true;
  },
  /** Browsers ask first where another site's script sends a header of its own. */
  answerPreflight: (path: string, request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== "OPTIONS" || !isOfV2(path)) return false;
    const allowed = { "Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "*" };
    response.writeHead(204, { ...common, ...CROSS_ORIGIN, ...allowed, "Access-Control-Max-Age": 86_400 }).end();
    return true;
  },
  /** Who came by the token in the address goes on without it there. */
  sendOn: ({ cookie, location }: { cookie: string; location: string }, response: ServerResponse): void => {
    const headers = { "Set-Cookie": cookie, Location: location, "Cache-Control": "no-store" };
    response.writeHead(303, { ...common, ...headers, "Referrer-Policy": "no-referrer", "Content-Length": 0 }).end();
  },
  /** It is there, and could not be made. */
  refuseForNow: (response: ServerResponse): void => {
    if (response.headersSent) return void response.destroy();
    const text = "The status page cannot be shown at the moment. Try again in a few seconds.\n";
    const headers = {
      ...{ "Content-Type": "text/plain; charset=utf-8", "Content-Length": Buffer.byteLength(text) },
      ...{ "Retry-After": RETRY_AFTER_SECONDS, "Cache-Control": "no-store" },
    };
    response.writeHead(503, { ...common, ...headers }).end(text);
  },
});

const isOfV2 = (path: string): boolean => `${path}/`.startsWith(V2_PREFIX);
