// A message that somebody asked for, to see whether it arrives.
import type { KindRules } from "./kind.ts";

export const test: KindRules = {
  audience: null,
  news: null,
  plan: () => () => [],
  look: () => ({ changes: [] }),
  content: (_tables, _delivery, { detail }) => ({ kind: "test", by: String(detail.by) }),
  thread: () => null,
};
