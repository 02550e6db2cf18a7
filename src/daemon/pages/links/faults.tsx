/** @jsxImportSource hono/jsx */
// Why a form was not taken, in the page's language: said by the field and by the code of the problem, never by its English text.
import type { Problem } from "../../../contract/problem.ts";
import type { Channel } from "../../../domain/channel.ts";
import { cut } from "../../../domain/display-width.ts";
import { isPrivateHost } from "../../../domain/private-address.ts";
import type { Words } from "../locales/index.ts";
import { Alert } from "./layout.tsx";
import { linesOf, waitIn } from "./problem-page.tsx";

/** What somebody filled in, right or wrong. */
interface Filled {
  components: ReadonlySet<string>;
  channel?: Channel;
  target?: string;
}
export type Field = "channel" | "target" | "components" | "kinds";
export interface Faults {
  /** Stand beside their fields. */
  byField: ReadonlyMap<Field, string>;
  /** Of nothing that is on the form. */
  lines: string[];
}

/** By field the first; `shown`: the fields that are on this form. */
export const faultsOf = (
  fault: Problem | undefined,
  { filled, shown, words }: { filled: Filled; shown: readonly Field[]; words: Words },
): Faults => {
  const byField = new Map<Field, string>();
  const lines = new Set<string>();
  for (const { path } of fault?.errors ?? []) {
    const [, name = "", index] = /^(\w+)(?:\[(\d+)\])?/.exec(path) ?? [];
    const said = SAY[name]?.({ filled, index: index === undefined ? null : Number(index), links: words.links });
    const field = shown.find((one) => one === name);
    if (said === undefined || !field) lines.add(said ?? words.links.problems.invalid.words);
    else if (!byField.has(field)) byField.set(field, said);
  }
  if (fault && byField.size + lines.size === 0) for (const line of linesOfForm(fault, words)) lines.add(line);
  return { byField, lines: [...lines] };
};

type Say = (fault: { filled: Filled; index: number | null; links: Words["links"] }) => string;
const MAX_SHOWN = 64;
const SAY: Record<string, Say> = {
  channel: ({ links }) => links.faults.chooseFromThese,
  target: ({ filled: { channel = "email", target = "" }, links }) =>
    leadsInside(target) ? links.faults.private : links.channels[channel].wrong,
  components: ({ filled: { components }, index, links: { faults } }) => {
    if (index !== null) return faults.notHere(cut([...components][index] ?? "", MAX_SHOWN));
    return components.size === 0 ? faults.chooseOne : faults.chooseFewer;
  },
  kinds: ({ index, links: { faults } }) => (index === null ? faults.chooseOne : faults.chooseFromThese),
  incident: ({ links }) => links.faults.noIncident,
  incidents: ({ links }) => links.faults.noIncident,
  page: ({ links }) => links.faults.noPage,
};
const leadsInside = (target: string): boolean => {
  const url = URL.parse(target.trim());
  return url !== null && url.hostname !== "" && isPrivateHost(url.hostname);
};

/** The form is everybody's: who waits has mostly done nothing themselves. */
const linesOfForm = (fault: Problem, words: Words): string[] =>
  fault.code === "rate_limited"
    ? [words.links.tooMany, waitIn(fault.retryAfterSeconds, words.links)]
    : linesOf(fault, words);

/** Above the form: how much is wrong, and the way to each of the fields. */
export const Summary = ({
  faults: { byField, lines },
  count,
  names,
}: {
  faults: Faults;
  /** In words, as many things as there are. */
  count: (count: number) => string;
  names: Record<Field, string>;
}) => (
  <Alert>
    {byField.size > 0 && <p>{count(byField.size + lines.length)}</p>}
    {lines.length > 0 && <p>{lines.join(" ")}</p>}
    {byField.size > 0 && (
      <ul>
        {[...byField.keys()].map((field) => (
          <li>
            <a href={`#${field}`}>{names[field]}</a>
          </li>
        ))}
      </ul>
    )}
  </Alert>
);

/** What the fields are called that stand on both forms. */
export const namesOfScope = ({ scope }: Words["links"]): Record<"components" | "kinds", string> => ({
  ...{ components: scope.which, kinds: scope.what },
});
