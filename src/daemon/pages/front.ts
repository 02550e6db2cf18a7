// Which page a request is about, as the forms and errors behind its links show it.
import type { PageConfig } from "../../config/schema.ts";
import type { Words } from "./locales/index.ts";
import type { PageAssets } from "./model.ts";

export interface Front {
  page: PageConfig;
  /** Clean. */
  title: string;
  /** Absolute, without a slash at its end. */
  url: string;
  /** What stands before the paths of its own links. */
  base: string;
  /** False where whoever asks holds a link about it and may not see the page itself: no form of it is open to them. */
  isOpen: boolean;
  words: Words;
  assets: PageAssets;
}
