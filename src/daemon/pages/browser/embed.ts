// The banner of a status page on somebody else's: one bar where the script stands, in a root that no style of theirs reaches.
// Whatever fails here fails in silence: their page is theirs.
import type { Banner, BannerScriptFacts } from "../feeds/banner.ts";
import { NOTHING_YET } from "../headline.ts";

/** Stands before this code in what is sent: see `feeds/embed.tsx`. */
declare const FACTS: BannerScriptFacts;
/** What of the summary is read. */
interface Summary {
  status: { indicator: string; description: string };
  components: unknown[];
  incidents: Told[];
  scheduled_maintenances: Told[];
}
interface Told {
  name: string;
  status: string;
  shortlink: string;
}

const EVERY_MS = 60_000;
const TIMEOUT_MS = 10_000;
/** A page that does not let us ask, or that nobody answers, is asked less and less. */
const SLOWEST_MS = 15 * EVERY_MS;
const SVG = "http://www.w3.org/2000/svg";

const make = (name: string, className: string, ...children: (Node | string)[]): HTMLElement => {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
};
const link = (url: string, className: string, ...children: (Node | string)[]): HTMLElement => {
  const element = make("a", className, ...children) as HTMLAnchorElement;
  if (/^https?:/.test(url)) element.href = url;
  element.target = "_blank";
  element.rel = "noopener";
  return element;
};
const icon = ({ level }: Banner): SVGElement => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const part of ["outline", "sign"] as const) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", part);
    path.setAttribute("d", FACTS.shapes[level][part]);
    svg.append(path);
  }
  return svg;
};

const start = (script: HTMLScriptElement): void => {
  const summary = new URL("api/v2/summary.json", new URL(".", script.src));
  const host = document.createElement("tocsin-status");
  const root = host.attachShadow({ mode: "closed" });
  const style = new CSSStyleSheet();
  style.replaceSync(FACTS.style);
  root.adoptedStyleSheets = [style];
  const bar = make("div", "bar");
  bar.lang = FACTS.lang;
  bar.setAttribute("role", "status");
  root.append(bar);

  let shown = "";
  const show = (banner: Banner): void => {
    const { level, headline, about } = banner;
    host.hidden = !("always" in script.dataset) && level === "operational" && !about;
    if (shown === JSON.stringify(banner)) return; // a screen reader would say it again
    shown = JSON.stringify(banner);
    bar.className = `bar is-${level}`;
    const said = make("span", "said", link(FACTS.url, "headline", headline));
    if (about) said.append(link(about.url, "about", make("bdi", "", about.title), ` (${about.words})`));
    bar.replaceChildren(icon(banner), said);
  };

  let wait = EVERY_MS;
  let askedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    clearTimeout(timer);
    if (!host.isConnected) return; // whoever put it there took it away
    askedAt = performance.now();
    try {
      const response = await fetch(summary, {
        credentials: "omit",
        cache: "no-cache",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) throw response.status;
      show(bannerOf(await response.json()));
      wait = EVERY_MS;
    } catch {
      wait = Math.min(2 * wait, SLOWEST_MS); // what was known stays there
    }
    clearTimeout(timer);
    timer = setTimeout(soon, wait);
  };
  /** Nobody looks at a page in the background. */
  const soon = (): void => {
    if (!document.hidden && performance.now() - askedAt >= wait) void look();
  };

  show(FACTS.now);
  if (script.parentNode === document.head || !script.parentNode) document.body.prepend(host);
  else script.after(host);
  document.addEventListener("visibilitychange", soon);
  void look();
};

const bannerOf = ({ status, components, incidents, scheduled_maintenances: windows }: Summary): Banner => {
  const told = incidents[0] ?? windows.find(({ status }) => status === "in_progress" || status === "verifying");
  const headline = components.length > 0 ? status.description : NOTHING_YET;
  // A page may be set to call maintenance `none`.
  const isMaintenance = status.indicator === "none" && status.description === "Service Under Maintenance";
  return {
    level: isMaintenance ? "under_maintenance" : (FACTS.levels[status.indicator] ?? "degraded_performance"),
    headline: FACTS.headlines[headline] ?? headline,
    about: told ? { title: told.name, words: FACTS.states[told.status] ?? told.status, url: told.shortlink } : null,
  };
};

/** Where the browser is too old for it the host page is as it was. */
const tryToStart = (script: HTMLScriptElement): void => {
  try {
    start(script);
  } catch {
    // said above
  }
};

const script = document.currentScript as HTMLScriptElement | null;
if (script?.src) {
  if (document.body) tryToStart(script);
  else document.addEventListener("DOMContentLoaded", () => tryToStart(script));
}
