import type { Hono } from "hono";
import * as routes from "../../../contract/incidents.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import { ackIncident } from "../../actions/ack-incident.ts";
import { closeIncident } from "../../actions/close-incident.ts";
import { notFound, requireComponents } from "../../actions/context.ts";
import { noteIncident } from "../../actions/note-incident.ts";
import { openIncident } from "../../actions/open-incident.ts";
import { resolveIncident } from "../../actions/resolve-incident.ts";
import { fromCursor, toCursor } from "../../gate/cursor.ts";
import { presentEvent, presentIncident, presentIncidents } from "../../gate/present.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead, mountVerb } from "../mount.ts";

export const mountIncidents = (app: Hono<HttpEnv>, deps: HttpDeps): void => {
  const { store } = deps;
  const get = (id: number) => {
    const incident = store.incidents.get(id);
    if (!incident) throw notFound("incident", id, "tocsin list --all");
    return incident;
  };

  mountVerb(app, deps, routes.openIncident, {
    input: ({ body }) => body,
    action: openIncident,
    present: presentIncident,
    target: (input) => input.key ?? input.title,
  });
  mountRead(app, deps, routes.listIncidents, ({ query }) => {
    const { state, severity, component, limit = PAGE_SIZE } = query;
    // One that has left the config has its history still; a mistyped one must not look like silence.
    if (component && store.components.namesOf([component]).size === 0)
      requireComponents(store, [component], () => "?component");
    const after = fromCursor(query.cursor, ["rank", "openedAt", "id"]);
    const page = store.incidents.list({ state, severity, component, limit, after });
    return { items: presentIncidents(store, page.items), ...(page.next ? { nextCursor: toCursor(page.next) } : {}) };
  });
  mountRead(app, deps, routes.getIncident, ({ params }) => presentIncident(store, get(params.id)));
  mountRead(app, deps, routes.listIncidentEvents, ({ params, query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const events = store.events.ofIncident(get(params.id).id, query.after ?? 0, limit + 1);
    const items = events.slice(0, limit).map(presentEvent);
    return { items, ...(events.length > limit ? { nextCursor: String(items.at(-1)!.seq) } : {}) };
  });
  const target = (input: { id: number }): string => `incident ${input.id}`;
  const present = presentIncident;
  mountVerb(app, deps, routes.ackIncident, {
    input: ({ params, body }) => ({ id: params.id, note: body.note }),
    ...{ action: ackIncident, present, target },
  });
  mountVerb(app, deps, routes.resolveIncident, {
    input: ({ params, body }) => ({ id: params.id, note: body.note, force: body.force }),
    ...{ action: resolveIncident, present, target },
  });
  mountVerb(app, deps, routes.closeIncident, {
    input: ({ params, body }) => ({ id: params.id, note: body.note }),
    ...{ action: closeIncident, present, target },
  });
  mountVerb(app, deps, routes.noteIncident, {
    input: ({ params, body }) => ({ id: params.id, text: body.text }),
    ...{ action: noteIncident, present, target },
  });
};
