// Languages that readers may be spoken to in. Each has its words in one file of the pages room.
export const LOCALES = ["en", "de"] as const;
export type Locale = (typeof LOCALES)[number];
