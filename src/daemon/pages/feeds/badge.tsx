/** @jsxImportSource hono/jsx */
// How a page or a component is, as a small picture for readmes and footers. It says in words what its colour says.
import { cut, widthOf } from "../../../domain/display-width.ts";
import type { Level } from "../../../domain/level.ts";
import type { Draft, Reading } from "../draft.ts";
import { headlineOf } from "../headline.ts";
import { LEVEL_OF_INDICATOR } from "../tone.ts";
import { ELSEWHERE_HEADERS } from "./elsewhere.ts";
import { allowed } from "./xml.ts";

interface Badge {
  label: string;
  words: string;
  /** null: nothing is known. */
  level: Level | null;
  lang: string;
}

/** Opened for itself it may do nothing. */
const HEADERS = { ...ELSEWHERE_HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox" } as const;
/** White can be read on each of them. */
export const BADGE_COLOURS = {
  operational: "#126b32",
  degraded_performance: "#825300",
  partial_outage: "#a33c04",
  major_outage: "#b01c16",
  under_maintenance: "#17559e",
} as const satisfies Record<Level, string>;
export const BADGE_GROUNDS = { label: "#3b424c", unknown: "#59636f" } as const;
/** Cells of a name that is shown whole. */
const MAX_CELLS = 40;
const HEIGHT = 20;
const PADDING = 7;

/** A private page has nothing to show elsewhere. */
export const readBadge = ({ model }: Reading): Draft | null => {
  if (model.isPrivate) return null;
  const { words, sections, indicator } = model;
  const level = sections.length === 0 ? null : LEVEL_OF_INDICATOR[indicator];
  return draft({ label: words.badge, words: words.headlines[headlineOf(model)], level, lang: words.tag });
};

/** null: the page shows no such component. */
export const readComponentBadge = ({ model }: Reading, id: string): Draft | null => {
  const component = model.components.get(id);
  if (model.isPrivate || !component) return null;
  const { words } = model;
  return draft({
    label: component.name,
    words: words.levels[component.level],
    level: component.level,
    lang: words.tag,
  });
};

const draft = (badge: Badge): Draft => ({
  ...{ contentType: "image/svg+xml; charset=utf-8", headers: HEADERS, facts: badge },
  make: () => `${<Picture {...badge} label={cut(allowed(badge.label), MAX_CELLS)} />}\n`,
});

const Picture = ({ label, words, level, lang }: Badge) => {
  const [left, right] = [lengthOf(label) + 2 * PADDING, lengthOf(words) + 2 * PADDING];
  const width = left + right;
  const name = `${label}: ${words}`;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={name}
      lang={lang}
    >
      <title>{name}</title>
      <rect width={width} height={HEIGHT} rx="4" fill={level ? BADGE_COLOURS[level] : BADGE_GROUNDS.unknown} />
      <path fill={BADGE_GROUNDS.label} d={`M4 0H${left}V${HEIGHT}H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z`} />
      <g fill="#fff" font-family="Verdana,'DejaVu Sans',Geneva,sans-serif" font-size="11">
        <Text text={label} x={PADDING} />
        <Text text={words} x={left + PADDING} />
      </g>
    </svg>
  );
};

/** It takes the room that was left for it, whatever font it is drawn in. */
const Text = ({ text, x }: { text: string; x: number }) => (
  <text x={x} y="14" textLength={lengthOf(text)} lengthAdjust="spacingAndGlyphs">
    {text}
  </text>
);

/** Pixels of Verdana at 11, by kinds of letters; all others by the cells that they take. */
const KINDS_OF_LETTERS: readonly { letters: RegExp; pixels: number }[] = [
  { letters: /[ijl.,:;|!' ()]/g, pixels: 4 },
  { letters: /[frtsIJ-]/g, pixels: 5 },
  { letters: /[mwMW%]/g, pixels: 10.5 },
  { letters: /[A-HK-LN-VX-Z0-9&]/g, pixels: 7.6 },
];
const PIXELS_OF_CELL = 6.8;
const lengthOf = (text: string): number => {
  let rest = text;
  let pixels = 0;
  for (const { letters, pixels: each } of KINDS_OF_LETTERS) {
    pixels += each * (rest.match(letters)?.length ?? 0);
    rest = rest.replace(letters, "");
  }
  return Math.max(1, Math.round(pixels + PIXELS_OF_CELL * widthOf(rest)));
};
