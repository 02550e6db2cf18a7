import type { ConfigDiff } from "../../contract/config.ts";
import { type Context, tableOf } from "../context.ts";

type Change = ConfigDiff["changes"][number];

/** What is different, as a table; both sides masked alike means a secret, of which only that much is said. */
export const changeLines = (context: Context, changes: readonly Change[]): string[] =>
  tableOf(context, changes, [
    { title: "PATH", of: (one) => one.path },
    { title: "FROM", of: (one) => one.from ?? "-" },
    { title: "TO", of: (one) => one.to ?? "-", gives: true },
    { title: "NOTE", of: noteOf, style: (one) => (one.needsRestart ? "yellow" : "dim") },
  ]);

const noteOf = ({ from, to, needsRestart }: Change): string => {
  if (needsRestart) return "needs a restart";
  if (from === undefined) return "new";
  if (to === undefined) return "goes away";
  return from === to ? "another value" : "";
};
