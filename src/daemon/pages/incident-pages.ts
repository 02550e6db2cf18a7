// Pages of single incidents: made when somebody asks, and kept until something changes.
import type { OutgoingHttpHeaders } from "node:http";
import type { PublicIncident } from "../store/views/public-incidents.ts";
import type { Document } from "./document.ts";
import { type Documents, incidentDocument } from "./documents.ts";
import { cleanIncident, type PageModel } from "./model.ts";

const PATH = /^\/incidents\/([1-9][0-9]{0,14})$/;
/** More than anybody looks at between two changes; what is over is made again. */
const MAX_KEPT = 200;

/** `read` gives what the page's readers may know of an incident. */
export const createIncidentPages = (read: (id: number) => PublicIncident | null, common: OutgoingHttpHeaders) => {
  const kept = new Map<string, Document>();
  return {
    isOne: (path: string): boolean => PATH.test(path),
    /** null: the public knows of no such incident. */
    get: (path: string, { model, documents }: { model: PageModel; documents: Documents }): Document | null => {
      const known = kept.get(path);
      if (known) return known;
      const incident = read(Number(PATH.exec(path)?.[1]));
      if (!incident) return null;
      if (kept.size >= MAX_KEPT) kept.clear();
      const document = incidentDocument(cleanIncident(incident), model, documents, common);
      kept.set(path, document);
      return document;
    },
    forget: (): void => kept.clear(),
  };
};
