// Requests that never become one: too long, too slow, not HTTP. They too are told what was wrong, as a problem.
import { type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type Problem, problem } from "../../contract/problem.ts";
import { VERSION } from "../../contract/version.ts";
import { asProblem } from "./respond.ts";

/** By the code that Node gives the fault. */
const WHY: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: problem("too_large", "The address and the headers of the request are longer than 16 KiB.", {
    hint: "Send long texts in the body.",
  }),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: problem("too_large", "The chunk extensions of the body are longer than 16 KiB.", {
    hint: "Send the body without them.",
  }),
  ERR_HTTP_REQUEST_TIMEOUT: problem("invalid", "The request did not come whole in time.", {
    hint: "Headers have 10 s, the whole request 30 s: send less at once, or over a better line.",
  }),
};
const NOT_HTTP = problem("invalid", "This is not a request of HTTP/1.1.", {
  hint: "Speak plain HTTP here; TLS ends at a proxy before this.",
});

const HEADERS = { "content-type": "application/problem+json", "tocsin-version": VERSION };

/** Faults in the address or the Host, which the app never sees. */
export const asBadRequest = (error: unknown): Response => {
  const isTheirs = error instanceof Error && error.name === "RequestError";
  const why = isTheirs
    ? problem("invalid", `The request's address is not valid: ${error.message}.`, { hint: "Check its path and Host." })
    : asProblem(error);
  const body = why.toBody();
  return new Response(JSON.stringify(body), { status: body.status, headers: HEADERS });
};

/** Answers what Node's parser refuses, unless an answer is already on its way on that connection. */
export const answerBadRequests = (server: Server): void => {
  const underWay = new WeakMap<object, ServerResponse>();
  server.prependListener("request", (request, response) => underWay.set(request.socket, response));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const response = underWay.get(socket);
    const isAnswering = response?.headersSent && !response.writableFinished;
    if (error.code === "ECONNRESET" || !socket.writable || isAnswering) return void socket.destroy();
    answer(socket as Socket, WHY[error.code ?? ""] ?? NOT_HTTP);
  });
};

const answer = (socket: Socket, why: Problem): void => {
  const { status, ...rest } = why.toBody();
  const body = JSON.stringify({ status, ...rest });
  const headers = { ...HEADERS, "content-length": Buffer.byteLength(body), connection: "close" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
};
