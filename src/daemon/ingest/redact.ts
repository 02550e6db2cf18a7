// The beginning of what a source sent, for its log: small, and with what looks like a secret taken out.

/** More never fit. */
const MAX_NODES = 200;
const MAX_DEPTH = 6;
const MAX_CHARS = 300;
const MAX_EXCERPT = 2048;
const OUT = "[taken out]";

const SECRET_NAME =
  /passw(?:or)?d|passphrase|secret|token|credential|authori[sz]ation|cookie|(?:^|[_.-])key$|[a-z]Key$|apikey/i;
/** They end in "key" and open nothing. */
const HARMLESS = new Set(["key", "groupKey", "dedup_key"]);
/** `password=…`, `"token": "…"`, `Authorization: Bearer …` inside of text. */
const SECRET_IN_TEXT =
  /((?:passw(?:or)?d|passphrase|secret|token|credentials?|authori[sz]ation|cookie|api_?-?key|private_?-?key|access_?-?key)["']?\s*[=:]\s*["']?(?:(?:bearer|basic)\s+)?)[^\s"',;&}]+/gi;
const URL_CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi;
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;

/** JSON of the payload, bounded in nodes, depth and length. */
export const excerptOf = (payload: unknown): string => {
  let nodes = 0;
  let chars = 0;
  const isFull = (): boolean => nodes >= MAX_NODES || chars >= MAX_EXCERPT;
  const walk = (value: unknown, depth: number): unknown => {
    nodes += 1;
    if (typeof value === "string") {
      const text = redactText(cut(value, MAX_CHARS));
      chars += text.length;
      return text;
    }
    if (typeof value !== "object" || value === null) return value;
    if (depth >= MAX_DEPTH || isFull()) return "…";
    return Array.isArray(value) ? walkList(value, depth) : walkFields(value, depth);
  };
  const walkList = (list: readonly unknown[], depth: number): unknown[] => {
    const kept: unknown[] = [];
    for (const one of list) {
      if (isFull()) return [...kept, `… ${list.length - kept.length} more`];
      kept.push(walk(one, depth + 1));
    }
    return kept;
  };
  const walkFields = (fields: object, depth: number): object => {
    const kept: [string, unknown][] = [];
    for (const [name, value] of Object.entries(fields)) {
      if (isFull()) break;
      chars += name.length;
      kept.push([redactText(cut(name, MAX_CHARS)), isSecret(name, value, depth) ? OUT : walk(value, depth + 1)]);
    }
    return Object.fromEntries(kept);
  };
  return cut(JSON.stringify(walk(payload, 0)) ?? "", MAX_EXCERPT);
};

/** The dedup key of generic JSON stands at its top, or in its list; deeper a `key` may be anything. */
const isSecret = (name: string, value: unknown, depth: number): boolean =>
  value !== null && value !== "" && SECRET_NAME.test(name) && !(HARMLESS.has(name) && depth <= 1);

/** Of a body that is no JSON. */
export const excerptOfText = (text: string): string => cut(redactText(cut(text, 2 * MAX_EXCERPT)), MAX_EXCERPT);

/** What none of the patterns can be without; most text is spared them. */
const MAY_HOLD_SECRETS = /[=:@]|bearer|basic/i;
const redactText = (text: string): string => (MAY_HOLD_SECRETS.test(text) ? redactAll(text) : text);
const redactAll = (text: string): string =>
  text.replace(SECRET_IN_TEXT, `$1${OUT}`).replace(URL_CREDENTIALS, `$1${OUT}@`).replace(BEARER, `$1 ${OUT}`);

const cut = (text: string, max: number): string =>
  (text.length <= max ? text : `${text.slice(0, max - 1)}…`).toWellFormed();
