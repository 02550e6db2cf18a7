// What ties an incident on the screen to its components.
import type { Incident } from "../../contract/incidents.ts";
import type { Component } from "../../contract/status.ts";
import { type Effect, inLinkOrder, type Link } from "../../domain/link.ts";

type Components = ReadonlyMap<string, Component>;

/** Links with what they ask of their components now, in the daemon's order; without `effects` they ask what they asked. */
export const linked = (
  components: Components,
  incident: Incident,
  links = incident.components.map(linkOf),
  effects?: readonly Effect[],
): Incident["components"] =>
  links.toSorted(inLinkOrder).map((link) => {
    const known = incident.components.find(({ id, origin }) => id === link.componentId && origin === link.origin);
    const asked = effects?.find((effect) => effect.componentId === link.componentId)?.level ?? null;
    return {
      id: link.componentId,
      name: nameOf(components, link.componentId),
      level: effects ? asked : (known?.level ?? null),
      held: link.isHeld ?? false,
      origin: link.origin,
    };
  });
export const linkOf = (component: Incident["components"][number]): Link => ({
  componentId: component.id,
  origin: component.origin,
  level: component.level,
  ...(component.held ? { isHeld: true as const } : {}),
});
export const nameOf = (components: Components, componentId: string): string =>
  components.get(componentId)?.name ?? componentId;
