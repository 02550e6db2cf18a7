/** @jsxImportSource hono/jsx */
// The page as HTML: whole without a script, with landmarks, headings and a machine-readable time everywhere.
import { raw } from "hono/html";
import type { PropsWithChildren } from "hono/jsx";
import { LEVELS, type Level } from "../../domain/level.ts";
import type { PublicComponent } from "../store/views/public.ts";
import { faviconOf, Icon, Sprite } from "./icons.tsx";
import { Incidents } from "./incidents.tsx";
import { LevelWord } from "./level-word.tsx";
import type { PageModel, Section } from "./model.ts";
import { Windows } from "./windows.tsx";
import { LEVEL_OF_INDICATOR, NOTHING_YET } from "./words.ts";

export interface PageLinks {
  style: string;
  script: string;
  /** What changes when this page does, and how it is now; the script asks for it. */
  watch: { path: string; etag: string };
}

export const htmlPage = (model: PageModel, links: PageLinks): string =>
  `<!DOCTYPE html>\n${<Page model={model} links={links} />}\n`;

const Page = ({ model, links }: { model: PageModel; links: PageLinks }) => {
  const headline = model.sections.length === 0 ? NOTHING_YET : model.description;
  return (
    <Frame
      {...{ model, links, headline, path: "/" }}
      level={LEVEL_OF_INDICATOR[model.indicator]}
      changedAt={model.updatedAt}
    >
      <Banner model={model} headline={headline} />
      <Incidents heading="Incidents" incidents={model.incidents.current} model={model} />
      <Windows heading="Maintenance in progress" windows={model.running} model={model} />
      {model.sections.length > 0 && (
        <section aria-labelledby="components">
          <h2 id="components">Components</h2>
          {model.sections.map((section) => (
            <Group section={section} model={model} />
          ))}
        </section>
      )}
      <Windows heading="Scheduled maintenance" windows={model.coming} model={model} />
      <Incidents heading="Past incidents" incidents={model.incidents.past} model={model} />
    </Frame>
  );
};

interface FrameProps {
  model: PageModel;
  links: PageLinks;
  headline: string;
  path: string;
  /** What the icon shows. */
  level: Level;
  /** When what is shown last changed, epoch ms. */
  changedAt: number;
}
export const Frame = ({ model, links, headline, path, level, changedAt, children }: PropsWithChildren<FrameProps>) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{`${headline} · ${model.title}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="description" content={`${model.title}: ${headline}`} />
      <link rel="canonical" href={model.url + path} />
      <link rel="icon" type="image/svg+xml" href={faviconOf(level)} />
      <link rel="stylesheet" href={links.style} />
      <script src={links.script} defer></script>
    </head>
    <body>
      <Sprite />
      <a class="skip" href="#now">
        Skip to the status
      </a>
      <header class="frame">
        <p class="brand">
          <a href="/">
            <bdi>{model.title}</bdi>
          </a>
        </p>
        {model.canSubscribe && (
          <p class="get-updates">
            <a href="/subscribe">Get updates</a>
          </p>
        )}
      </header>
      <p id="news" class="unseen" role="status"></p>
      <p id="unreachable" class="frame" role="alert" hidden>
        This page cannot reach its server at the moment. What you see may be out of date.
      </p>
      <main id="now" class="frame" tabindex={-1} data-watch={links.watch.path} data-etag={links.watch.etag}>
        {children}
      </main>
      <footer class="frame">
        <p class="last-change">
          Last change <Moment at={changedAt} model={model} />
        </p>
        <p>All times are in {zoneName(model.timeZone)}.</p>
        <p>
          <a href="/api/v2/summary.json">Status as JSON</a>
        </p>
      </footer>
    </body>
  </html>
);

const Banner = ({ model, headline }: { model: PageModel; headline: string }) => {
  if (model.sections.length === 0)
    return (
      <div class="banner is-empty">
        <div>
          <h1>{headline}</h1>
          <p>The services of this page will appear here with their state as soon as they are added.</p>
        </div>
      </div>
    );
  const level = LEVEL_OF_INDICATOR[model.indicator];
  const affected = [...model.components.values()].filter((component) => component.level !== "operational").length;
  const all = model.components.size;
  return (
    <div class={`banner is-${level}`}>
      <Icon level={level} />
      <div>
        <h1>{headline}</h1>
        <p>{affected === 0 ? workingWords(all) : `${affected} of ${all} components affected`}</p>
      </div>
    </div>
  );
};
const workingWords = (all: number): string =>
  all === 1 ? "The one component works as it should" : `All ${all} components work as they should`;

const Group = ({ section, model }: { section: Section; model: PageModel }) => (
  <div class="card">
    {section.name !== null && (
      <h3>
        <bdi>{section.name}</bdi>
        <LevelWord level={section.level} />
      </h3>
    )}
    <ul>
      {section.components.map((component) => (
        <Row component={component} model={model} />
      ))}
    </ul>
  </div>
);

const Row = ({ component, model }: { component: PublicComponent; model: PageModel }) => (
  <li>
    <div class="what">
      <bdi class="name">{component.name}</bdi>
      {component.description && <bdi class="about">{component.description}</bdi>}
    </div>
    <div class="state">
      {LEVEL_WORDS.get(component.level)}
      <span class="since">
        since <Moment at={component.since} model={model} />
      </span>
    </div>
  </li>
);

/** Made once: every row has one, and they are most of what there is to render. */
const LEVEL_WORDS = new Map(LEVELS.map((level) => [level, raw(<LevelWord level={level} />)]));

const Moment = ({ at, model }: { at: number; model: PageModel }) => (
  <time datetime={model.times.iso(at)}>{model.times.words(at)}</time>
);

const zoneName = (zone: string): string => zone.replaceAll("_", " ");
