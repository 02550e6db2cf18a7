// What of an event a page's readers may know; null is nothing.
import type { PublicServerToClient } from "../../contract/live.ts";
import type { StoredEvent } from "../../domain/events.ts";
import type { PostStatus } from "../../domain/post.ts";
import { iso } from "../gate/fields.ts";
import type { Tables } from "../store/store.ts";
import { incidentOnPage, type PageScope } from "../store/views/public.ts";

type PublicType = keyof PublicServerToClient;
type PublicEvent = { [T in PublicType]: { type: T; payload: Parameters<PublicServerToClient[T]>[0] } }[PublicType];

/** Fields of a window that its readers see. */
const SHOWN: ReadonlySet<string> = new Set(["title", "text", "startsAt", "endsAt", "components"]);

/** `visible`: ids of the components that the page shows. */
export const toPublic = (
  tables: Tables,
  page: PageScope,
  event: StoredEvent,
  visible: ReadonlySet<string>,
): PublicEvent | null => {
  switch (event.type) {
    case "status:changed": {
      const component = event.componentId!;
      if (!visible.has(component)) return null;
      const { from, to } = event.data;
      const place = { page: page.slug, at: iso(event.at), seq: event.seq };
      return { type: event.type, payload: { ...place, component, from, to } };
    }
    case "incident:posted":
      return posted(tables, page, event, { status: event.data.status, at: event.data.at });
    case "post:edited": {
      // What it says now: readers need not know that it said something else.
      const post = tables.posts.get(event.data.postId);
      return post ? posted(tables, page, event, { status: post.status, at: iso(post.at) }) : null;
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
      const components = event.data.components.filter((id) => visible.has(id));
      if (components.length === 0) return null;
      const place = { page: page.slug, at: iso(event.at), seq: event.seq };
      return { type: event.type, payload: { ...place, id: event.maintenanceId!, title: event.data.title, components } };
    }
    default:
      return null;
  }
};

const posted = (
  tables: Tables,
  page: PageScope,
  { incidentId, seq }: StoredEvent,
  { status, at }: { status: PostStatus; at: string },
): PublicEvent | null => {
  const incident = incidentOnPage(tables, page, incidentId!);
  if (!incident) return null;
  const { id, title, components } = incident;
  return { type: "incident:posted", payload: { page: page.slug, at, seq, id, title, status, components } };
};
