// Whose the link is that stands in every message to a subscriber.
import { readLink } from "../../../domain/link-token.ts";
import type { Subscriber } from "../../store/subscribers.ts";
import type { LinksDeps } from "./deps.ts";

/** Also one that is removed by now; undefined where the link is not one of ours. */
export const subscriberOf = ({ store }: Pick<LinksDeps, "store">, token: string): Subscriber | undefined => {
  const id = readLink(store.linkKey, "manage", token)?.[0];
  const subscriber = id === undefined ? undefined : store.subscribers.get(id);
  return subscriber?.audience === "public" ? subscriber : undefined;
};
