/** @jsxImportSource hono/jsx */
// The banner for other sites: a script that draws it there, and a page for a frame where no script may run.
import { createHash } from "node:crypto";
import { raw } from "hono/html";
import EMBED_SCRIPT from "../browser/embed.ts?browser";
import { HTML, HTML_HEADERS } from "../documents.ts";
import type { Draft, Reading } from "../draft.ts";
import { SHAPES } from "../icons.tsx";
import type { PageModel } from "../model.ts";
import { type Banner, bannerOf, scriptFactsOf } from "./banner.ts";
import { ELSEWHERE_HEADERS } from "./elsewhere.ts";
import { FRAME_STYLE, SHADOW_STYLE } from "./embed-style.ts";

const STYLE_HASH = createHash("sha256").update(FRAME_STYLE).digest("base64");
const FRAME_HEADERS = {
  ...ELSEWHERE_HEADERS,
  // It asks each minute itself, and then it is to be true.
  "Cache-Control": HTML_HEADERS["Cache-Control"],
  "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors *`,
  // It loads nothing, so that pages which isolate themselves may hold it too.
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex",
} as const;
const REFRESH_SECONDS = 60;

/** A private page has nothing to show elsewhere. */
export const readEmbedScript = ({ model }: Reading): Draft | null => {
  if (model.isPrivate) return null;
  const facts = scriptFactsOf(model, SHADOW_STYLE);
  return {
    ...{ contentType: "text/javascript; charset=utf-8", headers: ELSEWHERE_HEADERS, facts },
    make: () => `{const FACTS=${JSON.stringify(facts)};\n${EMBED_SCRIPT}}\n`,
  };
};

export const readEmbedPage = ({ model }: Reading): Draft | null => {
  if (model.isPrivate) return null;
  const banner = bannerOf(model);
  return {
    ...{ contentType: HTML, headers: FRAME_HEADERS, facts: banner },
    make: () => `<!DOCTYPE html>\n${<Page banner={banner} model={model} />}\n`,
  };
};

const Page = ({ banner, model }: { banner: Banner; model: PageModel }) => (
  <html lang={model.words.tag}>
    <head>
      <meta charset="utf-8" />
      <title>{`${model.title}: ${banner.headline}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta http-equiv="refresh" content={String(REFRESH_SECONDS)} />
      <style>{raw(FRAME_STYLE)}</style>
    </head>
    <body>
      <Bar banner={banner} url={`${model.url}/`} />
    </body>
  </html>
);

const Bar = ({ banner: { level, headline, about }, url }: { banner: Banner; url: string }) => (
  <div class={`bar is-${level}`} role="status">
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path class="outline" d={SHAPES[level].outline} />
      <path class="sign" d={SHAPES[level].sign} />
    </svg>
    <span class="said">
      <a class="headline" href={url} target="_blank" rel="noopener">
        {headline}
      </a>
      {about && (
        <a class="about" href={about.url} target="_blank" rel="noopener">
          <bdi>{about.title}</bdi> ({about.words})
        </a>
      )}
    </span>
  </div>
);
