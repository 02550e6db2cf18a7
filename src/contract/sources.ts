// Senders of alerts as an operator sees them: who sends, and what became of it.
import type * as z from "zod";
import { route } from "./route.ts";
import type { SourceRequest as SourceRequestSchema, Source as SourceSchema } from "./schemas/sources.ts";

export type Source = z.infer<typeof SourceSchema>;
export type SourceRequest = z.infer<typeof SourceRequestSchema>;

export const listSources = route({
  name: "listSources",
  method: "GET",
  path: "/sources",
  summary: "Who may send alerts, and when each was last heard",
  status: [200],
});

export const listSourceRequests = route({
  name: "listSourceRequests",
  method: "GET",
  path: "/sources/{id}/requests",
  summary: "What a source sent and what was made of it, newest first; secrets are taken out",
  status: [200],
});
