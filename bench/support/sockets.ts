// Many live clients in a process of their own, and when each of them had the event, on the clock that processes share.
import { io, type Socket } from "socket.io-client";
import { serve, sharedNow } from "./processes.ts";

export type SocketsQuestion = { kind: "connect"; url: string; token: string; count: number } | { kind: "arrivals" };

let count = 0;
let arrivals: number[] = [];
let told: ((arrivals: number[]) => void) | undefined;

const handOver = (): void => {
  if (!told || arrivals.length < count) return;
  told(arrivals);
  told = undefined;
  arrivals = [];
};

const connect = (url: string, token: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = io(url, { transports: ["websocket"], auth: { token }, forceNew: true, reconnection: false });
    socket.once("connect", () => resolve(socket));
    socket.once("connect_error", reject);
    socket.onAny(() => {
      arrivals.push(sharedNow());
      handOver();
    });
  });

const AT_ONCE = 50;

serve(async (question: SocketsQuestion): Promise<number[]> => {
  if (question.kind === "connect") {
    count = question.count;
    for (let done = 0; done < count; done += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, count - done) }, () => connect(question.url, question.token)),
      );
    return [];
  }
  return new Promise((resolve) => {
    told = resolve;
    handOver();
  });
});
