/** @jsxImportSource hono/jsx */
// The page as HTML: whole without a script, with landmarks, headings and a machine-readable time everywhere.
import { Components } from "./components.tsx";
import { Frame, type Watch } from "./frame.tsx";
import { headlineOf } from "./headline.ts";
import { IncidentCards, Incidents } from "./incidents.tsx";
import type { PageModel } from "./model.ts";
import { Banner, Section } from "./parts.tsx";
import { LEVEL_OF_INDICATOR } from "./tone.ts";
import { Windows } from "./windows.tsx";

export const htmlPage = (model: PageModel, watch: Watch): string =>
  `<!DOCTYPE html>\n${<Page model={model} watch={watch} />}\n`;

const Page = ({ model, watch }: { model: PageModel; watch: Watch }) => {
  const { words, base, incidents } = model;
  const headline = words.headlines[headlineOf(model)];
  return (
    <Frame
      {...{ model, watch, headline, path: "/" }}
      level={LEVEL_OF_INDICATOR[model.indicator]}
      changedAt={model.updatedAt}
    >
      <Headline model={model} headline={headline} />
      <Incidents id="incidents" heading={words.incidents} incidents={incidents.current} model={model} />
      <Windows id="maintenance" heading={words.running} windows={model.running} model={model} />
      {model.sections.length > 0 && <Components model={model} />}
      <Windows id="scheduled" heading={words.coming} windows={model.coming} model={model} />
      <Section id="past" heading={words.pastIncidents}>
        {incidents.past.length + incidents.current.length === 0 && <p class="quiet">{words.noPastIncidents}</p>}
        <IncidentCards incidents={incidents.past} model={model} />
        <p class="more">
          <a href={`${base}/history`}>{words.allHistory}</a>
        </p>
      </Section>
    </Frame>
  );
};

const Headline = ({ model, headline }: { model: PageModel; headline: string }) => {
  const { words } = model;
  if (model.sections.length === 0)
    return (
      <div id="banner" class="banner is-empty">
        <div>
          <h1>{headline}</h1>
          <p>{words.emptyPage}</p>
        </div>
      </div>
    );
  const affected = [...model.components.values()].filter((component) => component.level !== "operational").length;
  const all = model.components.size;
  const state = affected === 0 ? words.allWork(all) : words.affected(affected, all);
  return (
    <Banner level={LEVEL_OF_INDICATOR[model.indicator]} words={state}>
      {headline}
    </Banner>
  );
};
