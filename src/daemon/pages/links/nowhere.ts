// A path where nothing is: a page for people, who have mistyped it or follow an old link. Programs are told by the app.
import type { Hono } from "hono";
import { type Env, frontOf, type LinksDeps, type Request } from "./deps.ts";
import { answerGone } from "./gone.tsx";

/** For the last of all routes: it takes whatever a browser asks for. */
export const mountNowhere = (app: Hono<Env>, deps: Pick<LinksDeps, "front">): void => {
  app.all("*", async (c, next) => (isOfBrowser(c) ? answerGone(c, frontOf(c, deps), "nowhere") : next()));
};

const isOfBrowser = (c: Request): boolean =>
  /text\/html/i.test(c.req.header("accept") ?? "") && !c.req.path.startsWith("/api/");
