/** @jsxImportSource hono/jsx */
// What is not there, or not any more: a page with what helps for people, the same words in English for programs.
import { problem } from "../../../contract/problem.ts";
import type { Front } from "../front.ts";
import { EN } from "../locales/en.ts";
import type { Words } from "../locales/index.ts";
import type { Request } from "./deps.ts";
import { Layout, Notice, type Site } from "./layout.tsx";
import { problemJson } from "./problem-page.tsx";
import { html, wantsJson } from "./reply.ts";

type GoneName = keyof Words["links"]["gone"];
interface Way {
  status: 404 | 410;
  /** Where it goes on, below the page. */
  to: "/" | "/subscribe";
}
const WAYS = {
  nowhere: { status: 404, to: "/" },
  noChannel: { status: 404, to: "/" },
  noIncident: { status: 404, to: "/subscribe" },
  forged: { status: 404, to: "/" },
  forgedConfirmation: { status: 404, to: "/subscribe" },
  expired: { status: 410, to: "/subscribe" },
  removed: { status: 410, to: "/subscribe" },
} as const satisfies Record<GoneName, Way>;

export const answerGone = (c: Request, site: Front, name: GoneName): Response => {
  const { status, to }: Way = WAYS[name];
  const { gone, toPage } = site.words.links;
  if (wantsJson(c)) return answerInWords(c, site, { status, title: "", words: EN.links.gone[name].words });
  const { title, words, next } = gone[name];
  const isClosed = to === "/subscribe" && !site.isOpen;
  const way = isClosed ? { href: `${site.base}/`, words: toPage } : { href: site.base + to, words: next };
  return answerInWords(c, site, { status, title, words, next: way });
};

export interface Gone extends Pick<Way, "status"> {
  title: string;
  /** Sentences of their own. */
  words: string;
  /** What to do next. */
  next?: { href: string; words: string };
  /** What to type instead. */
  hint?: string;
}
export const answerInWords = (c: Request, site: Site, gone: Gone): Response => {
  if (wantsJson(c))
    return problemJson(c, problem("not_found", gone.words, gone.hint ? { hint: gone.hint } : {}), gone.status);
  return html(c, { status: gone.status, page: <GonePage site={site} gone={gone} />, isPersonal: true });
};

const GonePage = ({ site, gone }: { site: Site; gone: Gone }) => (
  <Layout title={gone.title} site={site}>
    <Notice title={gone.title}>
      <p>{gone.words}</p>
      {gone.hint && <p class="aside">{gone.hint}</p>}
      {gone.next && (
        <p>
          <a class="button" href={gone.next.href}>
            {gone.next.words}
          </a>
        </p>
      )}
    </Notice>
  </Layout>
);
