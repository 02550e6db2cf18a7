// Alert text is hostile: so many labels, so long each; titles of one line; keys that fit an index.
import { hash } from "node:crypto";
import type { Labels } from "../../domain/alert.ts";

const MAX_TITLE = 255;
const MAX_KEY = 255;
const MAX_LABELS = 64;
const MAX_LABEL_NAME = 255;
const MAX_LABEL_CHARS = 4096;
/** What is decided by, or shown first, is not among those that are left out. */
const FIRST = ["alertname", "component", "severity", "summary", "title", "description"];

/** Controls, line ends, and what reorders or hides the text around it. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}\u200b\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]+/gu;
const cut = (text: string, max: number): string => (text.length <= max ? text : `${wellCut(text, max - 1)}…`);
/** Never half of a surrogate pair. */
const wellCut = (text: string, max: number): string =>
  text.slice(0, /[\ud800-\udbff]/.test(text[max - 1] ?? "") ? max - 1 : max);

/** One line, at most as long as a title may be; what stands far behind that is not even looked at. */
export const cleanTitle = (text: string): string =>
  cut(
    wellCut(text, 4 * MAX_TITLE)
      .replace(UNPRINTABLE, " ")
      .replace(/\s{2,}/g, " ")
      .trim(),
    MAX_TITLE,
  );

/** A long key is its beginning and a digest of the whole, so that two long ones stay two. */
export const boundedKey = (text: string): string => {
  const key = text.toWellFormed();
  if (key.length <= MAX_KEY) return key;
  const digest = hash("sha256", key, "hex");
  return `${wellCut(key, MAX_KEY - digest.length - 1)}~${digest}`;
};

export const boundedLabels = (labels: Labels): Labels => {
  const names = Object.keys(labels);
  const kept =
    names.length <= MAX_LABELS
      ? names
      : [...new Set([...FIRST.filter((name) => Object.hasOwn(labels, name)), ...names])].slice(0, MAX_LABELS);
  return Object.fromEntries(
    kept.map((name) => [
      wellCut(name, MAX_LABEL_NAME).toWellFormed(),
      wellCut(labels[name]!, MAX_LABEL_CHARS).toWellFormed(),
    ]),
  );
};

/** Go's zero time means that it was not said. */
export const momentOf = (text: string | undefined): number | null => {
  const ms = Date.parse(text ?? "");
  return Number.isFinite(ms) && ms > 0 ? ms : null;
};
