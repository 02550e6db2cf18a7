// Ids of the Statuspage v2 API: the page's documents and the webhooks in its shape name one thing by one id.
import { createHash } from "node:crypto";

/** `update`: a post or a window's transition; `change`: one told change of a component's level. */
type Kind = "page" | "component" | "group" | "maintenance" | "incident" | "update" | "change";

const knownIds = new Map<string, string>();
/** Far more than a page has; what has left is forgotten then. */
const MAX_KNOWN_IDS = 20_000;

/** 12 lower-case letters or digits, the same for the same thing for ever. */
export const v2Id = (kind: Kind, id: string | number): string => {
  const name = `${kind}:${id}`;
  let known = knownIds.get(name);
  if (known !== undefined) return known;
  if (knownIds.size >= MAX_KNOWN_IDS) knownIds.clear();
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 16);
  known = BigInt(`0x${digest}`).toString(36).padStart(12, "0").slice(-12);
  knownIds.set(name, known);
  return known;
};
