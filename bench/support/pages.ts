// What benchmarks of the public page ask, and how often it is asked at once.
import { Agent, get } from "node:http";
import { join } from "node:path";
import type { PageAnswer, PageQuestion } from "./page-load.ts";
import { processorMs, startHelper } from "./processes.ts";

/** As a browser does; the encoding that every one of them takes. */
export const BROWSER = { "accept-encoding": "gzip", accept: "text/html" };
const CLIENTS = 32;
const ROUND_MS = 1000;

export interface Answer {
  status: number;
  etag: string;
  /** As they were sent, without what Node adds by itself. */
  rawHeaders: string[];
  body: Buffer;
  /** From the sending of the request to the last byte. */
  tookMs: number;
}
const OF_NODE = new Set(["date", "connection", "keep-alive"]);
/** One connection for those who ask one by one. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export const askPage = (url: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    get(url, { agent, headers: { ...BROWSER, ...headers } }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on("data", (chunk: Buffer) => chunks.push(chunk));
      reply.on("end", () => {
        const tookMs = performance.now() - startedAt;
        const pairs = Array.from({ length: reply.rawHeaders.length / 2 }, (_, index) =>
          reply.rawHeaders.slice(index * 2, index * 2 + 2),
        );
        const rawHeaders = pairs.filter(([name]) => !OF_NODE.has(name!.toLowerCase())).flat();
        const { statusCode: status = 0, headers } = reply;
        resolve({ status, etag: headers.etag ?? "", rawHeaders, body: Buffer.concat(chunks), tookMs });
      });
    }).on("error", reject);
  });

export interface Crowd {
  perSecond: number;
  p99Ms: number;
  /** Of the process that answers, for one request. */
  processorUs: number;
}
export interface Asked {
  url: string;
  pid: number;
  headers?: Record<string, string>;
  status?: 200 | 304;
}
/** Asks for a page with 32 connections for a second. */
export const createCrowd = async (): Promise<(asked: Asked) => Promise<Crowd>> => {
  const load = await startHelper(join(import.meta.dirname, "page-load.ts"));
  return async ({ url, pid, headers = {}, status = 200 }) => {
    const question: PageQuestion = {
      ...{ url, headers: { ...BROWSER, ...headers }, status },
      ...{ clients: CLIENTS, forMs: ROUND_MS },
    };
    const before = processorMs(pid);
    const { perSecond, p99Ms, count } = await load.ask<PageAnswer>(question);
    return { perSecond, p99Ms, processorUs: ((processorMs(pid) - before) * 1000) / count };
  };
};

/** A page that is measured has on it what it is measured for. */
export const requireBars = async (url: string, count: number): Promise<void> => {
  const html = (await askPage(url, { "accept-encoding": "identity" })).body.toString();
  const bars = html.match(/<svg class="bar"/g)?.length ?? 0;
  const troubled = html.match(/<ul class="troubles"/g)?.length ?? 0;
  if (bars !== count || troubled < count / 2)
    throw new Error(`the page has ${bars} bars, and ${troubled} of them tell of trouble`);
};
