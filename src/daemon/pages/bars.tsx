/** @jsxImportSource hono/jsx */
// The last days of a component: one bar for the eye, and behind it, for everybody, the days on which something was wrong.
import { raw } from "hono/html";
import { isWorse, type Level } from "../../domain/level.ts";
import type { PublicComponent } from "../store/views/public.ts";
import { type ComponentHistory, percentOf, type Trouble } from "./component-history.ts";
import type { PageModel } from "./model.ts";

interface Props {
  component: PublicComponent;
  history: ComponentHistory;
  model: PageModel;
}

export const History = ({ component, history, model: { words, times } }: Props) => {
  const { worst, uptime, troubles } = history;
  const said = uptime === null ? words.uptimeUnknown : words.uptime(percentOf(uptime, words.format));
  const label = words.barLabel({
    ...{ name: component.name, days: worst.length, uptime: said },
    troubled: worst.filter((level) => level !== null && isTrouble(level)).length,
  });
  return (
    <details id={`days-${component.id}`} class="days">
      <summary>
        <span class="unseen">{label}</span>
        {raw(barOf(worst))}
        <span class="scale" aria-hidden="true">
          <span>{words.daysAgo(worst.length)}</span>
          <span class="uptime">{said}</span>
          <span>{words.today}</span>
        </span>
      </summary>
      {troubles.length === 0 ? (
        <p class="quiet">{words.noTrouble}</p>
      ) : (
        <ul class="troubles">{raw(troubles.map((trouble) => lineOf(trouble, { words, times })).join(""))}</ul>
      )}
    </details>
  );
};

/** Maintenance was meant. */
const isTrouble = (level: Level): boolean => isWorse(level, "under_maintenance");

/** Of nothing but our own words; there may be thousands. */
const lineOf = ({ day, spent }: Trouble, { words, times }: Pick<PageModel, "words" | "times">): string => {
  const levels = spent.map(({ level, minutes }) => `${words.levels[level]} ${words.duration(minutes)}`);
  return `<li><time datetime="${day}">${times.dayWords(day)}</time>: ${levels.join(", ")}</li>`;
};

/** Of a day in the drawing, with the gap after it. */
const STEP = 8;
const GAP = 2;
const HEIGHT = 32;
/** The worse the higher, so that nobody needs the colour. */
const RISE: Record<Level, number> = {
  operational: 20,
  under_maintenance: 20,
  degraded_performance: 24,
  partial_outage: 28,
  major_outage: 32,
};

/** Well all the time, but for what is drawn over that; days that are alike and stand together are one shape. */
const barOf = (worst: readonly (Level | null)[]): string => {
  const size = `width="${worst.length * STEP}" height="${HEIGHT}"`;
  const box = `0 0 ${worst.length * STEP} ${HEIGHT}`;
  const shapes = [shapeOf("operational", 0, worst.length)];
  for (let from = 0; from < worst.length; ) {
    const level = worst[from]!;
    let to = from + 1;
    while (to < worst.length && worst[to] === level) to += 1;
    if (level !== "operational") shapes.push(shapeOf(level, from, to));
    from = to;
  }
  return `<svg class="bar" viewBox="${box}" preserveAspectRatio="none" aria-hidden="true">${shapes.join("")}<rect fill="url(#gaps)" ${size}/></svg>`;
};

const shapeOf = (level: Level | null, from: number, to: number): string => {
  const rise = RISE[level ?? "operational"];
  const place = `x="${from * STEP}" y="${HEIGHT - rise}" width="${(to - from) * STEP}" height="${rise}"`;
  return `<rect class="${level === null ? "unknown" : `is-${level}`}" ${place}/>`;
};

/** What is drawn over every bar; once on a page, beside the icons. */
export const Gaps = () => (
  <svg id="bar-gaps" class="sprite" aria-hidden="true">
    <pattern id="gaps" width={STEP} height={HEIGHT} patternUnits="userSpaceOnUse">
      <rect class="gap" x={STEP - GAP} width={GAP} height={HEIGHT} />
    </pattern>
  </svg>
);
