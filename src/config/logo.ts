// The picture that a page has instead of its title. The config has its path; the bytes are read when the page is made.
import { readFileSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import { type CrossFault, fieldOf, listIn, textIn } from "./cross-check.ts";

/** It is part of the first view of every reader. */
const MAX_LOGO_BYTES = 256 * 1024;
const TYPES: Readonly<Record<string, string>> = {
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
};

export interface Logo {
  bytes: Buffer;
  contentType: string;
  /** With its dot, lower case. */
  extension: string;
}

/** Throws where the file cannot be read, or is larger than a page should carry. */
export const readLogo = (path: string): Logo => {
  const { size } = statSync(path);
  if (size > MAX_LOGO_BYTES)
    throw new Error(`is ${Math.ceil(size / 1024)} KiB; a logo may have ${MAX_LOGO_BYTES / 1024}`);
  const extension = extname(path).toLowerCase();
  return { bytes: readFileSync(path), contentType: TYPES[extension]!, extension };
};

/** `dir`: what relative paths in the document are relative to. */
export const checkLogos = (document: unknown, dir: string): CrossFault[] =>
  listIn(document, "pages").flatMap((page, at) => {
    const logo = textIn(fieldOf(page, "theme"), "logo");
    const message = logo !== undefined && isPicture(logo) ? faultOf(resolve(dir, logo)) : null;
    return message === null ? [] : [{ path: ["pages", at, "theme", "logo"], message }];
  });
const isPicture = (path: string): boolean => extname(path).toLowerCase() in TYPES;

const faultOf = (path: string): string | null => {
  try {
    readLogo(path);
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === undefined ? `names ${path}, which ${message}` : `names ${path}, which cannot be read (${code})`;
  }
};
