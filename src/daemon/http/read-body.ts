// A request's body: bounded, JSON, valid UTF-8; or a problem that says which of these it is not.
import type { Context } from "hono";
import { problem } from "../../contract/problem.ts";
import type { HttpEnv } from "./env.ts";

/** JSON.parse takes any depth; whatever walks the value afterwards should not have to. Alertmanager's payloads have four. */
const MAX_DEPTH = 32;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json(?:\s*;|$)/i;

export interface ReadBody {
  text: string;
  json: unknown;
}

/** An absent body reads as `{}`. */
export const readJson = async (c: Context<HttpEnv>, maxBytes: number): Promise<ReadBody> =>
  jsonOf(await readBytes(c, maxBytes), c.req.header("content-type"));

export const jsonOf = (bytes: Uint8Array, contentType: string | undefined): ReadBody => {
  if (bytes.byteLength === 0) return { text: "", json: {} };
  if (!contentType || !JSON_TYPE.test(contentType))
    throw problem(
      "invalid",
      contentType
        ? `The content type ${contentType} is not understood here.`
        : "The request does not say its content type.",
      {
        hint: "Send JSON with `Content-Type: application/json`.",
      },
    );
  const text = decode(bytes);
  const json = parseJson(text);
  if (isDeeper(json, MAX_DEPTH))
    throw problem("invalid", `The body is nested deeper than the ${MAX_DEPTH} levels that this takes.`, {
      hint: "Send it flatter; nothing here needs more than a few levels.",
    });
  return { text, json };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw problem("invalid", `The body is not valid JSON: ${(cause as Error).message}.`, {
      hint: "Check quotes and commas.",
      cause,
    });
  }
};

/** Goes no deeper than it is allowed to, so that what it looks for cannot break it. */
const isDeeper = (value: unknown, levels: number): boolean => {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeper(inner, levels - 1));
};

/** From Node's own stream: the web stream that stands before it costs more than all else in a small request. */
export const readBytes = (c: Context<HttpEnv>, maxBytes: number): Promise<Uint8Array> =>
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
