import { problem } from "../../contract/problem.ts";

const MAX_KEY = 255;

/** The Idempotency-Key of a request, as every entrance takes it; undefined where there is none. */
export const readIdempotencyKey = (header: string | undefined): string | undefined => {
  if (header === undefined || (header.length > 0 && header.length <= MAX_KEY)) return header;
  throw problem("invalid", `An Idempotency-Key has 1 to ${MAX_KEY} characters.`, { hint: "A random UUID does well." });
};
