// What a form or a program sent, bounded.
import { type FieldError, problem } from "../../../contract/problem.ts";
import type { LinksDeps, Request } from "./deps.ts";
import { isJson } from "./reply.ts";

/** Some hundreds of ticked components; nothing else that is sent here is as long. */
export const MAX_BODY_BYTES = 16 * 1024;
export type Sent = { kind: "json"; value: unknown } | { kind: "form"; fields: URLSearchParams };

export const readSent = async (c: Request, deps: Pick<LinksDeps, "readBytes">): Promise<Sent> => {
  const text = Buffer.from(await deps.readBytes(c as never, MAX_BODY_BYTES)).toString("utf8");
  if (!isJson(c.req.header("content-type"))) return { kind: "form", fields: new URLSearchParams(text) };
  try {
    return { kind: "json", value: text === "" ? {} : JSON.parse(text) };
  } catch (cause) {
    throw problem("invalid", "The body is not valid JSON.", { hint: "Check quotes and commas.", cause });
  }
};

export const invalid = (errors: FieldError[]) =>
  problem("invalid", errors.map(({ path, message }) => `${path} ${message}`).join("; "), {
    hint: "Correct what is named, and send it again.",
    errors,
  });
