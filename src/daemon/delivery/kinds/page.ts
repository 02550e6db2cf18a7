// A page to the team: it is wanted while nobody has acked.
import { type Incident, isActive } from "../../../domain/incident.ts";
import { isWorseSeverity } from "../../../domain/level.ts";
import { signLink } from "../../../domain/link-token.ts";
import { isHeldNow } from "../../store/held.ts";
import { readKnown } from "../../store/known.ts";
import type { Tables, Tx } from "../../store/store.ts";
import { suppress, type Waiting } from "../beliefs.ts";
import type { PagedIncident, PageReason } from "../channels/message.ts";
import { isOldNews, OLD_NEWS } from "../old-news.ts";
import type { Facts, KindRules, TeamTarget } from "./kind.ts";

/** Long enough for a night's page in the morning; what is still open then is paged again with another link. */
const ACK_LINK_MS = 24 * 3600_000;

const isFor = (target: TeamTarget | undefined, { severity }: Incident): boolean =>
  target !== undefined && !isWorseSeverity(target.min_severity, severity);

/** As it is when a page is planned: the notice keeps that, so that each copy of a message reads as the first. */
export const pagedIncident = (tables: Tables, incident: Incident): PagedIncident => {
  const ids = (tables.incidents.linksOf([incident.id]).get(incident.id) ?? []).map(({ componentId }) => componentId);
  const names = tables.components.namesOf([...new Set(ids)]);
  const { id, title, severity, source, key, openedAt, owner } = incident;
  const known = readKnown(tables, incident);
  return { id, title, severity, source, key, openedAt, owner, components: [...names.values()], ...known };
};

interface PageDetail {
  reason: PageReason;
  /** It is worse than whoever has acked knew. */
  isRaise?: true;
  /** Of a reminder: which one. */
  times?: number;
  incident: PagedIncident;
}

/** A page that is being sent says it; one that still waits is replaced by this one: nobody is woken twice for one thing. */
const isOnItsWay = (tx: Tx, unsettled: readonly Waiting[], incidentId: number): boolean => {
  const earlier = unsettled.filter(({ notice }) => notice.kind === "page" && notice.incidentId === incidentId);
  for (const one of earlier)
    if (one.state !== "sending") suppress(tx, one, "a newer page replaced it before it was sent");
  return earlier.some(({ state }) => state === "sending");
};

export const page: KindRules = {
  audience: "team",
  news: null,
  plan: (tx, notice) => {
    const incident = tx.incidents.get(notice.incidentId!)!;
    return ({ target }, { unsettled }, { team }) => {
      if (!isFor(team.targets.get(target), incident)) return null;
      // What is being sent is taken back by the ack that came before the raise; so that one says nothing of it.
      const isSaid = isOnItsWay(tx, unsettled, incident.id) && incident.state !== "acknowledged";
      return isSaid ? null : [];
    };
  },
  look: (tx, _delivery, notice, { target }, { team, now }: Facts) => {
    const incident = tx.incidents.get(notice.incidentId!)!;
    if (!isActive(incident.state)) return { unwanted: `the incident is ${incident.state}` };
    // A raise pages over an ack that came before it, since it is worse than whoever acked knew.
    const isAcked = incident.state === "acknowledged";
    const { reason, isRaise = reason === "raised" } = notice.detail as unknown as PageDetail;
    if (isAcked && (!isRaise || (incident.acknowledgedAt ?? 0) >= notice.at))
      return { unwanted: `${incident.owner} has acknowledged it` };
    if ((incident.snoozedUntil ?? 0) > now) return { unwanted: "the incident is snoozed; it pages when that ends" };
    if (isHeldNow(tx, incident)) return { unwanted: "maintenance holds the incident; it pages when that ends" };
    if (isOldNews(notice, now)) return { unwanted: OLD_NEWS };
    if (!isFor(team.targets.get(target), incident)) return { unwanted: "the target is told of worse incidents only" };
    return { changes: [] };
  },
  content: ({ linkKey }, _delivery, notice, { id }, { page: { root } }) => {
    const { reason, times = 1, incident } = notice.detail as unknown as PageDetail;
    const until = Math.floor((notice.at + ACK_LINK_MS) / 1000);
    const ackUrl = `${root}/ack/${signLink(linkKey, "ack", [incident.id, id, until])}`;
    return { kind: "page", reason, incident, ackUrl, times };
  },
  thread: ({ incidentId }) => `page-${incidentId}`,
};
