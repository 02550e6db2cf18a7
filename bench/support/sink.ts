// Takes every POST with 204 and counts them, in a process of its own.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serve, sharedNow } from "./processes.ts";

export type SinkQuestion = { kind: "port" } | { kind: "begin"; count: number } | { kind: "wait" };
export interface SinkAnswer {
  port: number;
  /** From the first of the awaited requests to the last, in ms. */
  tookMs: number;
}

let wanted = 0;
let got = 0;
let firstAt = 0;
let port = 0;
let settle: ((tookMs: number) => void) | undefined;
let done: Promise<number> = Promise.resolve(0);

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    if (got === 0) firstAt = sharedNow();
    got += 1;
    response.writeHead(204).end();
    if (got === wanted) settle?.(sharedNow() - firstAt);
  });
});
server.keepAliveTimeout = 60_000;

await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
port = (server.address() as AddressInfo).port;

serve(async (question: SinkQuestion): Promise<SinkAnswer> => {
  if (question.kind === "begin") {
    wanted = question.count;
    got = 0;
    done = new Promise((resolve) => {
      settle = resolve;
    });
  }
  return { port, tookMs: question.kind === "wait" ? await done : 0 };
});
