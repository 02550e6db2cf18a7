// The baseline of the feed: a socket.io server and nothing else, which sends to everybody when it is asked.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { serve, sharedNow } from "./processes.ts";

const http = createServer();
const io = new Server(http, { serveClient: false });
await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));

export type BareSocketsQuestion = { kind: "where" } | { kind: "send"; type: string; payload: unknown };

/** The url, or when the broadcast began. */
serve((question: BareSocketsQuestion): string | number => {
  if (question.kind === "where") return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const startedAt = sharedNow();
  io.emit(question.type, question.payload);
  return startedAt;
});
