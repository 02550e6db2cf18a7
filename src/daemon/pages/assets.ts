// Stylesheets, scripts and logos: each under a name that changes with its content, so that browsers keep it for good.
import type { OutgoingHttpHeaders } from "node:http";
import { type Logo, readLogo } from "../../config/logo.ts";
import type { Theme } from "../../config/schema.ts";
import { readableOn } from "../../domain/colour.ts";
import PAGE_SCRIPT from "./browser/page.ts?browser";
import SOCKET_SCRIPT from "./browser/socket.ts?browser";
import { compressWell, createDocument, type Document, hashOf } from "./document.ts";
import { FORM_STYLE } from "./links/form-style.ts";
import { DARK_GROUNDS, LIGHT_GROUNDS, STYLE } from "./style.ts";

/** Names of what a page loads, below the address of its host. */
export interface AssetNames {
  style: string;
  formStyle: string;
  script: string;
  socket: string;
  logo: string | null;
}
const HEADERS = {
  "Cache-Control": "public, max-age=31536000, immutable",
  "Cross-Origin-Resource-Policy": "same-origin",
};
/** A logo may be an SVG with scripts in it; opened for itself it may do nothing. */
const LOGO_HEADERS = { "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox" };
const CSS = "text/css; charset=utf-8";
const JAVASCRIPT = "text/javascript; charset=utf-8";

export const createAssets = (common: OutgoingHttpHeaders, onWarning: (message: string, error: unknown) => void) => {
  const documents = new Map<string, Document>();
  const keep = (name: string, extension: string, body: string | Buffer, contentType: string, more = {}): string => {
    const path = `/assets/${name}-${hashOf(body)}${extension}`;
    if (documents.has(path)) return path;
    const document = createDocument({ text: body, contentType, headers: { ...common, ...HEADERS, ...more } });
    documents.set(path, document);
    compressWell(document).catch((error) => onWarning(`${path} could not be compressed well.`, error));
    return path;
  };
  const shared = {
    formStyle: keep("form", ".css", FORM_STYLE, CSS),
    script: keep("page", ".js", PAGE_SCRIPT, JAVASCRIPT),
    socket: keep("live", ".js", SOCKET_SCRIPT, JAVASCRIPT),
  };
  const keepLogo = (path: string): string | null => {
    try {
      const { bytes, contentType, extension }: Logo = readLogo(path);
      return keep("logo", extension, bytes, contentType, LOGO_HEADERS);
    } catch (error) {
      onWarning(`The logo ${path} cannot be read any more; the page shows its title instead.`, error);
      return null;
    }
  };
  const make = ({ accent, logo }: Theme): AssetNames => ({
    ...shared,
    style: keep("page", ".css", accent === undefined ? STYLE : STYLE + accentStyle(accent), CSS),
    logo: logo === undefined ? null : keepLogo(logo),
  });
  /** A reload brings other themes, and reads the files again. */
  const known = new WeakMap<Theme, AssetNames>();
  return {
    get: (path: string): Document | undefined => documents.get(path),
    /** What a page of this theme loads. */
    namesOf: (theme: Theme): AssetNames => {
      const names = known.get(theme) ?? make(theme);
      known.set(theme, names);
      return names;
    },
  };
};
export type Assets = ReturnType<typeof createAssets>;

const accentStyle = (accent: string): string => `:root { --link: ${readableOn(accent, LIGHT_GROUNDS)}; }
@media screen and (prefers-color-scheme: dark) { :root { --link: ${readableOn(accent, DARK_GROUNDS)}; } }
`;
