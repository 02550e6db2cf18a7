// Does what the state asks of the terminal and the command line, and tells what came of it.
import type { CommandLine } from "../command-line.ts";
import type { Store } from "../store.ts";
import type { Errand, Outcome } from "./errands.ts";
import type { Terminal } from "./terminal.ts";

/** Starts to look for errands; the returned function ends it and gives up what is under way. */
export const startErrands = (store: Store, terminal: Terminal, commandLine: CommandLine): (() => void) => {
  const over = new AbortController();
  let lastTicket = 0;
  const run = async (errand: Errand): Promise<void> => {
    const outcome = await attempt(errand);
    if (!over.signal.aborted) store.dispatch({ kind: "errand", ticket: errand.ticket, outcome });
  };
  const attempt = async (errand: Errand): Promise<Outcome> => {
    try {
      return await perform(errand);
    } catch (thrown) {
      return { kind: "failed", why: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  };
  const perform = async (errand: Errand): Promise<Outcome> => {
    switch (errand.kind) {
      case "run": {
        const { columns } = store.get().size;
        return { kind: "ran", ...(await commandLine.run(errand.words, { signal: over.signal, columns })) };
      }
      case "complete":
        return { kind: "candidates", candidates: await commandLine.complete(errand.words) };
      case "edit":
        return { kind: "edited", text: await terminal.edit(errand.text) };
      case "suspend":
        await terminal.sleep();
        return { kind: "over" };
      case "redraw":
        await terminal.redraw();
        return { kind: "over" };
    }
  };
  const look = (): void => {
    const { errands } = store.get();
    const fresh = errands.filter(({ ticket }) => ticket > lastTicket);
    lastTicket = Math.max(lastTicket, ...fresh.map(({ ticket }) => ticket));
    for (const errand of fresh) void run(errand);
  };
  const unwatch = store.watch(look);
  return () => {
    unwatch();
    over.abort();
  };
};
