// Incidents of the Statuspage v2 public API: what somebody said in public, and nothing else.
import { IMPACT_OF_LEVEL, type Indicator, type Level } from "../../domain/level.ts";
import type { PostStatus } from "../../domain/post.ts";
import { v2Id } from "../../domain/v2-id.ts";
import type { PublicIncident, PublicPost } from "../store/views/public-incidents.ts";
import { addressOf, changedAt } from "./incidents.tsx";
import type { PageModel } from "./model.ts";
import { textOf } from "./said.ts";
import { cutName, type V2Component } from "./statuspage-shapes.ts";

interface V2Affected {
  code: string;
  /** `Group - Component` */
  name: string;
  old_status: Level;
  new_status: Level;
}
interface V2Update {
  id: string;
  status: PostStatus;
  body: string;
  incident_id: string;
  created_at: string;
  updated_at: string;
  display_at: string;
  affected_components: V2Affected[] | null;
  deliver_notifications: boolean;
  custom_tweet: null;
  tweet_id: null;
}
export interface V2Incident {
  id: string;
  name: string;
  status: PostStatus;
  created_at: string;
  updated_at: string;
  monitoring_at: string | null;
  resolved_at: string | null;
  impact: Indicator;
  shortlink: string;
  started_at: string;
  page_id: string;
  /** Newest first. */
  incident_updates: V2Update[];
  /** As they are now. */
  components: V2Component[];
  reminder_intervals: null;
}

export const incidentRecord = (
  incident: PublicIncident,
  model: PageModel,
  pageId: string,
  records: ReadonlyMap<string, V2Component>,
): V2Incident => {
  const { iso } = model.times;
  const { posts, startedAt, resolvedAt } = incident;
  const monitored = posts.find(({ status }) => status === "monitoring");
  return {
    id: v2Id("incident", incident.id),
    name: cutName(incident.title),
    status: statusOf(incident),
    created_at: iso(startedAt),
    updated_at: iso(changedAt(incident)),
    monitoring_at: monitored ? iso(monitored.at) : null,
    resolved_at: resolvedAt === null ? null : iso(resolvedAt),
    impact: IMPACT_OF_LEVEL[incident.impact],
    shortlink: model.url + addressOf(incident),
    started_at: iso(startedAt),
    page_id: pageId,
    incident_updates: posts.map((post) => updateRecord(post, v2Id("incident", incident.id), model)),
    components: incident.components.flatMap((id) => records.get(id) ?? []),
    reminder_intervals: null,
  };
};

/** Who was never told that it is over reads on that it is not, whatever was written about it since. */
const statusOf = ({ posts, status }: PublicIncident): PostStatus =>
  status === "resolved" && posts[0]?.status === "postmortem" ? "postmortem" : status;

const updateRecord = (post: PublicPost, incidentId: string, { times: { iso }, components }: PageModel): V2Update => ({
  id: v2Id("update", `post-${post.id}`),
  status: post.status,
  body: textOf(post.body),
  incident_id: incidentId,
  created_at: iso(post.createdAt),
  updated_at: iso(post.editedAt ?? post.createdAt),
  display_at: iso(post.at),
  affected_components:
    post.levels.length === 0
      ? null
      : post.levels.flatMap(({ componentId, from, to }) => {
          const component = components.get(componentId);
          if (!component) return [];
          const name = component.group === null ? component.name : `${component.group} - ${component.name}`;
          return [{ code: v2Id("component", componentId), name, old_status: from, new_status: to }];
        }),
  deliver_notifications: !post.isSilent,
  custom_tweet: null,
  tweet_id: null,
});
