// HTTP to the daemon, over its unix socket or TCP. node:http and not fetch: fetch has no unix sockets, and loads slower.
import type { IncomingMessage, RequestOptions } from "node:http";
import type { Endpoint } from "../config/places.ts";

// An `import` would read every export of node:http, its lazy WebSocket among them, and so load undici: 25 ms for nothing.
const http = process.getBuiltinModule("node:http");

export interface RawRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  timeoutMs: number;
  signal?: AbortSignal;
}
export interface RawReply {
  status: number;
  headers: Record<string, string | undefined>;
  body: string;
}
/** No reply: `wasSent` tells whether the daemon may have done it nevertheless. */
export class TransportError extends Error {
  readonly code: string;
  readonly wasSent: boolean;
  constructor(code: string, message: string, wasSent: boolean) {
    super(message);
    this.code = code;
    this.wasSent = wasSent;
  }
}

const keepAlive = new http.Agent({ keepAlive: true });

export const send = (endpoint: Endpoint, raw: RawRequest): Promise<RawReply> =>
  new Promise((resolve, reject) => {
    let wasSent = false;
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(new TransportError(error.code ?? error.name, error.message, wasSent));
    const headers = raw.body === undefined ? raw.headers : { ...raw.headers, "content-type": "application/json" };
    const options: RequestOptions = { method: raw.method, headers, ...(raw.signal ? { signal: raw.signal } : {}) };
    const onReply = (reply: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      reply.on("data", (chunk: Buffer) => chunks.push(chunk));
      reply.on("error", fail);
      reply.on("end", () => {
        const flat = Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name, String(value)]));
        resolve({ status: reply.statusCode ?? 0, headers: flat, body: Buffer.concat(chunks).toString("utf8") });
      });
    };
    const request = open(endpoint, raw.path, options, onReply);
    request.setTimeout(raw.timeoutMs, () =>
      request.destroy(Object.assign(new Error(`no reply within ${raw.timeoutMs / 1000} s`), { code: "ETIMEDOUT" })),
    );
    request.on("finish", () => {
      wasSent = true;
    });
    request.on("error", fail);
    request.end(raw.body);
  });

const open = (endpoint: Endpoint, path: string, options: RequestOptions, onReply: (reply: IncomingMessage) => void) => {
  if (endpoint.kind === "unix")
    return http.request(
      {
        ...options,
        agent: keepAlive,
        socketPath: endpoint.path,
        path,
        headers: { ...(options.headers as object), host: "localhost" },
      },
      onReply,
    );
  const url = new URL(endpoint.url + path);
  return url.protocol === "https:"
    ? process.getBuiltinModule("node:https").request(url, options, onReply)
    : http.request(url, { ...options, agent: keepAlive }, onReply);
};
