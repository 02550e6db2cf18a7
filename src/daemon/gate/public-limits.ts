// How often strangers may use the public form and the links in messages: what they ask for costs a message or a row of the log.
// How often one target is asked to confirm is the action's to know: that has to outlast a restart. Here it is the mailbox
// that has many names.
import { isIP } from "node:net";
import { isPrivateAddress } from "../../domain/private-address.ts";
import { createRateLimiter, networkOf, type RateLimiter } from "./rate-limit.ts";

export interface PublicLimits {
  /** Of the form: milliseconds to wait, 0: go on. */
  waitOfForm: (address: string | undefined, now: number) => number;
  /** One more message to this mail address, as `targetOf` spells it; false: enough were asked for, under whatever `+tag`. */
  takeMailbox: (address: string, now: number) => boolean;
  /** Of one link: milliseconds to wait, 0: go on. */
  waitOfLink: (link: string, now: number) => number;
}

const SPAN_MS = 10 * 60_000;
/** A family or an office behind one address, on the day when everything is down. */
const FORMS_OF_ADDRESS = 20;
/** A crowd that learns of an outage; and no more than a message a second, whoever asks and from wherever. */
const FORMS_OF_ALL = 600;
/** At once, and as many again in a day: what may come of it is a message in somebody's mailbox. */
const FORMS_OF_MAILBOX = 5;
const DAY_MS = 24 * 3600_000;
/** More than all forms of a day, so that nobody has a mailbox forgotten by naming others. At worst some 30 MB. */
const MAX_MAILBOXES = 100_000;
/** A person never presses a button that often. */
const USES_OF_LINK = 30;
const MAX_KEYS = 10_000;

export const createPublicLimits = (): PublicLimits => {
  const addresses = createRateLimiter(() => FORMS_OF_ADDRESS, MAX_KEYS, SPAN_MS);
  const all = createRateLimiter(() => FORMS_OF_ALL, 1, SPAN_MS);
  const mailboxes = createRateLimiter(() => FORMS_OF_MAILBOX, MAX_MAILBOXES, DAY_MS);
  const links = createRateLimiter(() => USES_OF_LINK, MAX_KEYS, SPAN_MS);
  return {
    waitOfForm: (address, now) =>
      (isOfProxy(address) ? 0 : waitOf(addresses, networkOf(address!), now)) || waitOf(all, "all", now),
    takeMailbox: (address, now) => mailboxes.take(mailboxOf(address), now).isAllowed,
    waitOfLink: (link, now) => waitOf(links, link, now),
  };
};

/**
 * Whose share a request is. Who comes through a proxy is whoever that names last in X-Forwarded-For: the entries before it are
 * what it was told itself, and one that names nobody leaves its own address. Who comes from outside could write any.
 */
export const readerAddress = ({ peer, forwardedFor }: Sender): string | undefined => {
  const last = forwardedFor?.split(",").at(-1)?.trim() ?? "";
  return isOfProxy(peer) && isIP(last) && !isPrivateAddress(last) ? last : peer;
};
export interface Sender {
  /** Address of the other end of the connection. */
  peer: string | undefined;
  /** The header, where there is one. */
  forwardedFor: string | undefined;
}

/** A proxy before us, the socket, or our own network: all readers may stand behind it, so that it is no one's share. */
const isOfProxy = (address: string | undefined): boolean => address === undefined || isPrivateAddress(address);

/** Most mail servers put `ann+anything@` into the mailbox of `ann@`. */
const mailboxOf = (address: string): string => address.toLowerCase().replace(/(?<=.)\+[^@]*/, "");

const waitOf = (limiter: RateLimiter, key: string, now: number): number => {
  const taken = limiter.take(key, now);
  return taken.isAllowed ? 0 : taken.waitMs;
};
