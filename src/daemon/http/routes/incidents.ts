import type { Hono } from "hono";
import * as routes from "../../../contract/incidents.ts";
import { problem } from "../../../contract/problem.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import { ackIncident } from "../../actions/ack-incident.ts";
import { assignIncident } from "../../actions/assign-incident.ts";
import { closeIncident } from "../../actions/close-incident.ts";
import { notFound, requireComponents } from "../../actions/context.ts";
import { editIncident } from "../../actions/edit-incident.ts";
import { editPost } from "../../actions/edit-post.ts";
import { mergeIncident } from "../../actions/merge-incident.ts";
import { noteIncident } from "../../actions/note-incident.ts";
import { openIncident } from "../../actions/open-incident.ts";
import { postIncident } from "../../actions/post-incident.ts";
import { reopenIncident } from "../../actions/reopen-incident.ts";
import { resolveIncident } from "../../actions/resolve-incident.ts";
import { snoozeIncident } from "../../actions/snooze-incident.ts";
import { unackIncident } from "../../actions/unack-incident.ts";
import { fromCursor, fromTextCursor, pageOf, toCursor } from "../../gate/cursor.ts";
import { presentAlert, presentEvent, presentIncident, presentIncidents } from "../../gate/present.ts";
import { versionOfTag } from "../entity-tag.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead, mountVerb } from "../mount.ts";

const versionOf = ({ version }: routes.Incident): number => version;

export const mountIncidents = (app: Hono<HttpEnv>, deps: HttpDeps): void => {
  mountReads(app, deps);
  mountVerb(app, deps, routes.openIncident, {
    input: ({ body }) => body,
    action: openIncident,
    present: presentIncident,
    target: (input) => input.key ?? input.title,
    versionOf,
  });
  const target = (input: { id: number }): string => `incident ${input.id}`;
  const shared = { present: presentIncident, target, versionOf };
  mountVerb(app, deps, routes.ackIncident, {
    input: ({ params, body }) => ({ id: params.id, note: body.note, forMs: body.forMs }),
    ...{ action: ackIncident, ...shared },
  });
  mountVerb(app, deps, routes.unackIncident, {
    input: ({ params }) => ({ id: params.id }),
    ...{ action: unackIncident, ...shared },
  });
  mountVerb(app, deps, routes.resolveIncident, {
    input: ({ params, body }) => ({ id: params.id, note: body.note, force: body.force, post: body.post }),
    ...{ action: resolveIncident, ...shared },
  });
  mountVerb(app, deps, routes.closeIncident, {
    input: ({ params, body }) => ({ id: params.id, note: body.note }),
    ...{ action: closeIncident, ...shared },
  });
  mountVerb(app, deps, routes.reopenIncident, {
    input: ({ params, body }) => ({ id: params.id, note: body.note }),
    ...{ action: reopenIncident, ...shared },
  });
  mountVerb(app, deps, routes.mergeIncident, {
    input: ({ params, body }) => ({ id: params.id, into: body.into }),
    ...{ action: mergeIncident, ...shared },
  });
  mountVerb(app, deps, routes.assignIncident, {
    input: ({ params, body }) => ({ id: params.id, to: body.to }),
    ...{ action: assignIncident, ...shared },
  });
  mountVerb(app, deps, routes.snoozeIncident, {
    input: ({ params, body }) => ({ id: params.id, forMs: body.forMs }),
    ...{ action: snoozeIncident, ...shared },
  });
  mountVerb(app, deps, routes.editIncident, {
    input: ({ params, body }, header) => ({ ...body, id: params.id, version: versionOfTag(header("if-match")) }),
    ...{ action: editIncident, ...shared },
  });
  mountVerb(app, deps, routes.noteIncident, {
    input: ({ params, body }) => ({ id: params.id, text: body.text }),
    ...{ action: noteIncident, ...shared },
  });
  mountVerb(app, deps, routes.postIncident, {
    input: ({ params, body }) => ({ ...body, id: params.id, at: maybeMoment(body.at) }),
    ...{ action: postIncident, ...shared },
  });
  mountVerb(app, deps, routes.editPost, {
    input: ({ params, body }) => ({ ...body, id: params.id, at: maybeMoment(body.at) }),
    ...{ action: editPost, present: presentIncident, versionOf },
    target: (input) => `post ${input.id}`,
  });
};

const maybeMoment = (iso: string | undefined): number | undefined => (iso === undefined ? undefined : Date.parse(iso));

const afterOrBefore = () =>
  problem("invalid", "`after` and `before` exclude each other.", {
    hint: "`after` reads on from a seq, `before` reads back from one.",
  });

const mountReads = (app: Hono<HttpEnv>, deps: HttpDeps): void => {
  const { store } = deps;
  const get = (id: number) => {
    const incident = store.incidents.get(id);
    if (!incident) throw notFound("incident", id, "tocsin list --all");
    return incident;
  };
  mountRead(app, deps, routes.listIncidents, ({ query }, { ctx }) => {
    const { state, severity, component, owner, key, source, mergedInto, limit = PAGE_SIZE } = query;
    // One that has left the config has its history still; a mistyped one must not look like silence.
    if (component && store.components.namesOf([component]).size === 0)
      requireComponents(store, ctx, [component], () => "?component");
    const after = fromCursor(query.cursor, ["rank", "openedAt", "id"]);
    const page = store.incidents.list({ state, severity, component, owner, key, source, mergedInto, limit, after });
    return { items: presentIncidents(store, page.items), ...(page.next ? { nextCursor: toCursor(page.next) } : {}) };
  });
  mountRead(app, deps, routes.getIncident, ({ params }) => presentIncident(store, get(params.id)), { versionOf });
  mountRead(app, deps, routes.listIncidentEvents, ({ params, query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const { id } = get(params.id);
    const merged = store.incidents.mergedInto(id);
    if (query.before !== undefined) {
      if (query.after !== undefined) throw afterOrBefore();
      const events = store.events.ofIncidentsBefore([id, ...merged], query.before, limit + 1);
      const items = events.slice(-limit).map(presentEvent);
      return { items, ...(events.length > limit ? { nextCursor: String(items[0]!.seq) } : {}) };
    }
    const after = query.after ?? 0;
    const events =
      merged.length === 0
        ? store.events.ofIncident(id, after, limit + 1)
        : store.events.ofIncidents([id, ...merged], after, limit + 1);
    const items = events.slice(0, limit).map(presentEvent);
    return { items, ...(events.length > limit ? { nextCursor: String(items.at(-1)!.seq) } : {}) };
  });
  mountRead(app, deps, routes.listIncidentAlerts, ({ params, query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const after = fromTextCursor(query.cursor, ["state", "source", "fingerprint"]);
    const found = store.alerts.ofIncident(get(params.id).id, after, limit + 1);
    return pageOf(found, limit, presentAlert, ({ state, source, fingerprint }) => ({ state, source, fingerprint }));
  });
};
