// Entity tags (RFC 9110, 8.8.3): the version, by which If-Match tells edits apart, and what else the reply shows. Alerts
// move `firing` without a new version, so the version alone would call a changed reply unchanged.
import { hash } from "node:crypto";
import { problem } from "../../contract/problem.ts";

const BODY_HASH_CHARS = 12;

export const tagOf = (version: number, body: string): string =>
  `"${version}-${hash("sha256", body, "hex").slice(0, BODY_HASH_CHARS)}"`;

/** The version that an If-Match names: a tag as we gave it, or the bare version. None, or `*`, is any. */
export const versionOfTag = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  const version = /^"?([1-9][0-9]{0,14})(?:-[0-9a-f]+)?"?$/.exec(ifMatch.trim())?.[1];
  if (version !== undefined) return Number(version);
  throw problem("invalid", "If-Match takes one tag, as a reply's ETag gave it.", {
    hint: 'Send the `ETag` of the incident as you read it, its `version` in quotes (`"3"`), or no If-Match at all.',
  });
};

/** Does an If-None-Match name this tag? Compared weakly, as RFC 9110 has it for GET. */
export const isKnownTag = (ifNoneMatch: string | undefined, tag: string): boolean =>
  (ifNoneMatch ?? "").split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag);
