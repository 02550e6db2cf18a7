/** @jsxImportSource hono/jsx */
// Incidents on the page: their public words, the newest first, and the components that they touch.
import { raw } from "hono/html";
import type { Level } from "../../domain/level.ts";
import type { PublicIncident, PublicPost } from "../store/views/public-incidents.ts";
import { Moment } from "./frame.tsx";
import { LevelWord } from "./level-word.tsx";
import type { PageModel } from "./model.ts";
import { Section, Touched } from "./parts.tsx";
import { htmlOf } from "./said.ts";

/** Where it stays for good, below the address of its page. */
export const addressOf = ({ id }: Pick<PublicIncident, "id">): string => `/incidents/${id}`;

/** When what is said of it last changed, epoch ms. */
export const changedAt = ({ startedAt, posts }: PublicIncident): number =>
  Math.max(startedAt, ...posts.map(({ editedAt, createdAt }) => editedAt ?? createdAt));

interface Props {
  incidents: readonly PublicIncident[];
  model: PageModel;
}
/** A section of their own, or nothing where there is none. */
export const Incidents = ({ id, heading, ...props }: Props & { id: string; heading: string }) =>
  props.incidents.length > 0 && (
    <Section id={id} heading={heading}>
      <IncidentCards {...props} />
    </Section>
  );

export const IncidentCards = ({ incidents, model }: Props) => (
  <>
    {incidents.map((incident) => (
      <Article incident={incident} model={model} />
    ))}
  </>
);

const Article = ({ incident, model }: { incident: PublicIncident; model: PageModel }) => (
  <article id={`incident-${incident.id}`} class={`card incident is-${toneOf(incident)}`}>
    <h3>
      <a href={model.base + addressOf(incident)}>
        <bdi>{incident.title}</bdi>
      </a>
      <LevelWord level={toneOf(incident)} words={model.words.posts[incident.status]} />
    </h3>
    <Story incident={incident} model={model} />
  </article>
);

/** The colour of its level; one that moves no component is no outage, and not over either. */
export const toneOf = ({ resolvedAt, impact }: PublicIncident): Level => {
  if (resolvedAt !== null) return "operational";
  return impact === "operational" ? "degraded_performance" : impact;
};

export const Story = ({ incident, model }: { incident: PublicIncident; model: PageModel }) => (
  <>
    <Touched components={incident.components} model={model} />
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
      <strong>{model.words.posts[post.status]}</strong> <Moment at={post.at} model={model} />
      {post.editedAt !== null && `, ${model.words.edited}`}
    </p>
    <div class="words">{raw(htmlOf(post.body))}</div>
    {post.levels.length > 0 && (
      <p class="moved">
        {post.levels.map(({ componentId, to }, index) => (
          <>
            {index > 0 && ", "}
            <bdi>{model.components.get(componentId)?.name}</bdi>: {model.words.levels[to]}
          </>
        ))}
      </p>
    )}
  </li>
);
