/** @jsxImportSource hono/jsx */
// One incident on a page of its own, where it stays when it has left the status page.
import type { PublicIncident } from "../store/views/public-incidents.ts";
import { Frame, type Watch } from "./frame.tsx";
import { addressOf, changedAt, Story, toneOf } from "./incidents.tsx";
import type { PageModel } from "./model.ts";
import { Banner, Section } from "./parts.tsx";

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
      <Banner level={level} words={words.posts[incident.status]}>
        <bdi>{incident.title}</bdi>
      </Banner>
      <Section id="story" heading={words.whatWeSaid}>
        <article class={`card incident is-${level}`}>
          <Story incident={incident} model={model} />
        </article>
        {model.canSubscribe && incident.resolvedAt === null && (
          <p class="follow">
            <a href={`${base}/subscribe?incident=${incident.id}`}>{words.followIncident}</a>
          </p>
        )}
      </Section>
    </Frame>
  );
};
