/** @jsxImportSource hono/jsx */
// One incident on a page of its own, where it stays when it has left the status page.
import type { PublicIncident } from "../store/views/public-incidents.ts";
import { Icon } from "./icons.tsx";
import { addressOf, changedAt, Story, toneOf } from "./incidents.tsx";
import type { PageModel } from "./model.ts";
import { Frame, type PageLinks } from "./page.tsx";
import { WORDS_OF_POST } from "./words.ts";

export const htmlIncident = (incident: PublicIncident, model: PageModel, links: PageLinks): string =>
  `<!DOCTYPE html>\n${<Page incident={incident} model={model} links={links} />}\n`;

const Page = ({ incident, model, links }: { incident: PublicIncident; model: PageModel; links: PageLinks }) => {
  const level = toneOf(incident);
  return (
    <Frame
      {...{ model, links, level }}
      headline={incident.title}
      path={addressOf(incident)}
      changedAt={changedAt(incident)}
    >
      <div class={`banner is-${level}`}>
        <Icon level={level} />
        <div>
          <h1>
            <bdi>{incident.title}</bdi>
          </h1>
          <p>{WORDS_OF_POST[incident.status]}</p>
        </div>
      </div>
      <section>
        <h2>What we said</h2>
        <article class={`card incident is-${level}`}>
          <Story incident={incident} model={model} />
        </article>
        {model.canSubscribe && incident.resolvedAt === null && (
          <p class="follow">
            <a href={`/subscribe?incident=${incident.id}`}>Get updates on this incident</a>
          </p>
        )}
      </section>
    </Frame>
  );
};
