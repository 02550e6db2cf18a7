// How often strangers may use the public form and the links in messages: what they ask for costs a message or a row of the log.
// How often one target is asked to confirm is the action's to know: that has to outlast a restart.
import { isPrivateAddress } from "../../domain/private-address.ts";
import { createRateLimiter, networkOf, type RateLimiter } from "./rate-limit.ts";

export interface PublicLimits {
  /** Of the form: milliseconds to wait, 0: go on. */
  waitOfForm: (address: string | undefined, now: number) => number;
  /** Of one link: milliseconds to wait, 0: go on. */
  waitOfLink: (link: string, now: number) => number;
}

const SPAN_MS = 10 * 60_000;
/** A family or an office behind one address, on the day when everything is down. */
const FORMS_OF_ADDRESS = 20;
/** A crowd that learns of an outage; and no more than a message a second, whoever asks and from wherever. */
const FORMS_OF_ALL = 600;
/** A person never presses a button that often. */
const USES_OF_LINK = 30;
const MAX_KEYS = 10_000;

export const createPublicLimits = (): PublicLimits => {
  const addresses = createRateLimiter(() => FORMS_OF_ADDRESS, MAX_KEYS, SPAN_MS);
  const all = createRateLimiter(() => FORMS_OF_ALL, 1, SPAN_MS);
  const links = createRateLimiter(() => USES_OF_LINK, MAX_KEYS, SPAN_MS);
  return {
    waitOfForm: (address, now) =>
      (isOfProxy(address) ? 0 : waitOf(addresses, networkOf(address!), now)) || waitOf(all, "all", now),
    waitOfLink: (link, now) => waitOf(links, link, now),
  };
};

/** A proxy before us, the socket, or our own network: behind such an address stand all readers, so that it is no one's share. */
const isOfProxy = (address: string | undefined): boolean => address === undefined || isPrivateAddress(address);

const waitOf = (limiter: RateLimiter, key: string, now: number): number => {
  const taken = limiter.take(key, now);
  return taken.isAllowed ? 0 : taken.waitMs;
};
