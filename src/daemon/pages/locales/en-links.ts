// What the pages behind links say in English (subscribe, confirm, manage, unsubscribe, errors), and the shape of every other
// language. `{…}` is where a name, a link or a number stands.
import type { ProblemCode } from "../../../contract/problem.ts";
import type { Channel, NewsKind } from "../../../domain/channel.ts";

interface ChannelWords {
  name: string;
  /** What its target is called. */
  target: string;
  hint: string;
  /** That something is none; programs read the same in English from `domain/target.ts`. */
  wrong: string;
}
interface KindWords {
  name: string;
  hint: string;
}
interface ProblemWords {
  title: string;
  words: string;
}

export const EN_LINKS = {
  back: "Back to the status page",

  channels: {
    email: {
      ...{ name: "Email", target: "Email address", hint: "like you@example.org" },
      wrong: "This must be a mail address.",
    },
    webhook: {
      ...{ name: "Webhook", target: "Address of the webhook" },
      hint: "a URL that takes JSON by POST, signed as Standard Webhooks describes",
      wrong: "This must be an http or https URL like https://example.org/hooks/tocsin.",
    },
    slack: {
      ...{ name: "Slack", target: "Address of the webhook", hint: "the URL of an incoming webhook" },
      wrong: "This must be an https URL like https://hooks.slack.com/services/T000/B000/XXXX.",
    },
    discord: {
      ...{ name: "Discord", target: "Address of the webhook", hint: "the URL of a webhook of the channel" },
      wrong: "This must be an https URL like https://discord.com/api/webhooks/ID/TOKEN.",
    },
    teams: {
      ...{ name: "Microsoft Teams", target: "Address of the webhook", hint: "the URL of the channel's workflow" },
      wrong: "This must be an https URL like https://HOST/workflows/…/invoke?….",
    },
    telegram: {
      ...{ name: "Telegram", target: "Chat", hint: "the number of a chat with our bot, or a channel's @name" },
      wrong: "This must be a chat's number or a channel's @name.",
    },
    ntfy: {
      ...{ name: "ntfy", target: "Address of the topic", hint: "like https://ntfy.sh/your-topic" },
      wrong: "This must be an https URL like https://ntfy.sh/TOPIC.",
    },
    gotify: {
      ...{ name: "Gotify", target: "Address of the server", hint: "its URL, with the token of an application" },
      wrong: "This must be an https URL like https://HOST/?token=APP_TOKEN.",
    },
  } as Record<Channel, ChannelWords>,
  kinds: {
    status: { name: "Components", hint: "when one breaks, and when it works again" },
    posts: { name: "Incidents", hint: "what we write about a problem while we work on it" },
    maintenance: { name: "Maintenance", hint: "when work is planned, moved or called off, begins and ends" },
  } as Record<NewsKind, KindWords>,

  subscribe: {
    title: "Get updates",
    titleOfFaulty: "Not sent yet",
    lead: "Hear of problems and planned work as they happen. You can change what you get, or stop it, at any time.",
    leadOfIncident: "You will hear what is posted about {incident}, and of nothing else.",
    everything: "Hear of everything instead",
    how: "How?",
    /** Of the field, where several channels can be chosen. */
    address: "Address",
    /** For readers of the code of the page: the field is hidden, and only programs fill it in. */
    trap: "Leave this empty",
    send: "Subscribe",
    afterwards: "We send one message with a link. Only when it is used are you subscribed.",
  },
  asked: {
    title: "Look for our message",
    sent: (who: string): string =>
      `If ${who} can be reached, it has a message with a link now. Nothing else is sent before that link is used.`,
    /** Instead of an address that others may read along. */
    thisTarget: "this target",
    lost: "Nothing there after some minutes? Look among the junk, and at how the address was written.",
    more: "Subscribe something else",
  },
  scope: {
    which: "Which components?",
    all: "All of them",
    allHint: "also those that come later",
    some: "Only these:",
    what: "What about?",
  },
  confirm: {
    title: "Confirm your subscription",
    messages: "Messages from {page} to {who}:",
    replaces: "Until now it is told of {page}. That ends with this: one address is told of one page.",
    yes: "Yes, subscribe me",
    notYou: "You did not ask for this? Then close this page: nothing changes.",
    done: "You are subscribed",
    hears: "From now on, {who} hears of this:",
    used: "Already confirmed",
    hearsAlready: "This link was used before. {who} hears of this:",
    secret: "Copy this secret now; it is not shown again.",
    signed: "Each message is signed with it, as Standard Webhooks describes.",
    secretLost: "The secret was shown once. If it is lost, unsubscribe and subscribe again: you get another.",
    change: "Change what you get",
    leave: "Unsubscribe",
  },
  manage: {
    title: "Your subscription",
    titleOfFaulty: "Not saved yet",
    saved: "Saved.",
    sent: "What {who} is sent.",
    orElse: "You can hear of the whole page, or of a part of it, instead.",
    save: "Save",
    pageInstead: "Hear of this page instead",
    leaveAll: "Unsubscribe from everything",
    unconfirmed: "Not confirmed yet: use the link in the message that we sent, or subscribe again.",
    paused: "Paused: our messages could not be delivered. {again} once they can be.",
    again: "Subscribe again",
  },
  unsubscribe: {
    title: "Unsubscribe",
    ask: "Unsubscribe?",
    nothingMore: "{who} will be sent nothing more from {page}.",
    yes: "Unsubscribe",
    less: "Hear of less instead",
    done: "You are unsubscribed",
    forgotten: "Nothing more is sent, and your address is forgotten.",
    again: "Subscribe again",
  },
  /** What somebody asked for, as it is shown to them. */
  shown: {
    posted: "What is posted about",
    hiddenIncident: "an incident that is not shown any more",
    components: "Components",
    all: "All components, also those that come later",
    none: "None that are still shown",
    kinds: "News of",
    everything: "Everything",
    more: (names: string, count: number): string => `${names} and ${count} more`,
  },

  /** What is not there, or not any more; `next` stands on the button that leads on. */
  gone: {
    nowhere: {
      title: "There is no such page",
      words: "The address may be mistyped, or what was here is not shown any more.",
      next: "To the status page",
    },
    noChannel: {
      title: "Nothing to subscribe to here",
      words: "This page sends no messages.",
      next: "To the status page",
    },
    noIncident: {
      title: "Not on this page",
      words: "There is no such incident on this page.",
      next: "Hear of everything instead",
    },
    forged: {
      title: "This link is not complete",
      words: "Some of its characters are missing or wrong. Copy all of it from the message.",
      next: "To the status page",
    },
    forgedConfirmation: {
      title: "This link is not complete",
      words: "Some of its characters are missing or wrong. Copy all of it from the message, or ask for a new one.",
      next: "Subscribe again",
    },
    expired: {
      title: "This link is too old",
      words: "It could be used for some days after it was sent. Ask for a new one; it takes a minute.",
      next: "Subscribe again",
    },
    removed: {
      title: "You are unsubscribed",
      words: "What this link was about has been removed since, so that nothing is sent.",
      next: "Subscribe again",
    },
  },
  /** Where the way on is not open to whoever reads. */
  toPage: "To the status page",

  faults: {
    notSent: (count: number): string =>
      count === 1
        ? "One thing has to be corrected; nothing was sent yet."
        : `${count} things have to be corrected; nothing was sent yet.`,
    notSaved: (count: number): string =>
      count === 1
        ? "One thing has to be corrected; nothing was saved yet."
        : `${count} things have to be corrected; nothing was saved yet.`,
    chooseOne: "Choose at least one.",
    chooseFewer: "Choose fewer, or all of them.",
    chooseFromThese: "Choose one of these.",
    notHere: (id: string): string => `\`${id}\` is not on this page.`,
    private: "This must be a public address.",
    noIncident: "There is no such incident on this page.",
    noPage: "The page of this subscription does not exist any more.",
  },
  problems: {
    invalid: { title: "This did not work", words: "What was sent cannot be read. Please try again." },
    unauthenticated: { title: "This did not work", words: "This is not for everybody." },
    forbidden: { title: "This did not work", words: "This form was sent by another site. Please send it from here." },
    not_found: { title: "This did not work", words: "This subscription does not exist any more." },
    conflict: {
      title: "This did not work",
      words: "Something has changed in the meantime. Please open the link again.",
    },
    too_large: {
      title: "This did not work",
      words: "The body is larger than the {size} that this takes. Send less at once.",
    },
    rate_limited: {
      title: "One moment, please",
      words: "Too much was asked for by this link in a short time.",
    },
    internal: {
      title: "Something went wrong on our side",
      words: "Nothing was changed. Please try again in a moment.",
    },
    unavailable: {
      title: "Not possible at the moment",
      words: "Nothing was changed. Please try again in a moment.",
    },
  } as Record<ProblemCode, ProblemWords>,
  /** Of the form, which everybody shares. */
  tooMany: "Too many have asked to be told in a short time.",
  waitMinutes: (count: number): string =>
    count === 1 ? "Please try again in a minute." : `Please try again in ${count} minutes.`,
};
export type LinkWords = typeof EN_LINKS;
