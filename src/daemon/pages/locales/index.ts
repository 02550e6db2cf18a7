// The languages of pages. A third one is a file beside these (or two, as here: what the page says, and what its forms and links say),
// its line here, and its name in `LOCALES`.
import type { Locale } from "../../../domain/locale.ts";
import { DE } from "./de.ts";
import { EN, type Words } from "./en.ts";

export type { Words };
export const WORDS = { en: EN, de: DE } as const satisfies Record<Locale, Words>;
