// Components as messages name them.
import type { LevelChange } from "../../../domain/telling.ts";
import type { ToldComponent } from "../channels/message.ts";

export const toldComponents = (changes: readonly LevelChange[]): ToldComponent[] =>
  changes.map(({ componentId, name, from, to }) => ({ id: componentId, name, from, to }));
