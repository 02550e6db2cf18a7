// Who leaves right behind a key still hears what became of it.
import type { Store } from "../store.ts";
import { visible } from "../text.ts";
import { nameOf, specOf } from "./verbs.ts";

/** So long at most. */
const ANSWER_MS = 3_000;

/** Refusals that come after the screen is gone, and commands that nobody has answered by then. */
export const lastAnswers = async (store: Store): Promise<string[]> => {
  const isSent = (): boolean => {
    const { commands, errands } = store.get();
    return commands.some(({ phase }) => phase === "sent") || errands.some(({ kind }) => kind === "run");
  };
  if (!isSent()) return [];
  const before = new Set(store.get().toasts);
  const { promise, resolve } = Promise.withResolvers<void>();
  const unwatch = store.watch(() => {
    if (!isSent()) resolve();
  });
  const timer = setTimeout(resolve, ANSWER_MS);
  await promise;
  clearTimeout(timer);
  unwatch();
  const { toasts, commands, errands } = store.get();
  return [
    ...toasts.filter((toast) => toast.tone === "refusal" && !before.has(toast)).map(({ text }) => visible(text)),
    ...commands.flatMap(({ phase, about, verb }) =>
      phase === "sent" ? [`no answer whether ${visible(nameOf(about))} was ${specOf(verb).done}`] : [],
    ),
    ...errands.flatMap((errand) => (errand.kind === "run" ? [`no answer to: ${visible(errand.line)}`] : [])),
  ];
};
