import type { Hono } from "hono";
import * as routes from "../../../contract/pages.ts";
import { linkToPage } from "../../../domain/page-address.ts";
import { noPage } from "../../actions/context.ts";
import { rotatePageToken } from "../../actions/rotate-page-token.ts";
import { type ListedPage, presentPage } from "../../gate/present-page.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead, mountVerb } from "../mount.ts";

/** `pages`: those of the config, at least one. */
export const mountPages = (app: Hono<HttpEnv>, deps: HttpDeps, pages: () => readonly ListedPage[]): void => {
  // A config has at most 50.
  mountRead(app, deps, routes.listPages, () => ({ items: pages().map((page) => presentPage(deps.store, page)) }));
  mountVerb(app, deps, routes.rotatePageToken, {
    input: ({ params }) => ({ slug: params.slug }),
    action: rotatePageToken,
    present: (_, { page, token }) => {
      const listed = pages().find(({ slug }) => slug === page.slug);
      // A reload was faster; what is thrown here takes the new token back.
      if (!listed) throw noPage(pages(), page.slug);
      return { ...presentPage(deps.store, listed), token, openUrl: `${linkToPage(listed)}?token=${token}` };
    },
    target: ({ slug }) => `page ${slug}`,
    isSecret: true,
  });
};
