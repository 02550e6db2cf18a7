// Forms as a browser sends them, and the links that messages carry, made with the daemon's own key.
import { expect } from "vitest";
import { signLink } from "../../../src/domain/link-token.ts";
import { type Answer, ask } from "../../http/requests.ts";
import { startTestDaemon, type TestDaemon, type TestDaemonOptions } from "../../support/daemon.ts";

type Fields = Record<string, string | string[]>;

/** Refuses every mail; but there is a server, so that readers may ask for mail. */
const SMTP = { host: "127.0.0.1", port: 1 };
export const startWithMail = (options: TestDaemonOptions = {}): Promise<TestDaemon> => {
  const notify = { allow_private_targets: true, smtp: SMTP, ...(options.config?.notify as object | undefined) };
  return startTestDaemon({ ...options, config: { ...options.config, notify } });
};

/** What somebody leaves ticked who changes nothing. */
export const ALL_KINDS = ["status", "posts", "maintenance"];

export const open = (daemon: TestDaemon, path: string, method = "GET"): Promise<Answer> =>
  ask(daemon, path, { method, headers: { accept: "text/html" } });

const BROWSER = {
  "content-type": "application/x-www-form-urlencoded",
  accept: "text/html",
  "sec-fetch-site": "same-origin",
};
/** As a browser posts a form of our own page; a header that is empty is left out. */
export const submit = (
  daemon: TestDaemon,
  path: string,
  fields: Fields = {},
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) form.append(name, value);
  const sent = Object.entries({ ...BROWSER, ...headers }).filter(([, value]) => value !== "");
  return ask(daemon, path, { method: "POST", raw: form.toString(), headers: Object.fromEntries(sent) });
};

/** As a program sends it. */
export const send = (daemon: TestDaemon, path: string, body: unknown): Promise<Answer> =>
  ask(daemon, path, { method: "POST", body, headers: { accept: "application/json" } });

/** The link in the newest message that asks for a confirmation. */
export const confirmLink = ({ store }: TestDaemon): string => {
  const id = store.db.prepare("SELECT max(id) FROM confirmations").pluck().get() as number;
  return `/confirm/${signLink(store.linkKey, "confirm", [id])}`;
};
export const manageLink = ({ store }: TestDaemon, id: number): string =>
  `/subscription/${signLink(store.linkKey, "manage", [id])}`;
export const unsubscribeLink = ({ store }: TestDaemon, id: number): string =>
  `/unsubscribe/${signLink(store.linkKey, "manage", [id])}`;

/** Somebody who has asked and confirmed; their id. */
export const subscribed = async (daemon: TestDaemon, fields: Fields = {}): Promise<number> => {
  const whole = { channel: "email", target: "ada@example.org", kinds: ALL_KINDS, ...fields };
  expect((await submit(daemon, "/subscribe", whole)).status).toBe(202);
  expect((await submit(daemon, confirmLink(daemon))).status).toBe(200);
  return daemon.store.subscribers.active("public", 0, 100).at(-1)!.id;
};

/** What links act on, and the traces of it: all rows, but what the daemon does by itself meanwhile. */
export const touched = ({ store }: TestDaemon): Record<string, unknown[]> =>
  Object.fromEntries(
    ["subscribers", "confirmations", "incidents", "events", "audit"].map((table) => [
      table,
      store.db.prepare(`SELECT * FROM ${table}${table === "events" ? " WHERE actor_kind <> 'system'" : ""}`).all(),
    ]),
  );

export const head = ({ store }: TestDaemon): number => store.events.head();
/** What people did since. */
export const happened = ({ store }: TestDaemon, since: number): string[] =>
  store.events
    .after(since, 200)
    .flatMap(({ type, actor }) => (actor.kind === "system" ? [] : [`${type} by ${actor.kind} ${actor.name}`]));

/** A page as somebody reads it, without its tags. */
export const wordsOf = ({ text }: Answer): string =>
  text
    .replace(/<head>.*<\/head>/s, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
