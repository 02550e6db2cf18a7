/** @jsxImportSource hono/jsx */
import type { Level } from "../../domain/level.ts";
import { Icon } from "./icons.tsx";

/** A level in shape and colour, and the words that say it. */
export const LevelWord = ({ level, words }: { level: Level; words: string }) => (
  <span class={`level is-${level}`}>
    <Icon level={level} /> {words}
  </span>
);
