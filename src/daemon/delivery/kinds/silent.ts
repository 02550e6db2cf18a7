// Levels that somebody moved with a silent post: nobody is sent anything, and nobody goes on believing what they were told before.
import type { KindRules } from "./kind.ts";

export const silent: KindRules = {
  audience: "public",
  news: null,
  plan:
    (tx, { changes }) =>
    ({ id }, { told }) => {
      for (const { componentId, to } of changes)
        if (told.has(componentId)) tx.subscribers.tell(id, componentId, { level: to, isUnstable: false });
      return null;
    },
  look: () => ({ unwanted: "nobody is to be told" }),
  content: () => {
    throw new Error("a silent notice is sent to nobody");
  },
  thread: () => null,
};
