/** @jsxImportSource hono/jsx */
// One shape per level, so that nobody needs the colour. Drawn once as a sprite, used by reference; the favicon is the same shape.
import type { Level } from "../../domain/level.ts";

export interface Shape {
  /** The filled outline, in a box of 24 by 24. */
  outline: string;
  /** The sign cut into it. */
  sign: string;
  /** For the favicon, which no stylesheet reaches. */
  colour: string;
}
export const SHAPES = {
  operational: {
    outline: "M12 1.5a10.5 10.5 0 1 1 0 21a10.5 10.5 0 1 1 0-21z",
    sign: "M7 12.5l3.4 3.4L17 9",
    colour: "#16803c",
  },
  degraded_performance: {
    outline: "M10.4 2.6a1.9 1.9 0 0 1 3.2 0l9.3 16.2a1.9 1.9 0 0 1-1.6 2.8H2.7a1.9 1.9 0 0 1-1.6-2.8z",
    sign: "M12 8.5v5.2M12 17.4v.1",
    colour: "#b7791f",
  },
  partial_outage: {
    outline: "M10.6 1.4a2 2 0 0 1 2.8 0l9.2 9.2a2 2 0 0 1 0 2.8l-9.2 9.2a2 2 0 0 1-2.8 0l-9.2-9.2a2 2 0 0 1 0-2.8z",
    sign: "M7.5 12h9",
    colour: "#c2500a",
  },
  major_outage: {
    outline:
      "M8 1.5h8a1.5 1.5 0 0 1 1 .5l5 5a1.5 1.5 0 0 1 .5 1v8a1.5 1.5 0 0 1-.5 1l-5 5a1.5 1.5 0 0 1-1 .5H8a1.5 1.5 0 0 1-1-.5l-5-5a1.5 1.5 0 0 1-.5-1V8A1.5 1.5 0 0 1 2 7l5-5a1.5 1.5 0 0 1 1-.5z",
    sign: "M8.3 8.3l7.4 7.4M15.7 8.3l-7.4 7.4",
    colour: "#c4231c",
  },
  under_maintenance: {
    outline: "M6 1.5h12A4.5 4.5 0 0 1 22.5 6v12a4.5 4.5 0 0 1-4.5 4.5H6A4.5 4.5 0 0 1 1.5 18V6A4.5 4.5 0 0 1 6 1.5z",
    sign: "M9 8v8M15 8v8",
    colour: "#1d62b4",
  },
} as const satisfies Record<Level, Shape>;
const LEVELS = Object.keys(SHAPES) as Level[];

export const Sprite = () => (
  <svg class="sprite" aria-hidden="true">
    {LEVELS.map((level) => (
      <symbol id={`i-${level}`} viewBox="0 0 24 24">
        <path class="outline" d={SHAPES[level].outline} />
        <path class="sign" d={SHAPES[level].sign} />
      </symbol>
    ))}
  </svg>
);

/** Says nothing to a screen reader: the word stands beside it. */
export const Icon = ({ level }: { level: Level }) => (
  <svg class="icon" aria-hidden="true">
    <use href={`#i-${level}`} />
  </svg>
);

export const faviconOf = (level: Level): string => {
  const { outline, sign, colour } = SHAPES[level];
  const stroke = `fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="${colour}" d="${outline}"/><path ${stroke} d="${sign}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};
