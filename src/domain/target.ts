// How a target of each channel is written: its one spelling, so that spellings of one place are one target, and what of it may be seen.
import { domainToASCII } from "node:url";
import type { Channel } from "./channel.ts";
import { isPrivateHost } from "./private-address.ts";

export type TargetReading = { ok: true; target: string } | Fault;
interface Fault {
  ok: false;
  /** What it must be, to stand behind its name: "must be …". */
  fault: string;
  hint: string;
}

/** `allowPrivate`: addresses of private networks too, and there without TLS. */
export const targetOf = (channel: Channel, text: string, allowPrivate: boolean): TargetReading =>
  READ[channel](text.trim(), allowPrivate);

/** For people who may know that there is a target, and not who it is. */
export const maskTarget = (channel: Channel, target: string): string => {
  if (target === "") return ""; // of one that left, and is forgotten
  if (channel === "email") return target.replace(/^(.?)[^@]*(.*)$/u, "$1…$2");
  if (channel === "telegram") return target.startsWith("@") ? `${target.slice(0, 2)}…` : `…${target.slice(-3)}`;
  return `${URL.parse(target)?.origin ?? ""}/…`;
};

/** By RFC 5321 4.5.3.1, the angle brackets of a path taken off. */
const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;
/** An unquoted local part by RFC 5321; quoted ones are legal, unknown in practice, and a way to smuggle. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const MAIL_DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** Wholly in lower case: no server in use tells A@example.org from a@example.org, and nobody is to be told twice. */
const email = (text: string): TargetReading => {
  const parts = text.toLowerCase().split("@");
  const [local = "", domain = ""] = parts;
  const ascii = domainToASCII(domain);
  const target = `${local}@${ascii}`;
  const isAddress =
    parts.length === 2 &&
    target.length <= MAX_ADDRESS &&
    local.length <= MAX_LOCAL_PART &&
    LOCAL_PART.test(local) &&
    MAIL_DOMAIN.test(ascii);
  return isAddress ? known(target) : unknown("must be a mail address", "Give one like ann@example.org.");
};

const PRIVATE: Fault = {
  ok: false,
  fault: "must be a public address",
  hint: "Set `notify: { allow_private_targets: true }` in the config, if a private network is what you want.",
};

/** A URL as the URL standard writes it, without what never leaves for a server; the rest is the channel's. */
const urlTarget =
  (example: string, options: { isPlainAllowed: boolean }, spell: (url: URL, allowPrivate: boolean) => string | null) =>
  (text: string, allowPrivate: boolean): TargetReading => {
    const isPlainAllowed = options.isPlainAllowed || allowPrivate;
    const fault = `must be an ${isPlainAllowed ? "http or https" : "https"} URL like ${example}`;
    const wrong = unknown(fault, "Copy it from where it was given, without a user name in it.");
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || url.username || url.password || url.hostname === "") return wrong;
    if (url.protocol !== "https:" && !(isPlainAllowed && url.protocol === "http:")) return wrong;
    if (!allowPrivate && isPrivateHost(url.hostname)) return PRIVATE;
    url.hash = "";
    const target = spell(url, allowPrivate);
    return target === null ? wrong : known(target);
  };

/** Slack's own, and those of servers that take the same (Mattermost, Rocket.Chat, Zulip): any host, but never its root. */
const slack = (url: URL): string | null => (url.pathname === "/" ? null : url.href);

const DISCORD_HOST = /^((canary|ptb)\.)?discord(app)?\.com$/;
const DISCORD_PATH = /^\/api(?:\/v\d+)?\/webhooks\/(\d{1,20})\/([\w-]{1,100})\/?$/;
/** Where private targets are allowed, also a relay of one's own that takes the same. `thread_id` is the only option that says where. */
const discord = (url: URL, allowPrivate: boolean): string | null => {
  const [, id, token] = DISCORD_PATH.exec(url.pathname) ?? [];
  const isDiscord = DISCORD_HOST.test(url.hostname);
  if (!id || !token || !(isDiscord || allowPrivate)) return null;
  const thread = url.searchParams.get("thread_id");
  const origin = isDiscord ? "https://discord.com" : url.origin;
  return `${origin}/api/webhooks/${id}/${token}${thread && /^\d{1,20}$/.test(thread) ? `?thread_id=${thread}` : ""}`;
};

/** What is signed stands in its query, so that all of it is kept. */
const teams = (url: URL): string | null => (url.pathname === "/" ? null : url.href);

const ntfy = (url: URL): string | null => {
  const topic = /^\/([\w-]{1,64})\/?$/.exec(url.pathname)?.[1];
  if (!topic) return null;
  const token = url.searchParams.get("token");
  return `${url.origin}/${topic}${token ? `?token=${encodeURIComponent(token)}` : ""}`;
};

const gotify = (url: URL): string | null => {
  const token = url.searchParams.get("token");
  if (!token) return null;
  const base = url.pathname.replace(/(\/message)?\/*$/, "");
  return `${url.origin}${base}/message?token=${encodeURIComponent(token)}`;
};

const CHAT_ID = /^-?[1-9]\d{0,18}$/;
const CHAT_NAME = /^@[a-z]\w{3,31}$/;
const telegram = (text: string): TargetReading => {
  const target = text.toLowerCase();
  if (CHAT_ID.test(target) || CHAT_NAME.test(target)) return known(target);
  return unknown("must be a chat's number or a channel's @name", "Give one like -1001234567890 or @example_status.");
};

const READ: Record<Channel, (text: string, allowPrivate: boolean) => TargetReading> = {
  email,
  webhook: urlTarget("https://example.org/hooks/tocsin", { isPlainAllowed: true }, (url) => url.href),
  slack: urlTarget("https://hooks.slack.com/services/T000/B000/XXXX", { isPlainAllowed: false }, slack),
  discord: urlTarget("https://discord.com/api/webhooks/ID/TOKEN", { isPlainAllowed: false }, discord),
  teams: urlTarget("https://HOST/workflows/…/invoke?…", { isPlainAllowed: false }, teams),
  telegram,
  ntfy: urlTarget("https://ntfy.sh/TOPIC", { isPlainAllowed: false }, ntfy),
  gotify: urlTarget("https://HOST/?token=APP_TOKEN", { isPlainAllowed: false }, gotify),
};

const known = (target: string): TargetReading => ({ ok: true, target });
const unknown = (fault: string, hint: string): Fault => ({ ok: false, fault, hint });
