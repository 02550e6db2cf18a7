// A document that is made when somebody asks for it, as a plan.
import type { OutgoingHttpHeaders } from "node:http";
import type { Store } from "../store/store.ts";
import type { PageScope } from "../store/views/public.ts";
import type { Watch } from "./frame.tsx";
import type { PageModel } from "./model.ts";

/** What such a document is made of, and how. */
export interface Draft {
  contentType: string;
  headers: OutgoingHttpHeaders;
  /** All that it says which the page itself does not: what its ETag stands for. */
  facts: unknown;
  make: (watch: Watch) => string;
}
export interface Reading {
  store: Store;
  page: PageScope;
  model: PageModel;
  now: number;
}
/** null: readers know of nothing there. */
export type Read = (reading: Reading, name: string) => Draft | null;
