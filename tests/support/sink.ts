// A webhook receiver on loopback that verifies what it gets with the standard's own library and remembers everything.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { onTestFinished } from "vitest";

export interface Received {
  id: string;
  path: string;
  headers: Record<string, string>;
  body: { type: string; timestamp: string; data: unknown };
  raw: string;
}
export interface Sink {
  url: string;
  received: Received[];
  /** Throws where the signature is not that of this secret. */
  verify: (received: Received, secret: string) => void;
  /** How the next requests are answered; the default is 204. */
  answer: (how: (request: IncomingMessage, response: ServerResponse, received: Received) => void) => void;
  /** Path -> id -> how often it came. */
  counts: () => Map<string, Map<string, number>>;
  stop: () => Promise<void>;
}

export const startSink = async (options: { port?: number } = {}): Promise<Sink> => {
  const received: Received[] = [];
  let answer = (_request: IncomingMessage, response: ServerResponse, _received: Received): void => {
    response.writeHead(204).end();
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks).toString("utf8");
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const one = { id: headers["webhook-id"] ?? "", path: request.url ?? "", headers, body: JSON.parse(raw), raw };
      received.push(one);
      answer(request, response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  onTestFinished(stop);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    verify: (one, secret) => void new Webhook(secret).verify(one.raw, one.headers),
    answer: (how) => {
      answer = how;
    },
    counts: () => {
      const counts = new Map<string, Map<string, number>>();
      for (const { path, id } of received) {
        const ofPath = counts.get(path) ?? new Map<string, number>();
        counts.set(path, ofPath.set(id, (ofPath.get(id) ?? 0) + 1));
      }
      return counts;
    },
    stop,
  };
};
