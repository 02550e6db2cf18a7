// A path where nothing is: a page for people, who have mistyped it or follow an old link. Programs are told by the app.
import type { Hono } from "hono";
import { type Env, frontOf, type LinksDeps, type Request } from "./deps.ts";
import { answerGone, type Gone } from "./problem-page.tsx";

const NOWHERE: Gone = {
  ...{
    status: 404,
    title: "There is no such page",
    words: "The address may be mistyped, or what was here is not shown any more.",
  },
  next: { href: "/", words: "To the status page" },
};

/** For the last of all routes: it takes whatever a browser asks for. */
export const mountNowhere = (app: Hono<Env>, deps: Pick<LinksDeps, "front">): void => {
  app.all("*", async (c, next) => (isOfBrowser(c) ? answerGone(c, frontOf(c, deps), NOWHERE) : next()));
};

const isOfBrowser = (c: Request): boolean =>
  /text\/html/i.test(c.req.header("accept") ?? "") && !c.req.path.startsWith("/api/");
