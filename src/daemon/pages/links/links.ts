// The pages that people open from a message or from the status page: subscribe, confirm, manage, unsubscribe, acknowledge.
// GET shows and POST acts: scanners of mail follow every link that they find, and run its scripts.
import { Hono } from "hono";
import { mountAck } from "./ack.tsx";
import { mountConfirm } from "./confirm.tsx";
import type { Env, LinksDeps } from "./deps.ts";
import { mountNowhere } from "./nowhere.ts";
import { answerProblem } from "./problem-page.tsx";
import { mountSubscribe } from "./subscribe.tsx";
import { mountSubscription } from "./subscription.tsx";
import { mountUnsubscribe } from "./unsubscribe.tsx";

/** To be mounted last: a browser finds a page at each path that nobody else has. */
export const createLinks = (deps: LinksDeps): Hono<never> => {
  const links = new Hono<Env>();
  mountSubscribe(links, deps);
  mountConfirm(links, deps);
  mountSubscription(links, deps);
  mountUnsubscribe(links, deps);
  mountAck(links, deps);
  mountNowhere(links, deps);
  links.onError((error, c) => answerProblem(c, deps, error));
  return links as unknown as Hono<never>; // mounted under the app's own environment, which has this one's and more
};
