/** @jsxImportSource hono/jsx */
// A subscription as whoever holds its link may see it: a chat's address is its password, and others read along there.
import type { Channel, Scope } from "../../../domain/channel.ts";
import { maskTarget } from "../../../domain/target.ts";
import { presentSubscriber } from "../../gate/present.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import type { PublicNames } from "./names.ts";
import { WORDS_OF_CHANNEL, WORDS_OF_KIND } from "./words.ts";

const shownTarget = (channel: Channel, target: string): string =>
  channel === "email" ? target : maskTarget(channel, target);

export const Target = ({ subscriber: { channel, target } }: { subscriber: Pick<Subscriber, "channel" | "target"> }) => (
  <strong>
    <bdi>{shownTarget(channel, target)}</bdi>
    {channel !== "email" && ` (${WORDS_OF_CHANNEL[channel].name})`}
  </strong>
);

/** What somebody is told about; what the page does not show is not named. */
export const ScopeList = ({ scope, names }: { scope: Scope; names: PublicNames }) => (
  <dl>
    {scopeLines(scope, names).map(({ label, text }) => (
      <div>
        <dt>{label}</dt>
        <dd>
          <bdi>{text}</bdi>
        </dd>
      </div>
    ))}
  </dl>
);

const scopeLines = ({ components, incidents, kinds }: Scope, names: PublicNames): { label: string; text: string }[] => {
  if (incidents !== null) {
    const titles = [...new Set(incidents.flatMap((id) => names.incident(id) ?? []))];
    return [{ label: "What is posted about", text: listed(titles) || "an incident that is not shown any more" }];
  }
  const named = components?.flatMap((id) => names.component(id) ?? []);
  const all = "All components, also those that come later";
  return [
    { label: "Components", text: named === undefined ? all : listed(named) || "None that are still shown" },
    { label: "News of", text: kinds === null ? "Everything" : listed(kinds.map((kind) => WORDS_OF_KIND[kind].name)) },
  ];
};

const MAX_LISTED = 20;
const listed = (names: readonly string[]): string =>
  names.length <= MAX_LISTED
    ? names.join(", ")
    : `${names.slice(0, MAX_LISTED).join(", ")} and ${names.length - MAX_LISTED} more`;

export const subscriptionJson = (subscriber: Subscriber): object => presentSubscriber(subscriber, null);
