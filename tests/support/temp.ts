import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A new folder, gone when the test has ended. Short, since a unix socket's path may go into it. */
export const tempDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), "tcs-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
};
