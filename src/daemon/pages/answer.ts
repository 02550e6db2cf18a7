// Sends a finished document: picks the encoding, answers 304 to who has it already, and HEAD without a body.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Document, Encoding } from "./document.ts";

/** Best first; what a client names none of comes last. */
const ENCODINGS = ["br", "gzip", "identity"] as const satisfies readonly Encoding[];

export const answer = (request: IncomingMessage, response: ServerResponse, document: Document): void => {
  const known = request.headers["if-none-match"];
  if (known !== undefined && hasTag(known, document.etag)) {
    response.writeHead(304, document.unchanged).end();
    return;
  }
  const { headers, body } = pickEncoding(request.headers["accept-encoding"], document);
  response.writeHead(200, headers);
  if (request.method === "HEAD") response.end();
  else response.end(body);
};

/** Weak comparison of RFC 9110 13.1.2: the `W/` does not count. */
const hasTag = (header: string, etag: string): boolean => {
  const bare = etag.replace(/^W\//, "");
  return header.split(",").some((one) => {
    const tag = one.trim();
    return tag === "*" || tag.replace(/^W\//, "") === bare;
  });
};

/** RFC 9110 12.5.3, except that who accepts nothing gets the plain bytes: a page that reads beats a 406. */
const pickEncoding = (header: string | undefined, { encodings }: Document): Document["encodings"]["identity"] => {
  if (header === undefined) return encodings.identity;
  const wishes = new Map<string, number>();
  for (const part of header.toLowerCase().split(",")) {
    const [name, ...parameters] = part.split(";").map((text) => text.trim());
    const weight = parameters.find((text) => text.startsWith("q="));
    if (name) wishes.set(name, weight === undefined ? 1 : Number(weight.slice(2)) || 0);
  }
  // Identity is allowed unless it is refused, but anything that is named comes before it.
  const wishOf = (name: Encoding): number =>
    wishes.get(name) ?? (name === "identity" ? (wishes.get("*") === 0 ? 0 : 0.0001) : (wishes.get("*") ?? 0));
  let best = encodings.identity;
  let bestWish = 0;
  for (const name of ENCODINGS) {
    const body = encodings[name];
    const wish = wishOf(name);
    if (!body || wish <= bestWish) continue;
    best = body;
    bestWish = wish;
  }
  return best;
};
