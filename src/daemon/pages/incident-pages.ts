// Pages of single incidents: made when somebody asks, and kept until what they show changes.
import type { OutgoingHttpHeaders } from "node:http";
import type { PublicIncident } from "../store/views/public-incidents.ts";
import type { Document } from "./document.ts";
import { factsOfIncident, incidentDocument } from "./documents.ts";
import { cleanIncident, type PageModel } from "./model.ts";

const PATH = /^\/incidents\/([1-9][0-9]{0,14})$/;
/** More than a crowd looks at in one outage; the one that nobody asked for longest is made again. */
const MAX_KEPT = 200;

interface Kept {
  facts: string;
  document: Document;
  /** The commits up to which it is known to be true. */
  seen: number;
}

/** `read` gives what the page's readers may know of an incident. */
export const createIncidentPages = (read: (id: number) => PublicIncident | null, common: OutgoingHttpHeaders) => {
  /** In order of last use. */
  const kept = new Map<string, Kept>();
  let commits = 0;

  /** What is kept, where it shows the same still; reading costs little, rendering and compressing much. */
  const look = (path: string, model: PageModel): Kept | null => {
    const known = kept.get(path);
    if (known?.seen === commits) return known;
    const incident = read(Number(PATH.exec(path)?.[1]));
    if (!incident) return null;
    const shown = cleanIncident(incident);
    const facts = factsOfIncident(shown, model);
    const document = known?.facts === facts ? known.document : incidentDocument(shown, model, facts, common);
    return { facts, document, seen: commits };
  };

  return {
    isOne: (path: string): boolean => PATH.test(path),
    /** null: the public knows of no such incident. */
    get: (path: string, model: PageModel): Document | null => {
      const page = look(path, model);
      kept.delete(path);
      if (!page) return null;
      kept.set(path, page);
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!);
      return page.document;
    },
    /** Each may show something else by now; the next who asks for it finds out. */
    doubt: (): void => {
      commits += 1;
    },
  };
};
