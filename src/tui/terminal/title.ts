import type { State } from "../state.ts";

/** What the terminal's title says, for who has it among twenty others: how many are open, the critical ones first. */
export const titleOf = ({ incidents, connection }: State): string => {
  let open = 0;
  let critical = 0;
  for (const { state, severity, held } of incidents.values()) {
    if (state !== "open" || held) continue;
    open += 1;
    if (severity === "critical") critical += 1;
  }
  const is = open === 0 ? "nothing open" : critical === 0 ? `${open} open` : `${critical} critical, ${open} open`;
  return `tocsin: ${connection.kind === "away" || connection.kind === "refused" ? `${is}?` : is}`;
};
