// What the config says of a page.
import * as z from "zod";
import { ComponentId, TimeZone } from "../contract/schemas/fields.ts";
import { LOCALES } from "../domain/locale.ts";
import { Slug, section } from "./shapes.ts";

/** Each is rendered after a change of what it shows. */
export const MAX_PAGES = 50;
/** Paths and names that a page at `/p/SLUG` would be taken for. */
const RESERVED_SLUGS: ReadonlySet<string> = new Set(["api", "assets", "ingest", "new", "p", "ping", "page", "pages"]);
const HostName = z
  .string()
  .regex(
    /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62})*$/,
    "must be the name of a host in lower case, like status.example.org, without `https://` and port",
  );
export const PageConfig = z.strictObject({
  slug: Slug.refine((slug) => !RESERVED_SLUGS.has(slug), "is reserved; choose another name").default("status"),
  title: z.string().trim().min(1).max(128).default("Status"),
  /** Readers who come by this name see this page; others find it at `/p/SLUG`. */
  domain: HostName.optional(),
  /** Ids of the components shown, in this order. */
  components: z.array(ComponentId).optional(),
  /** Groups whose components are shown, after those; without both, all that are not hidden. */
  groups: z.array(z.string().trim().min(1).max(128)).optional(),
  /** Shown only to who has its token: `tocsin page token rotate SLUG`. */
  private: z.boolean().default(false),
  /** Search engines may list it. */
  indexed: z.boolean().default(true),
  /** The language of the page. */
  locale: z.enum(LOCALES).default("en"),
  time_zone: TimeZone.default("UTC"),
  theme: section({
    /** A file: svg, png, jpeg or webp. It stands instead of the title. */
    logo: z
      .string()
      .regex(/\.(?:svg|png|jpe?g|webp)$/i, "must be a file that ends in .svg, .png, .jpg or .webp")
      .optional(),
    /** Colour of links and buttons. Where it would be hard to read, a lighter or darker one of the same hue is taken. */
    accent: z
      .custom<string>((value) => typeof value === "string" && /^#[0-9a-fA-F]{6}$/.test(value), {
        error: ({ input }) =>
          input === null
            ? "must be a colour in quotes, like '#0b57a4'; what follows a bare # is a comment"
            : "must be a colour like #0b57a4",
      })
      .transform((text) => text.toLowerCase())
      .optional(),
  }),
});

export type PageConfig = z.output<typeof PageConfig>;
export type Theme = PageConfig["theme"];
