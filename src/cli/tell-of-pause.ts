// After something was said to the public: that subscribers do not hear of it yet, where sending is paused.
import { getNotify, type Notify } from "../contract/subscribers.ts";
import { maybeUntil } from "../contract/words.ts";
import type { Context } from "./context.ts";

/** What was said is said, whatever comes of the question: one that nobody answers is no failure of the verb. */
export const tellOfPause = async (context: Context): Promise<void> => {
  const client = await context.connect();
  const notify = await client.call(getNotify, {}).catch((): Partial<Notify> => ({}));
  if (!notify.paused) return;
  const until = maybeUntil(notify.paused.until, context.io);
  context.say(`notices to subscribers are paused${until}: nobody is told yet; \`tocsin notify resume\` sends again`);
};
