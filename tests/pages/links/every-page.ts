// Opens every page that a reader may find behind a link of one status page, and each of the ways in which it is refused.
import { openIncident, postIncident } from "../../../src/contract/incidents.ts";
import { hashToken } from "../../../src/daemon/store/token-hash.ts";
import { CHANNELS, type Channel, type Scope, type SubscriberState } from "../../../src/domain/channel.ts";
import { signLink } from "../../../src/domain/link-token.ts";
import type { Answer } from "../../http/requests.ts";
import { COMPONENTS, type TestDaemon, type TestDaemonOptions } from "../../support/daemon.ts";
import { manageLink, open, startWithMail, submit, unsubscribeLink } from "./support.ts";

export interface Visit {
  name: string;
  reply: Answer;
}
interface Place {
  slug: string;
  /** What stands before its links. */
  base: string;
}

const EVERY_CHANNEL = { public_channels: [...CHANNELS], channels: { telegram: { bot_token: "1:x" } } };
/** More than are listed by name. */
const MANY = Array.from({ length: 22 }, (_, index) => `c${index}`);
/** Where each channel can be chosen, and much can be asked for. */
export const startWithAll = (config: TestDaemonOptions["config"]): Promise<TestDaemon> => {
  const components = [...COMPONENTS, ...MANY.map((id) => ({ id, name: `Knoten ${id}` }))];
  return startWithMail({ config: { ...config, components, notify: EVERY_CHANNEL } });
};

const WHOLE: Omit<Scope, "page"> = { components: null, incidents: null, kinds: null };
interface Known extends Partial<Scope> {
  state?: SubscriberState;
  channel?: Channel;
  target?: string;
  secret?: string;
}
/** Somebody who asked for this page, as the form writes them down. */
export const subscribedTo = async ({ store }: TestDaemon, page: string | null, known: Known = {}): Promise<number> => {
  const { state = "active", channel = "email", target = "ada@example.org", secret = null, ...scope } = known;
  const { id } = await store.transact((tx) =>
    tx.subscribers.insert({
      ...{ audience: "public", channel, target, secret, byForm: true, ...WHOLE, ...scope, page },
      ...{ format: channel === "webhook" ? "standard" : null, state, createdAt: Date.now() },
    }),
  );
  return id;
};

/** The link of a message that asks this subscriber whether they want it. */
export const askedToConfirm = async (
  { store }: TestDaemon,
  subscriberId: number,
  { page, isOld = false, ...scope }: Partial<Scope> & { page: string | null; isOld?: boolean },
): Promise<string> => {
  const times = isOld ? { createdAt: 0, expiresAt: 1 } : { createdAt: Date.now(), expiresAt: Date.now() + 3600_000 };
  const linkOf = (id: number): string => signLink(store.linkKey, "confirm", [id]);
  const { id } = await store.transact((tx) =>
    tx.confirmations.insert({ subscriberId, wanted: { ...WHOLE, ...scope, page }, ...times }, (one) =>
      hashToken(linkOf(one)),
    ),
  );
  return `/confirm/${linkOf(id)}`;
};

