// The two doors: TCP and the unix socket, before one app. Pages answer first, from memory.
import { chmodSync, existsSync, mkdirSync, statSync, unlinkSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { dirname } from "node:path";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { problem } from "../../contract/problem.ts";
import type { Entrance } from "../gate/authenticate.ts";
import { answerBadRequests, asBadRequest } from "./bad-requests.ts";
import type { HttpEnv } from "./env.ts";

/** Of the request line, so of the URL too, and all headers. */
const MAX_HEADER_BYTES = 16 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
const CLOSE_GRACE_MS = 1000;
/** Longer than a long poll, so that the client hangs up first. */
const KEEP_ALIVE_MS = 65_000;

export interface Door {
  server: Server;
  entrance: Entrance;
  /** As people write it: a URL or a path. */
  address: () => string;
  open: () => Promise<void>;
  close: () => Promise<void>;
}
export interface DoorOptions {
  app: Hono<HttpEnv>;
  serveFromMemory: (request: IncomingMessage, response: ServerResponse) => boolean;
  observe: (method: string, status: number, seconds: number) => void;
  /** What a proxy in front put before our paths is cut off, of requests and of sockets. */
  cutBase: (url: string) => string;
}

const createDoorServer = (entrance: Entrance, options: DoorOptions): Server => {
  const listener = getRequestListener((request, env) => options.app.fetch(request, { ...env, entrance }), {
    errorHandler: asBadRequest,
  });
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    if (options.serveFromMemory(request, response)) return;
    const startedAt = performance.now();
    response.once("finish", () =>
      options.observe(request.method ?? "", response.statusCode, (performance.now() - startedAt) / 1000),
    );
    void listener(request, response);
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  answerBadRequests(server);
  return server;
};

/** Before all others that listen, those of the sockets too: so once they do. */
const cutBaseOf = (server: Server, { cutBase }: DoorOptions): void => {
  const cut = (request: IncomingMessage): void => {
    request.url = cutBase(request.url ?? "/");
  };
  server.prependListener("request", cut);
  server.prependListener("upgrade", cut);
};

/** Refuses new connections, lets requests under way finish for a while, and then hangs up (long polls, slow readers). */
const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    if (!server.listening) return resolve();
    const hangUp = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(hangUp);
      resolve();
    });
    server.closeIdleConnections();
  });

/** TCP: `host:port`; port 0 takes any free one. */
export const createTcpDoor = (listen: string, options: DoorOptions): Door => {
  const server = createDoorServer("tcp", options);
  const split = listen.lastIndexOf(":");
  const host = listen.slice(0, split).replace(/^\[|\]$/g, "");
  const port = Number(listen.slice(split + 1));
  return {
    server,
    entrance: "tcp",
    address: () => {
      const at = server.address();
      return `http://${listen.slice(0, split)}:${typeof at === "object" && at ? at.port : port}`;
    },
    open: () =>
      new Promise((resolve, reject) => {
        server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(listen, error)));
        cutBaseOf(server, options);
        server.listen(port, host, resolve);
      }),
    close: () => closeServer(server),
  };
};

const cannotListen = (listen: string, error: NodeJS.ErrnoException): Error => {
  if (error.code === "EADDRINUSE")
    return problem("unavailable", `Something already listens on ${listen}.`, {
      hint: "Stop it, or set `server: { listen: HOST:PORT }` to another port in the config.",
      cause: error,
    });
  return problem("unavailable", `Cannot listen on ${listen} (${error.code}).`, {
    hint: "Set `server: { listen: HOST:PORT }` to an address of this machine.",
    cause: error,
  });
};

/** Whoever may open the socket is an admin: inside the data folder that is the owner alone, elsewhere the folder's group too. */
export const createUnixDoor = (path: string, mode: number, options: DoorOptions): Door => {
  const server = createDoorServer("unix", options);
  return {
    server,
    entrance: "unix",
    address: () => path,
    open: async () => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
      await removeDeadSocket(path);
      await new Promise<void>((resolve, reject) => {
        server.once("error", (cause: NodeJS.ErrnoException) =>
          reject(
            problem("unavailable", `Cannot make the socket ${path} (${cause.code}).`, {
              hint: "Set `server: { socket: PATH }` to a place that the daemon may write.",
              cause,
            }),
          ),
        );
        server.listen(path, resolve);
      });
      chmodSync(path, mode);
    },
    close: () => closeServer(server),
  };
};

/** A socket file that nobody answers at is left over from a crash. */
const removeDeadSocket = async (path: string): Promise<void> => {
  if (!existsSync(path)) return;
  if (!statSync(path).isSocket())
    throw problem("unavailable", `${path} is in the way: it is not a socket.`, {
      hint: "Move it, or set `server: { socket: PATH }`.",
    });
  const isAnswered = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
  if (isAnswered)
    throw problem("unavailable", `Another daemon answers at ${path}.`, {
      hint: "Stop it, or set `server: { socket: PATH }`.",
    });
  unlinkSync(path);
};
