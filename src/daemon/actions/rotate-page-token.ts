import { randomBytes } from "node:crypto";
import type { Tx } from "../store/store.ts";
import { hashToken } from "../store/token-hash.ts";
import type { KnownPage } from "../store/views/public.ts";
import { type ActionContext, allow, changed, type Done, requirePage } from "./context.ts";

const TOKEN_BYTES = 32;

/** A new token for a page, also for one that is not private yet; the old one opens nothing any more. Its text is in the result and nowhere else. */
export const rotatePageToken = (
  tx: Tx,
  ctx: ActionContext,
  { slug }: { slug: string },
): Done<{ page: KnownPage; token: string }> => {
  allow(ctx, "rotatePageToken");
  const page = requirePage(ctx, slug);
  const token = `tocsin_page_${randomBytes(TOKEN_BYTES).toString("base64url")}`;
  tx.pageTokens.save(page.slug, hashToken(token), ctx.now);
  tx.events.append([{ type: "page:token_rotated", data: { page: page.slug } }], ctx.now, ctx.actor);
  return changed({ page, token });
};
