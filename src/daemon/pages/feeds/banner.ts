// The state of a page in one line, as it stands on other sites.
import type { Level } from "../../../domain/level.ts";
import { headlineOf } from "../headline.ts";
import { SHAPES, type Shape } from "../icons.tsx";
import { addressOf } from "../incidents.tsx";
import type { PageModel } from "../model.ts";
import { LEVEL_OF_INDICATOR } from "../tone.ts";
import { addressOfWindow } from "../windows.tsx";

export interface Banner {
  level: Level;
  headline: string;
  /** What is said of most lately: the newest incident that is not over, else maintenance that goes on. */
  about: { title: string; words: string; url: string } | null;
}
/** All that the script has to know beforehand: how the page is now, and its words for what may come. */
export interface BannerScriptFacts {
  url: string;
  lang: string;
  now: Banner;
  /** Of the vendor's descriptions, and of the states of incidents and windows. */
  headlines: Record<string, string>;
  states: Record<string, string>;
  levels: Record<string, Level>;
  shapes: Record<Level, Pick<Shape, "outline" | "sign">>;
  style: string;
}

export const bannerOf = (model: PageModel): Banner => {
  const { words, url, indicator, incidents, running } = model;
  const [incident] = incidents.current;
  const [window] = running;
  const shown = { level: LEVEL_OF_INDICATOR[indicator], headline: words.headlines[headlineOf(model)] };
  if (incident) {
    const about = { title: incident.title, words: words.posts[incident.status], url: url + addressOf(incident) };
    return { ...shown, about };
  }
  if (!window) return { ...shown, about: null };
  const about = { title: window.title, words: words.windowStates[window.state], url: url + addressOfWindow(window) };
  return { ...shown, about };
};

export const scriptFactsOf = (model: PageModel, style: string): BannerScriptFacts => {
  const { words, url } = model;
  return {
    ...{ url: `${url}/`, lang: words.tag, now: bannerOf(model), headlines: words.headlines },
    states: { ...words.posts, ...words.windowStates },
    ...{ levels: LEVEL_OF_INDICATOR, shapes: SHAPES_OF_SCRIPT, style },
  };
};

/** Without the colours, which the stylesheet has. */
const SHAPES_OF_SCRIPT = Object.fromEntries(
  Object.entries(SHAPES).map(([level, { outline, sign }]) => [level, { outline, sign }]),
) as BannerScriptFacts["shapes"];
