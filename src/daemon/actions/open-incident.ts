import type { Incident } from "../../domain/incident.ts";
import type { Level, Severity } from "../../domain/level.ts";
import { effectsOf, type Link } from "../../domain/link.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, requireComponents, unchanged } from "./context.ts";
import { reopenRecurred } from "./reopen-recurred.ts";

export interface OpenInput {
  title: string;
  severity: Severity;
  components?: { id: string; level?: Level | undefined }[] | undefined;
  key?: string | undefined;
  message?: string | undefined;
}
const SOURCE = "manual";

/** Opens an incident by hand. A key that is active already gives that incident; one resolved within the window reopens. */
export const openIncident = (tx: Tx, ctx: ActionContext, input: OpenInput): Done<Incident> => {
  allow(ctx, "openIncident");
  const wanted = input.components ?? [];
  requireComponents(
    tx,
    ctx,
    wanted.map((component) => component.id),
  );
  const active = input.key && tx.incidents.activeByKey(SOURCE, input.key);
  if (active) return unchanged(active);
  const links = wanted.map(({ id, level }): Link => ({ componentId: id, origin: "manual", level: level ?? null }));
  const recent = input.key && tx.incidents.resolvedByKey(SOURCE, input.key, ctx.now - ctx.settings.reopenWindowMs);
  if (recent) return changed(reopen(tx, ctx, recent, { ...input, links }));

  const { title, severity, key, message } = input;
  const incident = tx.incidents.insert({ title, severity, source: SOURCE, key: key ?? null, openedAt: ctx.now });
  tx.incidents.addLinks(incident.id, links);
  const saved = tx.incidents.linksOf([incident.id]).get(incident.id) ?? []; // a component named twice is one link
  tx.events.append(
    [
      {
        type: "incident:opened",
        incidentId: incident.id,
        data: {
          title,
          severity,
          source: SOURCE,
          ...(key ? { key } : {}),
          ...(message ? { message } : {}),
          components: saved,
          effects: effectsOf(severity, saved, new Set()),
        },
      },
    ],
    ctx.now,
    ctx.actor,
  );
  return changed(incident);
};

const reopen = (tx: Tx, ctx: ActionContext, incident: Incident, input: OpenInput & { links: Link[] }): Incident => {
  const { links, severity, message } = input;
  tx.incidents.addLinks(incident.id, links);
  const reopened = reopenRecurred(tx, ctx, incident, { severity });
  if (message)
    tx.events.append(
      [{ type: "incident:noted", incidentId: incident.id, data: { text: message } }],
      ctx.now,
      ctx.actor,
    );
  return reopened;
};
