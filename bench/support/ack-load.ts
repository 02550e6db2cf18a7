// The other side of the ack benchmarks, in its own process: keep-alive connections that ack one incident after another, each
// POST with a key of its own. It speaks HTTP by hand, since a full client would cost about what the daemon does.
import { connect, type Socket } from "node:net";
import { serve } from "./processes.ts";

export interface AckQuestion {
  /** `{ port }` or `{ path }` of the daemon. */
  at: { port: number; host: string } | { path: string };
  token: string;
  clients: number;
  firstId: number;
  count: number;
}
export interface AckAnswer {
  perSecond: number;
}

const connections = new Map<string, Promise<Connection[]>>();

interface Connection {
  ack: (id: number, token: string) => Promise<void>;
}

const openConnections = (question: AckQuestion): Promise<Connection[]> => {
  const name = JSON.stringify([question.at, question.clients]);
  const known = connections.get(name) ?? Promise.all(Array.from({ length: question.clients }, () => open(question.at)));
  connections.set(name, known);
  return known;
};

const open = async (at: AckQuestion["at"]): Promise<Connection> => {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const made = connect({ ...at, noDelay: true }, () => resolve(made));
    made.once("error", reject);
  });
  let text = "";
  let waiting: { resolve: () => void; reject: (error: Error) => void } | undefined;
  socket.on("error", (error) => waiting?.reject(error));
  socket.on("close", () => waiting?.reject(new Error("the daemon hung up")));
  socket.setEncoding("latin1").on("data", (chunk) => {
    text += chunk;
    const head = text.indexOf("\r\n\r\n");
    if (head === -1) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
    if (text.length < head + 4 + length) return;
    const isDone = text.startsWith("HTTP/1.1 200") && text.includes("tocsin-result: changed");
    if (isDone) waiting?.resolve();
    else waiting?.reject(new Error(`not acked: ${text.slice(0, 500)}`));
    text = "";
  });
  return {
    ack: (id, token) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request(id, token));
      }),
  };
};

const request = (id: number, token: string): string =>
  [
    `POST /api/v1/incidents/${id}/ack HTTP/1.1`,
    "Host: localhost",
    `Authorization: Bearer ${token}`,
    `Idempotency-Key: ${crypto.randomUUID()}`,
    "Content-Type: application/json",
    "Content-Length: 2",
    "",
    "{}",
  ].join("\r\n");

serve(async (question: AckQuestion): Promise<AckAnswer> => {
  const open = await openConnections(question);
  let next = question.firstId;
  const last = question.firstId + question.count;
  const startedAt = performance.now();
  await Promise.all(
    open.map(async (connection) => {
      while (next < last) await connection.ack(next++, question.token);
    }),
  );
  return { perSecond: (question.count / (performance.now() - startedAt)) * 1000 };
});
