// The live feed: socket.io with resume, so that nothing is missed and nothing is seen twice.
import { Agent } from "node:http";
import { io, type Socket } from "socket.io-client";
import type { ClientToServer, LiveEvent, ResumeReply, ServerToClient } from "../contract/live.ts";
import { Problem } from "../contract/problem.ts";
import type { Client } from "./client.ts";

const COME_BACK_MS = 500;

export type Snapshot = Extract<ResumeReply, { reset: true }>["snapshot"];
export interface LiveHandlers {
  /** Each event once, in the order of its seq. */
  onEvent: (event: LiveEvent) => void;
  /** `after` was older than the log: this is the whole situation, and events follow from its seq on. */
  onSnapshot: (snapshot: Snapshot) => void;
  /**
   * `live` once everything missed has been seen; `away` while the daemon is out of reach, and when it was last heard (epoch
   * milliseconds): a line that is cut, or a laptop that slept, is noticed later.
   */
  onState: (state: "live" | "away", why: string, heardAt: number) => void;
  /** The daemon will not have us: a wrong or revoked token. Nothing more comes. */
  onRefused: (problem: Problem) => void;
}
export interface LiveFeed {
  /** Newest seq that was handed over. */
  seq(): number;
  close(): void;
}

/** Follows the log from `after` on (a seq, as `status.seq` gives it), across lost connections. */
export const followLive = (client: Client, after: number, handlers: LiveHandlers): LiveFeed => {
  let seen = after;
  let isResuming = false;
  /** Live events that came while older ones were still being fetched. */
  let early: LiveEvent[] = [];
  let heardAt = Date.now();
  const heard = (): void => {
    heardAt = Date.now();
  };
  const socket = connect(client);
  socket.io.on("ping", heard);

  const take = (event: LiveEvent): void => {
    heard();
    if (event.seq <= seen) return;
    seen = event.seq;
    handlers.onEvent(event);
  };
  const resume = (): void => {
    isResuming = true;
    socket.emit("resume", { after: seen }, (answer) => {
      heard();
      if ("problem" in answer) return refuse(Problem.fromBody(answer.problem));
      if ("reset" in answer) {
        seen = answer.snapshot.seq;
        handlers.onSnapshot(answer.snapshot);
      } else answer.events.forEach(take);
      if ("more" in answer && answer.more) return resume();
      isResuming = false;
      early.forEach(take);
      early = [];
      handlers.onState("live", "", heardAt);
    });
  };
  const refuse = (why: Problem): void => {
    socket.disconnect();
    handlers.onRefused(why);
  };

  /** Where the server itself ended it or would not have us just now, socket.io does not come back. */
  let coming: NodeJS.Timeout | undefined;
  const comeBack = (): void => {
    clearTimeout(coming);
    coming = setTimeout(() => socket.connect(), COME_BACK_MS);
  };

  socket.on("connect", resume);
  socket.onAny((_type: string, event: LiveEvent) => (isResuming ? early.push(event) : take(event)));
  socket.on("disconnect", (reason) => {
    // Our own close is nobody's absence.
    if (reason === "io client disconnect") return;
    isResuming = false;
    early = [];
    handlers.onState("away", reason, heardAt);
    if (!socket.active) comeBack();
  });
  socket.on("connect_error", (error) => {
    const body = (error as Error & { data?: Parameters<typeof Problem.fromBody>[0] }).data;
    if (body && "code" in body && (body.code === "unauthenticated" || body.code === "forbidden"))
      refuse(Problem.fromBody(body));
    else {
      handlers.onState("away", error.message, heardAt);
      if (!socket.active) comeBack();
    }
  });
  return {
    seq: () => seen,
    close: () => {
      clearTimeout(coming);
      socket.disconnect();
    },
  };
};

const connect = (client: Client): Socket<ServerToClient, ClientToServer> => {
  const endpoint = client.endpoint();
  const isUnix = endpoint.kind === "unix";
  // To socket.io the path of an address is a namespace; ours is where a proxy has put the daemon.
  const { origin, pathname } = new URL(isUnix ? "http://localhost" : endpoint.url);
  return io(origin, {
    path: `${pathname.replace(/\/$/, "")}/socket.io`,
    transports: ["websocket"],
    auth: { ...(client.token ? { token: client.token } : {}), actor: client.actor },
    reconnectionDelay: 200,
    reconnectionDelayMax: 3000,
    // engine.io-client hands its agent on to node:http, where a unix socket is one more address.
    ...(isUnix ? { agent: new Agent({ socketPath: endpoint.path } as object) as unknown as string } : {}),
  });
};