/** The daemon is of no use afterwards: what fails inside is among what is seen. */
export const visitAll = async (daemon: TestDaemon, { slug, base }: Place): Promise<Visit[]> => {
  const visits: Visit[] = [];
  const note = (name: string, reply: Answer): void => {
    visits.push({ name, reply });
  };
  const see = async (name: string, path: string): Promise<void> => note(name, await open(daemon, base + path));
  const send = async (name: string, path: string, fields = {}, headers = {}): Promise<void> =>
    note(name, await submit(daemon, base + path, fields, headers));

  const incident = await postedIncident(daemon);
  await see("a path where nothing is", "/nothing");
  await see("the form", "/subscribe");
  await see("the form of an incident", `/subscribe?incident=${incident}`);
  await see("the form of an incident that is not there", "/subscribe?incident=999");
  const wrong = { channel: "email", target: "x", which: "some", components: [] };
  await send("a form where everything is wrong", "/subscribe", wrong);
  await send("a form with one thing wrong", "/subscribe", { channel: "email", target: "x", kinds: ["posts"] });
  await send("a form with what is not here", "/subscribe", { ...wrong, components: ["nothing"], kinds: ["none"] });
  const some = { channel: "email", target: "ada@example.org", which: "some", kinds: ["posts"] };
  await send("a form with a component that is not here", "/subscribe", { ...some, components: ["nothing"] });
  await send("a form of an incident that is not there", "/subscribe", { ...some, incident: "999" });
  for (const channel of CHANNELS) await send(`a wrong target of ${channel}`, "/subscribe", { channel, target: "x" });
  await send("a target inside", "/subscribe", { channel: "webhook", target: "http://127.0.0.1:9/", kinds: ["posts"] });
  await send("a form of another site", "/subscribe", wrong, { "sec-fetch-site": "cross-site" });
  await send("a form that is too long", "/subscribe", { remarks: "x".repeat(20_000) });
  const full = { target: "ada@example.org", kinds: ["posts"], remarks: "as programs do" };
  const from = { "x-forwarded-for": "8.8.8.8" };
  for (const channel of ["email", "webhook"])
    await send(`what is said of ${channel}`, "/subscribe", { ...full, ...TARGETS[channel], channel }, from);
  for (let more = 0; more < 20; more++) await submit(daemon, `${base}/subscribe`, { ...full, channel: "email" }, from);
  await send("too many forms", "/subscribe", { ...full, channel: "email" }, from);

  await see("a link to confirm that is broken", "/confirm/1-x");
  const ada = await subscribedTo(daemon, slug, { components: ["api"], kinds: ["status", "posts", "maintenance"] });
  await see("a link to confirm that is too old", await askedToConfirm(daemon, ada, { page: slug, isOld: true }));
  const hook = await subscribedTo(daemon, slug, { state: "unverified", channel: "webhook", ...TARGETS.webhook });
  const confirm = await askedToConfirm(daemon, hook, { page: slug });
  await see("a link to confirm", confirm);
  await see("the page of who has not confirmed yet", manageLink(daemon, hook));
  await send("confirmed", confirm);
  await see("a link to confirm that was used", confirm);

  await see("a link to manage that is broken", "/subscription/1-x");
  await see("what somebody is sent", manageLink(daemon, ada));
  await send("saved", manageLink(daemon, ada), { which: "all", kinds: ["posts", "status"] });
  await send("nothing ticked", manageLink(daemon, ada), { which: "some" });
  await send("one thing not ticked", manageLink(daemon, ada), { which: "some", kinds: ["posts"] });
  const follower = await subscribedTo(daemon, slug, { incidents: [incident], target: "bob@example.org" });
  await see("what somebody is sent of an incident", manageLink(daemon, follower));
  const late = await subscribedTo(daemon, slug, { incidents: [999], target: "eve@example.org" });
  await see("what somebody is sent of an incident that is gone", manageLink(daemon, late));
  const lost = { components: ["gone"], target: "gus@example.org", state: "unverified" as const };
  const gus = await subscribedTo(daemon, slug, lost);
  await see("a wish for what is gone", await askedToConfirm(daemon, gus, { page: slug, ...lost }));
  await see("a wish for much", await askedToConfirm(daemon, gus, { page: slug, components: MANY }));
  const homeless = await subscribedTo(daemon, "long-gone", { target: "hal@example.org" });
  await send("a wish for a page that is gone", manageLink(daemon, homeless), { kinds: ["posts"] });
  const paused = await subscribedTo(daemon, slug, { state: "quarantined", target: "cy@example.org" });
  await see("the page of who cannot be reached", manageLink(daemon, paused));
  for (let pressed = 0; pressed < 30; pressed++) await submit(daemon, base + manageLink(daemon, paused), {});
  await send("a link that is used too often", manageLink(daemon, paused), {});

  await see("a question before somebody leaves", unsubscribeLink(daemon, hook));
  await send("left", unsubscribeLink(daemon, hook));
  const mover = await subscribedTo(daemon, "long-gone", { target: "mo@example.org" });
  await daemon.store.transact((tx) => tx.subscribers.save({ ...tx.subscribers.get(mover)!, activeSince: 1 }));
  await see("a link to confirm that ends another page's", await askedToConfirm(daemon, mover, { page: slug }));
  await see("a link to confirm of who left", confirm);
  daemon.store.db.exec("ALTER TABLE subscribers RENAME TO broken");
  await see("what fails inside", manageLink(daemon, ada));
  return visits;
};

const TARGETS: Record<string, { target: string }> = { webhook: { target: "https://hooks.invalid/x" } };

const postedIncident = async ({ client }: TestDaemon): Promise<number> => {
  const components = [{ id: "api" }];
  const { id } = await client.call(openIncident, { title: "db7", severity: "high", components });
  await client.call(postIncident, { id, title: "API hakt", status: "investigating", text: "…" });
  return id;
};
