/** @jsxImportSource hono/jsx */
// A subscription as whoever holds its link may see it: a chat's address is its password, and others read along there.
import type { Channel, NewsKind, Scope } from "../../../domain/channel.ts";
import { maskTarget } from "../../../domain/target.ts";
import { presentSubscriber } from "../../gate/present.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import type { Words } from "../locales/index.ts";
import type { PublicNames } from "./names.ts";

const shownTarget = (channel: Channel, target: string): string =>
  channel === "email" ? target : maskTarget(channel, target);

interface TargetProps {
  subscriber: Pick<Subscriber, "channel" | "target">;
  words: Words;
}
export const Target = ({ subscriber: { channel, target }, words }: TargetProps) => (
  <strong>
    <bdi>{shownTarget(channel, target)}</bdi>
    {channel !== "email" && ` (${words.links.channels[channel].name})`}
  </strong>
);

/** What somebody is told about; what the page does not show is not named. */
export const ScopeList = ({ scope, names, words }: { scope: Scope; names: PublicNames; words: Words }) => (
  <dl>
    {scopeLines(scope, names, words).map(({ label, text }) => (
      <div>
        <dt>{label}</dt>
        <dd>
          <bdi>{text}</bdi>
        </dd>
      </div>
    ))}
  </dl>
);

const scopeLines = (
  { components, incidents, kinds }: Scope,
  names: PublicNames,
  { links: { shown, kinds: wordsOfKind } }: Words,
): { label: string; text: string }[] => {
  if (incidents !== null) {
    const titles = [...new Set(incidents.flatMap((id) => names.incident(id) ?? []))];
    return [{ label: shown.posted, text: listed(titles, shown) || shown.hiddenIncident }];
  }
  const named = components?.flatMap((id) => names.component(id) ?? []);
  const listedKinds = (some: readonly NewsKind[]): string => some.map((kind) => wordsOfKind[kind].name).join(", ");
  return [
    { label: shown.components, text: named === undefined ? shown.all : listed(named, shown) || shown.none },
    { label: shown.kinds, text: kinds === null ? shown.everything : listedKinds(kinds) },
  ];
};

const MAX_LISTED = 20;
const listed = (names: readonly string[], { more }: Words["links"]["shown"]): string =>
  names.length <= MAX_LISTED
    ? names.join(", ")
    : more(names.slice(0, MAX_LISTED).join(", "), names.length - MAX_LISTED);

export const subscriptionJson = (subscriber: Subscriber): object => presentSubscriber(subscriber, null);
