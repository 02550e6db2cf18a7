/** @jsxImportSource hono/jsx */
// What all pages for readers share: head, title, the way to be told, and what stands at the foot.
import type { PropsWithChildren } from "hono/jsx";
import type { Level } from "../../domain/level.ts";
import { Brand } from "./brand.tsx";
import { faviconOf, Sprite } from "./icons.tsx";
import type { PageModel } from "./model.ts";

/** What changes when a page does, and how it is now; the script asks for it. */
export interface Watch {
  path: string;
  etag: string;
}
interface FrameProps {
  model: PageModel;
  watch: Watch;
  headline: string;
  /** Below the page's own address; begins with a slash. */
  path: string;
  /** What the icon shows. */
  level: Level;
  /** When what is shown last changed, epoch ms. */
  changedAt: number;
}

export const Frame = (props: PropsWithChildren<FrameProps>) => {
  const { model, watch, children } = props;
  const { words, base, assets } = model;
  return (
    <html lang={words.tag} data-format={words.format} data-zone={model.timeZone} data-zone-words={words.zoneOfReader}>
      <Head {...props} />
      <body>
        <Sprite />
        <a class="skip" href="#now">
          {words.skip}
        </a>
        <header class="frame">
          <Brand model={model} />
          {model.canSubscribe && (
            <p class="get-updates">
              <a href={`${base}/subscribe`}>{words.getUpdates}</a>
            </p>
          )}
        </header>
        <p id="news" class="unseen" role="status"></p>
        <p id="unreachable" class="frame" role="alert" data-gone={words.gone} hidden>
          {words.unreachable}
        </p>
        <main
          id="now"
          class="frame"
          tabindex={-1}
          data-watch={watch.path}
          data-etag={watch.etag}
          data-page={model.slug}
          data-socket={assets.socket}
          data-io={assets.io}
        >
          {children}
        </main>
        <Foot {...props} />
      </body>
    </html>
  );
};

const Head = ({ model, headline, path, level }: FrameProps) => {
  const { words, base, assets } = model;
  const title = `${headline} · ${model.title}`;
  const about = `${model.title}: ${headline}`;
  const url = `${model.url}${path}`;
  return (
    <head>
      <meta charset="utf-8" />
      <title>{title}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="description" content={about} />
      {!model.isIndexed && <meta name="robots" content="noindex" />}
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={model.title} />
      <meta property="og:title" content={headline} />
      <meta property="og:description" content={about} />
      <meta property="og:url" content={url} />
      <meta property="og:locale" content={words.tag} />
      <meta name="twitter:card" content="summary" />
      <link rel="canonical" href={url} />
      <link rel="icon" type="image/svg+xml" href={faviconOf(level)} />
      <link rel="alternate" type="application/atom+xml" title={words.history} href={`${base}/history.atom`} />
      <link rel="alternate" type="application/rss+xml" title={words.history} href={`${base}/history.rss`} />
      <link rel="alternate" type="application/feed+json" title={words.history} href={`${base}/history.json`} />
      <link rel="stylesheet" href={assets.style} />
      <script src={assets.script} defer></script>
    </head>
  );
};

const Foot = ({ model, changedAt }: FrameProps) => {
  const { words, base } = model;
  return (
    <footer class="frame">
      <p class="last-change">
        {words.lastChange} <Moment at={changedAt} model={model} />
      </p>
      <p id="zone">{words.zoneOfPage(zoneName(model.timeZone))}</p>
      <ul class="ways-to-read">
        <li>
          <a href={`${base}/history`}>{words.history}</a>
        </li>
        <li>
          <a href={`${base}/history.atom`}>Atom</a>
        </li>
        <li>
          <a href={`${base}/history.rss`}>RSS</a>
        </li>
        <li>
          <a href={`${base}/calendar.ics`}>{words.calendar}</a>
        </li>
        <li>
          <a href={`${base}/api/v2/summary.json`}>{words.statusAsJson}</a>
        </li>
      </ul>
      {model.isPrivate && <p>{words.tokenForFeeds}</p>}
    </footer>
  );
};

export const Moment = ({ at, model: { times } }: { at: number; model: Pick<PageModel, "times"> }) => (
  <time datetime={times.iso(at)}>{times.words(at)}</time>
);

export const Span = ({ from, to, model }: { from: number; to: number; model: PageModel }) => {
  const span = model.times.span(from, to);
  return (
    <>
      <time datetime={model.times.iso(from)} data-form="from">
        {span.from}
      </time>
      {` ${model.words.until} `}
      <time datetime={model.times.iso(to)} data-form="to">
        {span.to}
      </time>
    </>
  );
};

const zoneName = (zone: string): string => zone.replaceAll("_", " ");
