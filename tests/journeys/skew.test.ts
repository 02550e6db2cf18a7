import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { VERSION } from "../../src/contract/version.ts";
import { runTocsin } from "../support/process.ts";

test("a daemon of another version is named once on stderr, and the command goes on", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const body = JSON.stringify({ items: [] });
    response.writeHead(200, { "content-type": "application/json", "tocsin-version": "9.9.9" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  const env = { TOCSIN_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  expect(await runTocsin(["list", "--json"], { env })).toEqual({
    code: 0,
    stdout: "[]\n",
    stderr: `tocsin: warning: this is tocsin ${VERSION}, the daemon is 9.9.9; install the same version on both sides.\n`,
  });
  expect(asked).toEqual(["GET /api/v1/incidents?limit=50"]);
});
