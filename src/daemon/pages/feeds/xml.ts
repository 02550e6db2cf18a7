// XML out of a tree: `@name` is an attribute, `#text` the text beside them. Text stands escaped and never in CDATA, which has
// no escape for its own end.
import Builder from "fast-xml-builder";
import { cleanLines } from "../../../domain/clean-text.ts";

export type Xml = string | { readonly [name: string]: Xml | readonly Xml[] | undefined };

const builder = new Builder({
  ...{ attributeNamePrefix: "@", ignoreAttributes: false, suppressBooleanAttributes: false, suppressEmptyNode: true },
  ...{ format: true, indentBy: " " },
  tagValueProcessor: (_name, value) => allowed(String(value)),
  attributeValueProcessor: (_name, value) => allowed(String(value)),
});

export const xmlOf = (tree: Xml): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${builder.build(tree).trimEnd()}\n`;

/** What XML 1.0 has no place for, escaped or not, is left out: section 2.2. */
export const allowed = (text: string): string => cleanLines(text).replace(/[\ufffe\uffff]/g, "");
