// A request's body: bounded, JSON, valid UTF-8; or a problem that says which of these it is not.
import type { Context } from "hono";
import { problem } from "../../contract/problem.ts";
import type { HttpEnv } from "./env.ts";

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json(?:\s*;|$)/i;

export interface ReadBody {
  text: string;
  json: unknown;
}

/** An absent body reads as `{}`. */
export const readJson = async (c: Context<HttpEnv>, maxBytes: number): Promise<ReadBody> => {
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

/** From Node's own stream: the web stream that stands before it costs more than all else in a small request. */
const readBytes = (c: Context<HttpEnv>, maxBytes: number): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const { incoming } = c.env;
    const tooLarge = () =>
      problem("too_large", `The body is larger than the ${maxBytes / 1024} KiB that this takes.`, {
        hint: "Send less at once.",
      });
    if (Number(c.req.header("content-length") ?? 0) > maxBytes) return reject(tooLarge());
    const chunks: Uint8Array[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > maxBytes) reject(tooLarge());
      else chunks.push(chunk);
    });
    incoming.once("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    incoming.once("error", (cause) =>
      reject(problem("invalid", "The request ended before its body was complete.", { hint: "Send it again.", cause })),
    );
  });

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw problem("invalid", "The body is not valid UTF-8.", { hint: "Send the text as UTF-8.", cause });
  }
};
