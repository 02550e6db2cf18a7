// What of an event a page's readers may know; null is nothing.
import type { PublicServerToClient } from "../../contract/live.ts";
import type { StoredEvent } from "../../domain/events.ts";
import { iso } from "../gate/fields.ts";
import type { Tables } from "../store/store.ts";
import { incidentOnPage, type PageScope, visibleComponents } from "../store/views/public.ts";

type PublicType = keyof PublicServerToClient;
type PublicEvent = { [T in PublicType]: { type: T; payload: Parameters<PublicServerToClient[T]>[0] } }[PublicType];

/** Fields of a window that its readers see. */
const SHOWN: ReadonlySet<string> = new Set(["title", "text", "startsAt", "endsAt", "components"]);

export const toPublic = (tables: Tables, page: PageScope, event: StoredEvent): PublicEvent | null => {
  switch (event.type) {
    case "status:changed": {
      const component = visibleComponents(tables, page).find(({ id }) => id === event.componentId);
      if (!component) return null;
      const { from, to } = event.data;
      const place = { page: page.slug, at: iso(event.at), seq: event.seq };
      return { type: event.type, payload: { ...place, component: component.id, from, to } };
    }
    case "incident:posted": {
      const incident = incidentOnPage(tables, page, event.incidentId!);
      if (!incident) return null;
      const { title, components } = incident;
      const place = { page: page.slug, at: event.data.at, seq: event.seq };
      return { type: event.type, payload: { ...place, id: incident.id, title, status: event.data.status, components } };
    }
    case "maintenance:scheduled":
    case "maintenance:edited":
    case "maintenance:updated":
    case "maintenance:started":
    case "maintenance:verifying":
    case "maintenance:completed":
    case "maintenance:cancelled": {
      // Switches are the operators' own.
      if (event.type === "maintenance:edited" && !event.data.fields.some((field) => SHOWN.has(field))) return null;
      const visible = new Set(visibleComponents(tables, page).map(({ id }) => id));
      const components = event.data.components.filter((id) => visible.has(id));
      if (components.length === 0) return null;
      const place = { page: page.slug, at: iso(event.at), seq: event.seq };
      return { type: event.type, payload: { ...place, id: event.maintenanceId!, title: event.data.title, components } };
    }
    default:
      return null;
  }
};
