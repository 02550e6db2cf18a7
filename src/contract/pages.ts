import type * as z from "zod";
import { route } from "./route.ts";
import type { Page as PageSchema } from "./schemas/pages.ts";

export type Page = z.infer<typeof PageSchema>;

export const listPages = route({
  name: "listPages",
  method: "GET",
  path: "/pages",
  summary: "The pages of the config, where readers find them, and how they are",
  status: [200],
});

export const rotatePageToken = route({
  name: "rotatePageToken",
  method: "POST",
  path: "/pages/{slug}/token",
  summary:
    "Make a new token that opens a private page; its text is shown once, in this reply. The old one, and whoever watches by it, is out at once",
  status: [200],
});
