// The one line that says it all. In the JSON it is the vendor's English; on the page, that in the page's language.
import type { Description } from "../../domain/level.ts";

export const NOTHING_YET = "Nothing is monitored yet";
export type Headline = Description | typeof NOTHING_YET;

export const headlineOf = ({
  sections,
  description,
}: {
  sections: readonly unknown[];
  description: Description;
}): Headline => (sections.length === 0 ? NOTHING_YET : description);
