// A request's body: bounded, JSON, valid UTF-8; or a problem that says which of these it is not.
import type { Context } from "hono";
import { problem } from "../../contract/problem.ts";

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json(?:\s*;|$)/i;

export interface ReadBody {
  text: string;
  json: unknown;
}

/** An absent body reads as `{}`. */
export const readJson = async (c: Context, maxBytes: number): Promise<ReadBody> => {
  const bytes = await readBytes(c, maxBytes);
  if (bytes.byteLength === 0) return { text: "", json: {} };
  const type = c.req.header("content-type");
  if (!type || !JSON_TYPE.test(type))
    throw problem(
      "invalid",
      type ? `The content type ${type} is not understood here.` : "The request does not say its content type.",
      {
        hint: "Send JSON with `Content-Type: application/json`.",
      },
    );
  const text = decode(bytes);
  try {
    return { text, json: JSON.parse(text) };
  } catch (cause) {
    throw problem("invalid", `The body is not valid JSON: ${(cause as Error).message}.`, {
      hint: "Check quotes and commas.",
      cause,
    });
  }
};

const readBytes = async (c: Context, maxBytes: number): Promise<Uint8Array> => {
  const tooLarge = () =>
    problem("too_large", `The body is larger than the ${maxBytes / 1024} KiB that this takes.`, {
      hint: "Send less at once.",
    });
  if (Number(c.req.header("content-length") ?? 0) > maxBytes) throw tooLarge();
  const stream = c.req.raw.body;
  if (!stream) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
};

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw problem("invalid", "The body is not valid UTF-8.", { hint: "Send the text as UTF-8.", cause });
  }
};
