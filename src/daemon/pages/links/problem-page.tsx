/** @jsxImportSource hono/jsx */
// What went wrong, as a page for people and as a problem for programs.
import { type Problem, problem, STATUS_OF_CODE } from "../../../contract/problem.ts";
import { frontOf, type LinksDeps, type Request } from "./deps.ts";
import { Layout, Notice, type Site } from "./layout.tsx";
import { html, json, wantsJson } from "./reply.ts";

/** A page that is not there, or not any more, with what helps; programs get the same words. */
export interface Gone {
  status: 404 | 410;
  title: string;
  /** Sentences of their own. */
  words: string;
  /** What to do next. */
  next?: { href: string; words: string };
  /** What to type instead. */
  hint?: string;
}

export const answerGone = (c: Request, site: Site, gone: Gone): Response => {
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

export const answerProblem = (c: Request, deps: LinksDeps, error: unknown): Response => {
  const known = deps.asProblem(error);
  if (known.code === "internal") deps.onInternalError(error, c.get("requestId"));
  const status = STATUS_OF_CODE[known.code];
  if (wantsJson(c)) return problemJson(c, known, status);
  const page = <ProblemPage site={frontOf(c, deps)} known={known} />;
  return html(c, { status, page, isPersonal: true, headers: retryAfter(known) });
};

const ProblemPage = ({ site, known }: { site: Site; known: Problem }) => {
  const title = TITLES[known.code] ?? "This did not work";
  return (
    <Layout title={title} site={site}>
      <Notice title={title} tone="wrong">
        <p>{known.message}</p>
        {known.code !== "internal" && known.hint && <p>{known.hint}</p>}
        {known.code === "internal" && <p>Nothing was changed. Please try again in a moment.</p>}
      </Notice>
    </Layout>
  );
};
const TITLES: Partial<Record<Problem["code"], string>> = {
  rate_limited: "One moment, please",
  unavailable: "Not possible at the moment",
  internal: "Something went wrong on our side",
};

export const problemJson = (c: Request, known: Problem, status: number = STATUS_OF_CODE[known.code]): Response =>
  json(
    c,
    status,
    { ...known.toBody(c.get("requestId")), status },
    { ...retryAfter(known), "Content-Type": "application/problem+json" },
  );

export const retryAfter = ({ retryAfterSeconds }: Problem): Record<string, string> =>
  retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) };

/** A link is pressed more often than a person would. */
export const refuseHurry = (waitMs: number): void => {
  if (waitMs > 0) throw tooOften(waitMs, "Too much was asked for by this link in a short time.");
};
export const tooOften = (waitMs: number, detail: string): Problem => {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  const minutes = Math.ceil(retryAfterSeconds / 60);
  const wait = minutes > 1 ? `${minutes} minutes` : "a minute";
  return problem("rate_limited", detail, { hint: `Please try again in ${wait}.`, retryAfterSeconds });
};
