/** @jsxImportSource hono/jsx */
// What went wrong, as a page for people and as a problem for programs. Readers are told by its code, in the page's language; what
// the problem itself says is English, and for programs and the team.
import { type Problem, problem, STATUS_OF_CODE } from "../../../contract/problem.ts";
import { EN } from "../locales/en.ts";
import type { Words } from "../locales/index.ts";
import { frontOf, type LinksDeps, type Request, teamFrontOf } from "./deps.ts";
import { Layout, Notice, type Site } from "./layout.tsx";
import { MAX_BODY_BYTES } from "./read-request.ts";
import { html, json, wantsJson } from "./reply.ts";

export const answerProblem = (c: Request, deps: LinksDeps, error: unknown): Response => {
  const known = deps.asProblem(error);
  if (known.code === "internal") deps.onInternalError(error, c.get("requestId"));
  const status = STATUS_OF_CODE[known.code];
  if (wantsJson(c)) return problemJson(c, known, status);
  const isOfTeam = c.req.path.startsWith("/ack/");
  const site = isOfTeam ? teamFrontOf(c, deps) : frontOf(c, deps);
  const lines = isOfTeam && known.code !== "internal" ? [known.message, known.hint] : linesOf(known, site.words);
  const page = <ProblemPage site={site} title={site.words.links.problems[known.code].title} lines={lines} />;
  return html(c, { status, page, isPersonal: true, headers: retryAfter(known) });
};

const ProblemPage = ({ site, title, lines }: { site: Site; title: string; lines: (string | undefined)[] }) => (
  <Layout title={title} site={site}>
    <Notice title={title} tone="wrong">
      {lines.map((line) => line && <p>{line}</p>)}
    </Notice>
  </Layout>
);

/** What is said of a problem that no field is to blame for. */
export const linesOf = ({ code, retryAfterSeconds }: Problem, { links }: Words): string[] => {
  const words = links.problems[code].words.replace("{size}", `${MAX_BODY_BYTES / 1024} KiB`);
  return code === "rate_limited" ? [words, waitIn(retryAfterSeconds, links)] : [words];
};
const minutesOf = (seconds = 0): number => Math.max(1, Math.ceil(seconds / 60));
export const waitIn = (seconds: number | undefined, links: Words["links"]): string =>
  links.waitMinutes(minutesOf(seconds));

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
  if (waitMs > 0) throw tooOften(waitMs, EN.links.problems.rate_limited.words);
};
export const tooOften = (waitMs: number, detail: string): Problem => {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return problem("rate_limited", detail, { hint: waitIn(retryAfterSeconds, EN.links), retryAfterSeconds });
};
