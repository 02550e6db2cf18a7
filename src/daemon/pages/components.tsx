/** @jsxImportSource hono/jsx */
// Components in their groups: how each is, since when, and how its last days were.
import { raw } from "hono/html";
import { LEVELS, type Level } from "../../domain/level.ts";
import type { PublicComponent } from "../store/views/public.ts";
import { Gaps, History } from "./bars.tsx";
import { Moment } from "./frame.tsx";
import { LevelWord } from "./level-word.tsx";
import type { Words } from "./locales/index.ts";
import type { PageModel, Section as SectionModel } from "./model.ts";
import { Section } from "./parts.tsx";

export const Components = ({ model }: { model: PageModel }) => (
  <Section id="components" heading={model.words.components}>
    <Gaps />
    {model.sections.map((section, index) => (
      <Group section={section} at={index} model={model} />
    ))}
    <p id="uptime-rule" class="rule">
      {ruleWords(model)}
    </p>
  </Section>
);

const ruleWords = ({ uptimeRule: { weights, maintenance }, words }: PageModel): string => {
  const percent = new Intl.NumberFormat(words.format, { style: "percent", maximumFractionDigits: 1 });
  return words.uptimeRule({
    major: percent.format(weights.major_outage),
    partial: percent.format(weights.partial_outage),
    degraded: percent.format(weights.degraded_performance),
    leavesOutMaintenance: maintenance === "exclude",
  });
};

/** More than a few screens; then groups in which all is well are folded. */
const MAX_UNFOLDED = 40;

const Group = ({ section, at, model }: { section: SectionModel; at: number; model: PageModel }) => {
  const list = (
    <ul id={`group-${at}-list`}>
      {section.components.map((component) => (
        <Row component={component} model={model} />
      ))}
    </ul>
  );
  if (section.name === null)
    return (
      <div id={`group-${at}`} class="card">
        {list}
      </div>
    );
  const isOpen = model.components.size <= MAX_UNFOLDED || section.level !== "operational";
  return (
    <details id={`group-${at}`} class="card group" {...(isOpen ? { open: true, "data-open": "" } : {})}>
      <summary id={`group-${at}-name`}>
        <h3>
          <bdi>{section.name}</bdi>
        </h3>
        {wordOf(section.level, model.words)}
      </summary>
      {list}
    </details>
  );
};

const Row = ({ component, model }: { component: PublicComponent; model: PageModel }) => {
  const history = model.histories.get(component.id);
  return (
    <li id={`component-${component.id}`} class="component">
      <div class="what">
        <bdi class="name">{component.name}</bdi>
        {component.description && <bdi class="about">{component.description}</bdi>}
      </div>
      <div class="state">
        {wordOf(component.level, model.words)}
        <span class="since">
          {model.words.since} <Moment at={component.since} model={model} />
        </span>
      </div>
      {history && <History component={component} history={history} model={model} />}
    </li>
  );
};

/** Made once for each language: every row has one, and they are most of what there is to render. */
const made = new Map<Words, ReadonlyMap<Level, ReturnType<typeof raw>>>();
const wordOf = (level: Level, words: Words) => {
  const known =
    made.get(words) ?? new Map(LEVELS.map((one) => [one, raw(<LevelWord level={one} words={words.levels[one]} />)]));
  made.set(words, known);
  return known.get(level);
};
