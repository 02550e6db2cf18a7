/** @jsxImportSource hono/jsx */
// Incidents on the page: their public words, the newest first, and the components that they touch.
import { raw } from "hono/html";
import type { Level } from "../../domain/level.ts";
import type { PublicIncident, PublicPost } from "../store/views/public-incidents.ts";
import { Icon } from "./icons.tsx";
import type { PageModel } from "./model.ts";
import { htmlOf } from "./said.ts";
import { WORDS_OF_LEVEL, WORDS_OF_POST } from "./words.ts";

/** Where it stays for good. */
export const addressOf = ({ id }: Pick<PublicIncident, "id">): string => `/incidents/${id}`;

/** When what is said of it last changed, epoch ms. */
export const changedAt = ({ startedAt, posts }: PublicIncident): number =>
  Math.max(startedAt, ...posts.map(({ editedAt, createdAt }) => editedAt ?? createdAt));

export const Incidents = ({
  heading,
  incidents,
  model,
}: {
  heading: string;
  incidents: readonly PublicIncident[];
  model: PageModel;
}) => {
  if (incidents.length === 0) return null;
  const id = heading.toLowerCase().replaceAll(" ", "-");
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      {incidents.map((incident) => (
        <article id={`incident-${incident.id}`} class={`card incident is-${toneOf(incident)}`}>
          <h3>
            <a href={addressOf(incident)}>
              <bdi>{incident.title}</bdi>
            </a>
            <StatusWord incident={incident} />
          </h3>
          <Story incident={incident} model={model} />
        </article>
      ))}
    </section>
  );
};

/** The colour of its level; one that moves no component is no outage, and not over either. */
export const toneOf = ({ resolvedAt, impact }: PublicIncident): Level => {
  if (resolvedAt !== null) return "operational";
  return impact === "operational" ? "degraded_performance" : impact;
};

export const StatusWord = ({ incident }: { incident: PublicIncident }) => {
  const level = toneOf(incident);
  return (
    <span class={`level is-${level}`}>
      <Icon level={level} /> {WORDS_OF_POST[incident.status]}
    </span>
  );
};

export const Story = ({ incident, model }: { incident: PublicIncident; model: PageModel }) => (
  <>
    {incident.components.length > 0 && (
      <>
        <p class="unseen">Components:</p>
        <ul class="touched">
          {incident.components.map((id) => (
            <li>
              <bdi>{model.components.get(id)?.name}</bdi>
            </li>
          ))}
        </ul>
      </>
    )}
    <ol class="posts">
      {incident.posts.map((post) => (
        <Post post={post} model={model} />
      ))}
    </ol>
  </>
);

const Post = ({ post, model }: { post: PublicPost; model: PageModel }) => (
  <li>
    <p class="said">
      <strong>{WORDS_OF_POST[post.status]}</strong>{" "}
      <time datetime={model.times.iso(post.at)}>{model.times.words(post.at)}</time>
      {post.editedAt !== null && ", edited"}
    </p>
    <div class="words">{raw(htmlOf(post.body))}</div>
    {post.levels.length > 0 && (
      <p class="moved">
        {post.levels.map(({ componentId, to }, index) => (
          <>
            {index > 0 && ", "}
            <bdi>{model.components.get(componentId)?.name}</bdi>: {WORDS_OF_LEVEL[to]}
          </>
        ))}
      </p>
    )}
  </li>
);
