// Somebody who listens to the live feed, and what they heard.
import { io, type Socket } from "socket.io-client";
import { onTestFinished } from "vitest";
import type { LiveEvent } from "../../src/contract/live.ts";
import type { TestDaemon } from "./daemon.ts";

export interface Ear {
  socket: Socket;
  heard: LiveEvent[];
  types: () => string[];
}
export const listen = (socket: Socket): Ear => {
  onTestFinished(() => void socket.close());
  const heard: LiveEvent[] = [];
  socket.onAny((_type: string, event: LiveEvent) => heard.push(event));
  return { socket, heard, types: () => heard.map((event) => event.type) };
};
export const connectTo = async (
  daemon: TestDaemon,
  options: { namespace?: string; token?: string; page?: unknown; host?: string; reconnects?: true } = {},
): Promise<Ear> => {
  const { namespace = "/", token, page, host, reconnects = false } = options;
  const ear = listen(
    io(daemon.url + namespace, {
      transports: ["websocket"],
      auth: { ...(token ? { token } : {}), ...(page === undefined ? {} : { page }) },
      ...(host ? { extraHeaders: { host } } : {}),
      forceNew: true,
      reconnection: reconnects,
      reconnectionDelay: 20,
    }),
  );
  await new Promise<void>((resolve, reject) => {
    ear.socket.once("connect", resolve);
    ear.socket.once("connect_error", reject);
  });
  return ear;
};
