// Names as the public knows them; who holds a link is the public too.
import { cleanLine } from "../../../domain/clean-text.ts";
import type { Store } from "../../store/store.ts";
import { incidentOnPage, type PageScope, visibleComponents } from "../../store/views/public.ts";

export interface PublicNames {
  component: (id: string) => string | undefined;
  incident: (id: number) => string | undefined;
}

export const namesOf = (store: Store, page: PageScope): PublicNames => {
  let names: Map<string, string> | undefined;
  return {
    component: (id) => {
      names ??= new Map(visibleComponents(store, page).map((one) => [one.id, cleanLine(one.name)]));
      return names.get(id);
    },
    incident: (id) => shownIncident(store, page, id)?.title,
  };
};

/** As this page shows it, or the one that it was put into; null for an internal one or another page's as for none at all. */
export const shownIncident = (store: Store, page: PageScope, id: number): { id: number; title: string } | null => {
  const incident = Number.isSafeInteger(id) ? incidentOnPage(store, page, id) : null;
  return incident && { id: incident.id, title: cleanLine(incident.title) };
};
