/** @jsxImportSource hono/jsx */
// The last days of a component: one bar for the eye, and behind it, for everybody, the days on which something was wrong.
import { raw } from "hono/html";
import type { Level } from "../../domain/level.ts";
import type { Times } from "../../domain/times.ts";
import type { PublicComponent } from "../store/views/public.ts";
import { type ComponentHistory, percentOf, type Trouble } from "./component-history.ts";
import type { Words } from "./locales/index.ts";
import type { PageModel } from "./model.ts";

interface Props {
  component: PublicComponent;
  history: ComponentHistory;
  model: PageModel;
}

export const History = ({ component, history, model: { words, times } }: Props) => {
  const { worst, uptime, troubles } = history;
  const said = uptime === null ? words.uptimeUnknown : uptimeWords(words, uptime);
  const label = words.barLabel({
    ...{ name: component.name, days: worst.length, uptime: said, troubled: troubles.length },
  });
  return (
    <details id={`days-${component.id}`} class="days">
      <summary aria-label={label}>
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
        <ul class="troubles">
          {troubles.map((trouble) => (
            <li>{troubleWords(trouble, { words, times })}</li>
          ))}
        </ul>
      )}
    </details>
  );
};

const troubleWords = ({ day, spent }: Trouble, { words, times }: Pick<PageModel, "words" | "times">): string =>
  `${dayWords(times, day)}: ${spent.map(({ level, minutes }) => `${words.levels[level]} ${words.duration(minutes)}`).join(", ")}`;

/** Formatting is dear, and the rows of a page say the same few things again and again: numbers of a language, days of a zone. */
const remembering = <In extends object, What>(write: (where: In, what: What) => string) => {
  const known = new WeakMap<In, Map<What, string>>();
  return (where: In, what: What): string => {
    const texts = known.get(where) ?? new Map<What, string>();
    known.set(where, texts);
    const text = texts.get(what) ?? write(where, what);
    texts.set(what, text);
    return text;
  };
};
/** There are ten thousand and one at most. */
const uptimeWords = remembering((words: Words, hundredths: number) =>
  words.uptime(percentOf(hundredths, words.format)),
);
/** One more each day. */
const dayWords = remembering((times: Times, day: string) => times.dayWords(day));

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

/** Days that are alike and stand together are one shape: most bars are a single one. */
const barOf = (worst: readonly (Level | null)[]): string => {
  const shapes: string[] = [];
  for (let from = 0; from < worst.length; ) {
    const level = worst[from]!;
    let to = from + 1;
    while (to < worst.length && worst[to] === level) to += 1;
    const rise = level === null ? RISE.operational : RISE[level];
    shapes.push(
      `<rect class="${level === null ? "unknown" : `is-${level}`}" x="${from * STEP}" y="${HEIGHT - rise}" width="${(to - from) * STEP}" height="${rise}"/>`,
    );
    from = to;
  }
  const size = `width="${worst.length * STEP}" height="${HEIGHT}"`;
  const box = `0 0 ${worst.length * STEP} ${HEIGHT}`;
  return `<svg class="bar" viewBox="${box}" preserveAspectRatio="none" aria-hidden="true">${shapes.join("")}<rect fill="url(#gaps)" ${size}/></svg>`;
};

/** What is drawn over every bar; once on a page, beside the icons. */
export const Gaps = () => (
  <svg id="bar-gaps" class="sprite" aria-hidden="true">
    <pattern id="gaps" width={STEP} height={HEIGHT} patternUnits="userSpaceOnUse">
      <rect class="gap" x={STEP - GAP} width={GAP} height={HEIGHT} />
    </pattern>
  </svg>
);
