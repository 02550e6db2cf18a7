/** @jsxImportSource hono/jsx */
import type { Level } from "../../domain/level.ts";
import { Icon } from "./icons.tsx";
import { WORDS_OF_LEVEL } from "./words.ts";

/** A level in shape, colour and words; other words where they say more. */
export const LevelWord = ({ level, words = WORDS_OF_LEVEL[level] }: { level: Level; words?: string }) => (
  <span class={`level is-${level}`}>
    <Icon level={level} /> {words}
  </span>
);
