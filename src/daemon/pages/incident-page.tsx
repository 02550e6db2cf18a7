/** @jsxImportSource hono/jsx */
// One incident on a page of its own, where it stays when it has left the status page.
import type { PublicIncident } from "../store/views/public-incidents.ts";
import { Frame, type Watch } from "./frame.tsx";
import { Icon } from "./icons.tsx";
import { addressOf, changedAt, Story, toneOf } from "./incidents.tsx";
import type { PageModel } from "./model.ts";

export const htmlIncident = (incident: PublicIncident, model: PageModel, watch: Watch): string =>
  `<!DOCTYPE html>\n${<Page incident={incident} model={model} watch={watch} />}\n`;

const Page = ({ incident, model, watch }: { incident: PublicIncident; model: PageModel; watch: Watch }) => {
  const { words, base } = model;
  const level = toneOf(incident);
  return (
    <Frame
      {...{ model, watch, level }}
      headline={incident.title}
      path={addressOf(incident)}
      changedAt={changedAt(incident)}
    >
      <div id="banner" class={`banner is-${level}`}>
        <Icon level={level} />
        <div>
          <h1>
            <bdi>{incident.title}</bdi>
          </h1>
          <p>{words.posts[incident.status]}</p>
        </div>
      </div>
      <section id="story">
        <h2>{words.whatWeSaid}</h2>
        <article class={`card incident is-${level}`}>
          <Story incident={incident} model={model} />
        </article>
        {model.canSubscribe && incident.resolvedAt === null && (
          <p class="follow">
            <a href={`${base}/subscribe?incident=${incident.id}`}>{words.followIncident}</a>
          </p>
        )}
      </section>
    </Frame>
  );
};
