// What is known of an incident beside its title: the words it was opened with, and what its alerts say. For the team alone.
import type { Alert } from "./alert.ts";
import { cut } from "./display-width.ts";

/** Each is left out where nothing was said. */
export interface Known {
  /** It was opened with these words. */
  message?: string;
  /** What the first of its firing alerts say; the same is said once. */
  alerts?: KnownAlert[];
  /** How many alerts fire beside those. */
  moreAlerts?: number;
}
export interface KnownAlert {
  summary?: string;
  description?: string;
  /** Both are http or https. */
  runbookUrl?: string;
  originUrl?: string;
}

/** So many alerts say what they know; of a group they mostly say the same. */
export const SPEAKING_ALERTS = 3;
/** Cells of one text. */
const MAX_WORDS = 500;
/** Characters; half a link leads nowhere, so a longer one is left out. */
const MAX_URL = 1000;

type Speaker = Pick<Alert, "state" | "isMuted" | "annotations">;

/** `firing`: how many fire and are not muted; `alerts`: the first of the incident's. */
export const knownOf = (message: string | undefined, alerts: readonly Speaker[], firing: number): Known => {
  const opened = wordsOf(message);
  const said = alerts.filter(({ state, isMuted }) => state === "firing" && !isMuted).map(saidBy);
  const distinct = new Map(said.map((one) => [JSON.stringify(one), one]));
  distinct.delete("{}");
  const speaking = [...distinct.values()].slice(0, SPEAKING_ALERTS);
  const more = firing - speaking.length;
  return {
    ...(opened ? { message: opened } : {}),
    ...(speaking.length > 0 ? { alerts: speaking, ...(more > 0 ? { moreAlerts: more } : {}) } : {}),
  };
};

/** By the names that Prometheus' rules, Grafana and our own generic webhook have for it. */
const saidBy = ({ annotations }: Speaker): KnownAlert => {
  const summary = wordsOf(annotations.summary);
  const description = wordsOf(annotations.description ?? annotations.message);
  const runbookUrl = webUrl(annotations.runbook_url ?? annotations.runbook);
  const originUrl = webUrl(annotations.generatorURL ?? annotations.url);
  return {
    ...(summary ? { summary } : {}),
    ...(description ? { description } : {}),
    ...(runbookUrl ? { runbookUrl } : {}),
    ...(originUrl ? { originUrl } : {}),
  };
};

const wordsOf = (text = ""): string => cut(text.trim(), MAX_WORDS);

/** Others gave it, and somebody will follow it: nothing but the web. */
const webUrl = (text = ""): string | null => {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) && url.href.length <= MAX_URL ? url.href : null;
};
