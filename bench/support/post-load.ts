// Bodies posted one after another over connections that stay open, in a process of its own. It speaks HTTP by hand, since a full
// client would cost about what the server does.
import { connect, type Socket } from "node:net";
import { serve } from "./processes.ts";

export interface PostQuestion {
  url: string;
  headers: Record<string, string>;
  bodies: readonly string[];
  clients: number;
  /** Spread evenly over so long; absent: as fast as they are answered. */
  overMs?: number;
}
export interface PostAnswer {
  tookMs: number;
}

type Post = (body: string) => Promise<void>;

const open = async ({ url, headers }: PostQuestion): Promise<Post> => {
  const { hostname, port, pathname } = new URL(url);
  const socket = await new Promise<Socket>((resolve, reject) => {
    const made = connect({ host: hostname, port: Number(port), noDelay: true }, () => resolve(made));
    made.once("error", reject);
  });
  let text = "";
  let waiting: { resolve: () => void; reject: (error: Error) => void } | undefined;
  socket.on("error", (error) => waiting?.reject(error));
  socket.on("close", () => waiting?.reject(new Error("the server hung up")));
  socket.setEncoding("latin1").on("data", (chunk) => {
    text += chunk;
    const head = text.indexOf("\r\n\r\n");
    if (head === -1) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (text.length < head + 4 + length) return;
    if (text.startsWith("HTTP/1.1 2")) waiting?.resolve();
    else waiting?.reject(new Error(`refused: ${text.slice(0, 500)}`));
    text = "";
  });
  const fixed = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const top = `POST ${pathname} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${fixed.join("")}`;
  return (body) =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      socket.write(`${top}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
};

serve(async (question: PostQuestion): Promise<PostAnswer> => {
  const { bodies, clients, overMs = 0 } = question;
  const posts = await Promise.all(Array.from({ length: clients }, () => open(question)));
  const startedAt = performance.now();
  let next = 0;
  const pace = async (at: number): Promise<void> => {
    const wait = startedAt + (at / bodies.length) * overMs - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
  };
  await Promise.all(
    posts.map(async (post) => {
      while (next < bodies.length) {
        const at = next++;
        await pace(at);
        await post(bodies[at]!);
      }
    }),
  );
  return { tookMs: performance.now() - startedAt };
});
