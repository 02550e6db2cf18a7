// Whoever was paged is told that somebody has it, or that it is over.
import type { PagedIncident } from "../channels/message.ts";
import type { KindRules } from "./kind.ts";

type How = "acknowledged" | "resolved" | "merged" | "closed";

export const pageEnded: KindRules = {
  audience: "team",
  news: null,
  plan: (tx, notice) => (target) => (tx.deliveries.pageStateOf(target.id, notice.incidentId!) === "none" ? null : []),
  look: (tx, _delivery, notice, target) => {
    const state = tx.incidents.get(notice.incidentId!)!.state;
    const isSo = (notice.detail.how === "acknowledged") === (state === "acknowledged") && state !== "open";
    if (!isSo) return { unwanted: `the incident is ${state} by now` };
    const paged = tx.deliveries.pageStateOf(target.id, notice.incidentId!);
    return paged === "told" ? { changes: [] } : { unwanted: "the target was never paged about it" };
  },
  content: (_tables, _delivery, { detail }) => {
    const { how, by, note, incident } = detail as { how: How; by: string; note?: string; incident: PagedIncident };
    return { kind: "page-ended", how, by, ...(note ? { note } : {}), incident };
  },
  thread: ({ incidentId }) => `page-${incidentId}`,
};
