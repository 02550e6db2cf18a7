// Whom a change of level is told, and when: worse at once, better once it has lasted, and net zero is silence.
import { isWorse, type Level } from "./level.ts";

export interface LevelChange {
  componentId: string;
  /** The name at the time, as the reader of the message will know it. */
  name: string;
  from: Level;
  to: Level;
}

export interface ToldLevel {
  level: Level;
  /** It was told that this component keeps changing, and is owed the end of that. */
  isUnstable: boolean;
}
/** What a target was last told of each component; what is missing it believes operational. */
export type Told = Map<string, ToldLevel>;
export const believedLevel = (told: Told, componentId: string): Level => told.get(componentId)?.level ?? "operational";

/**
 * What of a notice is news to one target, each `from` being what it believes: `at-once` takes what is worse than that,
 * `settled` whatever differs from it.
 */
export const newsFor = (changes: readonly LevelChange[], told: Told, when: "at-once" | "settled"): LevelChange[] =>
  changes.flatMap((change) => {
    const from = believedLevel(told, change.componentId);
    const isNews =
      when === "at-once"
        ? isWorse(change.to, from)
        : change.to !== from || told.get(change.componentId)?.isUnstable === true;
    return isNews ? [{ ...change, from }] : [];
  });

/** Is a target that asked for these components (null: all) told of this one? */
export const isWanted = (wanted: readonly string[] | null, componentId: string): boolean =>
  wanted === null || wanted.includes(componentId);
