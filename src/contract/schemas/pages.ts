import * as z from "zod";
import { INDICATORS } from "../../domain/level.ts";
import { LOCALES } from "../../domain/locale.ts";
import { Moment } from "./fields.ts";

export const Page = z
  .object({
    slug: z.string(),
    title: z.string(),
    /** Where readers find it, without a slash at its end. */
    url: z.string(),
    domain: z.string().optional(),
    /** Shown only to who has its token. */
    private: z.boolean(),
    locale: z.enum(LOCALES),
    timeZone: z.string(),
    /** How many it shows. */
    components: z.number().int(),
    /** As its readers see it. */
    indicator: z.enum(INDICATORS),
    /** When its token was made; absent: it never had one. */
    tokenRotatedAt: Moment.optional(),
    /** What to do where nobody can open it. */
    hint: z.string().optional(),
  })
  .meta({ id: "Page" });

/** One that cannot be is one that does not exist. */
export const PageSlug = z.string().min(1).max(64);

export const pages = {
  listPages: { reply: z.object({ items: z.array(Page) }) },
  rotatePageToken: {
    params: z.object({ slug: PageSlug }),
    body: z.strictObject({}),
    /** `openUrl`: the page's address with the token, to be given to its readers. */
    reply: Page.extend({ token: z.string(), openUrl: z.string() }),
  },
};
