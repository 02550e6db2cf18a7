// The baseline of the page: Node's http server with one answer of given headers and bytes.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "./processes.ts";

export type BarePageQuestion =
  | { kind: "where" }
  | { kind: "answer"; status: number; headers: string[]; body: Uint8Array | null };

let answer = { status: 503, headers: [] as string[], body: null as Uint8Array | null };
const server = createServer((_request, response) => {
  response.writeHead(answer.status, answer.headers);
  if (answer.body) response.end(answer.body);
  else response.end();
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

serve((question: BarePageQuestion): string => {
  if (question.kind === "answer") answer = question;
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
