// What is made when somebody asks for it, kept until what it shows changes.
import type { OutgoingHttpHeaders } from "node:http";
import { createDocument, type Document, hashOf } from "./document.ts";
import { headersFor } from "./documents.ts";
import type { Draft } from "./draft.ts";
import type { PageModel } from "./model.ts";

/** More than a crowd looks at in one outage; the one that nobody asked for longest is made again. */
const MAX_KEPT = 200;

interface Kept {
  facts: string;
  document: Document;
  /** The commits up to which it is known to be true. */
  seen: number;
}
/** `frame`: what every page shows around its own facts. */
export interface Now {
  model: PageModel;
  frame: string;
}

/** `read` gives what there is at a path now. */
export const createKeptPages = (
  read: (path: string, model: PageModel) => Draft | null,
  common: OutgoingHttpHeaders,
) => {
  /** In order of last use. */
  const kept = new Map<string, Kept>();
  let commits = 0;

  /** What is kept, where it shows the same still; reading costs little, rendering and compressing much. */
  const look = (path: string, { model, frame }: Now): Kept | null => {
    const known = kept.get(path);
    if (known?.seen === commits) return known;
    const draft = read(path, model);
    if (!draft) return null;
    const facts = JSON.stringify(draft.facts) + frame;
    if (known?.facts === facts) return { ...known, seen: commits };
    // Its script asks for the page itself, whose own hash it cannot carry: so the tag is of the facts.
    const etag = `W/"${hashOf(facts)}"`;
    const document = createDocument({
      ...{ etag, contentType: draft.contentType, headers: { ...common, ...headersFor(model, draft.headers) } },
      text: draft.make({ path: model.base + path, etag }),
    });
    return { facts, document, seen: commits };
  };

  return {
    /** null: the public knows of no such thing. */
    get: (path: string, now: Now): Document | null => {
      const one = look(path, now);
      kept.delete(path);
      if (!one) return null;
      kept.set(path, one);
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!);
      return one.document;
    },
    /** Each may show something else by now; the next who asks for it finds out. */
    doubt: (): void => {
      commits += 1;
    },
  };
};
