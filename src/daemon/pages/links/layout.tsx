/** @jsxImportSource hono/jsx */
// What all of these pages share: head, the page's own title as the way back, and the few things that stand on several.
import type { PropsWithChildren } from "hono/jsx";
import { Brand } from "../brand.tsx";
import type { Front } from "../front.ts";

/** The status page that this one belongs to. */
export type Site = Pick<Front, "title" | "base" | "words" | "assets">;

/** A bell, since no level is meant. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#17559e" d="M12 2a2 2 0 0 1 2 2v.4a6 6 0 0 1 4 5.6v4l2 3v1H4v-1l2-3v-4a6 6 0 0 1 4-5.6V4a2 2 0 0 1 2-2zM9.5 19.5h5a2.5 2.5 0 0 1-5 0z"/></svg>',
)}`;

export const Layout = ({ title, site, children }: PropsWithChildren<{ title: string; site: Site }>) => (
  <html lang={site.words.tag}>
    <head>
      <meta charset="utf-8" />
      <title>{`${title} · ${site.title}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <link rel="icon" type="image/svg+xml" href={ICON} />
      <link rel="stylesheet" href={site.assets.style} />
      <link rel="stylesheet" href={site.assets.formStyle} />
    </head>
    <body>
      <header class="frame narrow">
        <Brand model={site} />
      </header>
      <main class="frame narrow">{children}</main>
      <footer class="frame narrow">
        <p>
          <a href={`${site.base}/`}>{site.words.links.back}</a>
        </p>
      </footer>
    </body>
  </html>
);

/** A sentence of a language with names and links in its midst: `{who} hears of this:`. What fills no place is left out. */
export const Sentence = ({ of, ...parts }: { of: string; [place: string]: unknown }) => (
  <>{of.split(PLACE).map((part, index) => (index % 2 === 0 ? part : parts[part]))}</>
);
const PLACE = /\{(\w+)\}/;

/** One thing that is to be said, and what can be done then. `tone` repeats what the words say. */
export const Notice = ({
  title,
  tone = "plain",
  children,
}: PropsWithChildren<{ title: string; tone?: "plain" | "good" | "wrong" }>) => (
  <div class={`card notice is-${tone}`}>
    <h1>{title}</h1>
    {children}
  </div>
);

export const Alert = ({ children }: PropsWithChildren) => (
  <div class="alert" role="alert">
    {children}
  </div>
);

/** What to type where a terminal is nearer. */
export const Terminal = ({ command }: { command: string }) => (
  <p class="aside">
    In a terminal: <code>{command}</code>
  </p>
);
