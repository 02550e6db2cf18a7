// How these pages are answered: never kept by anybody, without a script, and as JSON for who asks for that.
import type { Request } from "./deps.ts";

export interface PageReply {
  status: number;
  /** What hono's JSX makes. */
  page: { toString: () => string };
  /** The page is about whoever holds the link: no search engine and no other site gets to know its address. */
  isPersonal: boolean;
  headers?: Record<string, string>;
}

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
} as const;
const PERSONAL = { "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex" } as const;
/** Under `no-referrer` browsers hide the Origin of a form too, by which its POST is known to be ours. */
const COMMON = { "Referrer-Policy": "same-origin" } as const;

export const html = (c: Request, { status, page, isPersonal, headers }: PageReply): Response =>
  c.body(`<!DOCTYPE html>\n${page}\n`, status as 200, { ...HEADERS, ...(isPersonal ? PERSONAL : COMMON), ...headers });

export const json = (c: Request, status: number, body: object, headers: Record<string, string> = {}): Response =>
  c.body(JSON.stringify(body), status as 200, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    ...PERSONAL,
    ...headers,
  });

/** Programs say so by Accept, or by what they send. */
export const wantsJson = (c: Request): boolean => {
  const accept = c.req.header("accept") ?? "";
  if (/text\/html/i.test(accept)) return false;
  return /application\/(?:[\w.+-]+\+)?json/i.test(accept) || isJson(c.req.header("content-type"));
};

export const isJson = (contentType: string | undefined): boolean =>
  /^application\/(?:[\w.+-]+\+)?json(?:\s*;|$)/i.test(contentType ?? "");
