// The page's script: it shows times in the reader's zone, and swaps in what changed. Without it the page is whole, only not live.
import { inReadersZone } from "./readers-zone.ts";
import { swap } from "./swap.ts";

/** While nobody tells us of news. */
const EVERY_MS = 15_000;
/** After one look that failed, before a reader is told. */
const ONCE_MORE_MS = 4000;
/** Beside a socket: in case its word was lost on the way. */
const EVERY_LIVE_MS = 300_000;
/** A crowd that is told at once does not ask at once. */
const SPREAD_MS = 1500;
/** A cache in front may answer with what was before: for ten seconds, and for twenty more while it asks us itself. */
const CACHED_MS = [12_000, 35_000];

const find = <T extends HTMLElement = HTMLElement>(selector: string, root: ParentNode = document): T =>
  root.querySelector<T>(selector)!;

let failures = 0;
/** It was there, and is not any more, or not for this reader. */
let isGone = false;
let isLive = false;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Looks that are still owed after news. */
let again: ReturnType<typeof setTimeout>[] = [];

const refresh = async (): Promise<void> => {
  const response = await fetch(location.pathname, { cache: "no-cache", headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(String(response.status));
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  inReadersZone(fresh);
  const headline = find("h1", fresh).textContent;
  const isNews = headline !== find("h1").textContent;
  for (const part of ["main", ".last-change"]) swap(find(part), find(part, fresh));
  find<HTMLLinkElement>("link[rel=icon]").href = find<HTMLLinkElement>("link[rel=icon]", fresh).href;
  document.title = fresh.title;
  // Said to a screen reader, which sees nothing change.
  if (isNews) find("#news").textContent = headline;
};

const look = async (): Promise<void> => {
  clearTimeout(timer);
  try {
    const { watch, etag } = find("main").dataset as { watch: string; etag: string };
    const response = await fetch(watch, { cache: "no-store", headers: { "If-None-Match": etag } });
    if (response.status === 200 && response.headers.get("ETag") !== etag) await refresh();
    else if (!response.ok && response.status !== 304) {
      isGone = response.status === 404;
      throw new Error(String(response.status));
    }
    failures = 0;
  } catch {
    failures += 1; // said on the page, and tried again
  }
  const trouble = find("#unreachable");
  if (isGone) trouble.textContent = trouble.dataset.gone!;
  trouble.hidden = failures < 2;
  const every = failures === 1 ? ONCE_MORE_MS : isLive && failures === 0 ? EVERY_LIVE_MS : EVERY_MS;
  if (!document.hidden) timer = setTimeout(look, every * (0.9 + Math.random() * 0.2));
};

const onNews = (): void => {
  clearTimeout(timer);
  for (const one of again) clearTimeout(one);
  const soon = Math.random() * SPREAD_MS;
  timer = setTimeout(look, soon);
  again = CACHED_MS.map((ms) => setTimeout(look, soon + ms));
};

inReadersZone(document);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void look();
});
document.addEventListener("tocsin:news", onNews);
document.addEventListener("tocsin:live", (event) => {
  isLive = (event as CustomEvent<boolean>).detail;
  document.documentElement.dataset.live = String(isLive);
  // What happened while nobody told us.
  clearTimeout(timer);
  timer = setTimeout(look, Math.random() * SPREAD_MS);
});
timer = setTimeout(look, EVERY_MS);

addEventListener("load", () => {
  const { socket } = find("main").dataset;
  if (!socket) return;
  const script = document.createElement("script");
  script.src = socket;
  script.async = true;
  document.head.append(script);
});
