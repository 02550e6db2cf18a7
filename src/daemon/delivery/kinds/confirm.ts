// Somebody asked for this target, which is sent the link that confirms it. Nothing else tells a stranger from its owner.
import { signLink } from "../../../domain/link-token.ts";
import type { KindRules } from "./kind.ts";

const idOf = (detail: Record<string, unknown>): number => Number(detail.confirmationId);

export const confirm: KindRules = {
  audience: null,
  news: null,
  plan: () => () => [],
  // It may be subscribed to another page already.
  pageOf: (tables, { detail }) => tables.confirmations.get(idOf(detail))?.wanted.page ?? null,
  look: (tx, _delivery, { detail }, _target, { now }) => {
    const confirmation = tx.confirmations.get(idOf(detail));
    if (!confirmation || confirmation.expiresAt <= now) return { unwanted: "the link would have run out" };
    return confirmation.usedAt === null ? { changes: [] } : { unwanted: "it has been confirmed already" };
  },
  content: (tables, _delivery, { detail }, _target, { page, visible, shown }) => {
    const { id, wanted, expiresAt } = tables.confirmations.get(idOf(detail))!;
    const { components, incidents, kinds } = wanted;
    const names = visible.flatMap((component) => (components?.includes(component.id) ? [component.name] : []));
    const url = `${page.root}/confirm/${signLink(tables.linkKey, "confirm", [id])}`;
    const titles = incidents?.flatMap((incident) => shown(incident)?.title ?? []) ?? null;
    return { kind: "confirm", url, expiresAt, components: components && names, incidents: titles, kinds };
  },
  thread: () => null,
};
