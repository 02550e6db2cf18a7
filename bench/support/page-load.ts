// The crowd in front of a page, in its own process: keep-alive connections that ask for it again and again. It speaks HTTP by hand:
// a full client costs more than what serves the page, and would be all that is measured.
import { connect, type Socket } from "node:net";
import { serve } from "./processes.ts";
import { quantile } from "./stats.ts";

export interface PageQuestion {
  url: string;
  headers: Record<string, string>;
  clients: number;
  forMs: number;
  /** Of every answer. */
  status: number;
}
export interface PageAnswer {
  perSecond: number;
  p99Ms: number;
  count: number;
}

serve(async (question: PageQuestion): Promise<PageAnswer> => {
  const sockets = await Promise.all(Array.from({ length: question.clients }, () => open(question.url)));
  const tookMs: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + question.forMs;
  await Promise.all(sockets.map((socket) => askUntil(socket, until, question, tookMs)));
  const perSecond = (tookMs.length / (performance.now() - startedAt)) * 1000;
  return { perSecond, p99Ms: quantile(tookMs, 0.99), count: tookMs.length };
});

const open = (url: string): Promise<Socket> => {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
};

const askUntil = (socket: Socket, until: number, question: PageQuestion, tookMs: number[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = requestOf(question);
    const top = `HTTP/1.1 ${question.status} `;
    let askedAt = 0;
    /** Bytes of this answer that are still to come; null before its head. */
    let missing: number | null = null;
    const ask = (): void => {
      missing = null;
      askedAt = performance.now();
      socket.write(request);
    };
    socket.once("error", reject);
    socket.once("close", () => reject(new Error(`${question.url} hung up`)));
    socket.on("data", (chunk: Buffer) => {
      if (missing === null) {
        const end = chunk.indexOf("\r\n\r\n");
        const head = chunk.toString("latin1", 0, end === -1 ? chunk.length : end);
        // No head is longer than the first packet; one that is asked for something else must not count.
        if (end === -1 || !head.startsWith(top)) return reject(new Error(`${question.url} answered ${head}`));
        missing = lengthOf(head, question.status) - (chunk.length - end - 4);
      } else missing -= chunk.length;
      if (missing > 0) return;
      const now = performance.now();
      tookMs.push(now - askedAt);
      if (now < until) return ask();
      socket.removeAllListeners("close");
      socket.destroy();
      resolve();
    });
    ask();
  });

const requestOf = ({ url, headers }: PageQuestion): string => {
  const { host, pathname } = new URL(url);
  const fields = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${pathname} HTTP/1.1\r\n${fields.join("")}\r\n`;
};

const lengthOf = (head: string, status: number): number => {
  if (status === 304) return 0;
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without its length: ${head}`);
  return Number(length);
};
