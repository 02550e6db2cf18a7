// The third reader: tells sockets. Its cursor is in memory and starts at the newest seq; clients close gaps with `resume`.
import type { Server as HttpServer } from "node:http";
import { type DefaultEventsMap, type Namespace, Server, type Socket } from "socket.io";
import type { ClientToServer, PublicServerToClient, ServerToClient } from "../../contract/live.ts";
import { type Problem, problem } from "../../contract/problem.ts";
import type { StoredEvent } from "../../domain/events.ts";
import { authenticate, type Entrance, type Principal } from "../gate/authenticate.ts";
import { presentEvent } from "../gate/present.ts";
import type { Store } from "../store/store.ts";
import type { PageScope } from "../store/views/public.ts";
import { toPublic } from "./public-events.ts";
import { answerResume } from "./resume.ts";

const EVERYTHING = "everything";
const BATCH = 500;
const MAX_ROOMS = 100;
const ROOM = /^(incident:[1-9][0-9]{0,14}|component:[a-z0-9][a-z0-9_-]{0,63}|maintenance:[1-9][0-9]{0,14})$/;
/** Longest time that setTimeout can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface SocketData {
  principal: Principal;
}
type LiveServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
type PublicNamespace = Namespace<DefaultEventsMap, PublicServerToClient>;

export interface LiveOptions {
  store: Store;
  page: () => PageScope;
  now: () => number;
  degraded: () => string[];
  onWarning: (message: string, error: unknown) => void;
}
export interface LiveFeed {
  attach: (server: HttpServer, entrance: Entrance) => void;
  /** Called after each commit that appended. */
  wake: () => void;
  sockets: () => number;
  lookedAt: () => number;
  stop: () => Promise<void>;
}

export const createLiveFeed = (options: LiveOptions): LiveFeed => {
  const { store } = options;
  const servers: LiveServer[] = [];
  let seen = store.events.head();
  let lookedAt = performance.now();
  const look = (): void => {
    lookedAt = performance.now();
    for (let events = store.events.after(seen, BATCH); events.length > 0; events = store.events.after(seen, BATCH)) {
      for (const event of events) {
        // The cursor moves first: a socket that cannot take an event closes its gap with `resume`.
        seen = event.seq;
        tell(event);
      }
    }
  };
  const wake = (): void => {
    try {
      look();
    } catch (error) {
      options.onWarning("the live feed could not be told of an event; clients close the gap with resume", error);
    }
  };
  const tell = (event: StoredEvent): void => {
    const live = presentEvent(event);
    for (const io of servers) {
      io.to(roomsOf(event)).emit(live.type, live as never); // type and data belong together in the row
      if (event.type === "token:revoked") cutOff(io, event.data.tokenId);
    }
    // Engineers first, at every door: what readers of the page may know is worked out once for all, and could fail.
    const told = toPublic(store, options.page(), event);
    if (!told) return;
    for (const io of servers)
      publicOf(io)
        .to(told.payload.page)
        .emit(told.type, told.payload as never);
  };
  const timer = setInterval(wake, 2000);

  return {
    attach: (server, entrance) => {
      const io: LiveServer = new Server(server, {
        serveClient: false,
        cors: { origin: "*" },
        maxHttpBufferSize: 64 * 1024,
        pingInterval: 25_000,
        connectTimeout: 10_000,
      });
      io.use((socket, next) => {
        try {
          socket.data.principal = principalOf(socket, entrance, options);
          next();
        } catch (error) {
          next(Object.assign(new Error((error as Error).message), { data: (error as Problem).toBody?.() }));
        }
      });
      io.on("connection", (socket) => welcome(socket, options));
      publicOf(io).on("connection", (socket) => {
        socket.join(options.page().slug);
      });
      servers.push(io);
    },
    wake,
    sockets: () => servers.reduce((sum, io) => sum + io.of("/").sockets.size + publicOf(io).sockets.size, 0),
    lookedAt: () => lookedAt,
    stop: async () => {
      clearInterval(timer);
      // `io.close()` would close its HTTP server too; those are closed by name by whoever opened them.
      for (const io of servers) {
        io.disconnectSockets(true);
        publicOf(io).disconnectSockets(true);
        io.engine.close();
      }
    },
  };
};

const publicOf = (io: LiveServer): PublicNamespace => io.of("/public") as unknown as PublicNamespace; // same server, other event map

const principalOf = (socket: LiveSocket, entrance: Entrance, options: LiveOptions): Principal => {
  const { token, actor } = socket.handshake.auth as { token?: unknown; actor?: unknown };
  const credentials = {
    entrance,
    token: typeof token === "string" ? token : undefined,
    claimedName: typeof actor === "string" ? encodeURIComponent(actor) : undefined,
    address: socket.handshake.address,
  };
  return authenticate(options.store, credentials, options.now());
};

const welcome = (socket: LiveSocket, options: LiveOptions): void => {
  socket.join(EVERYTHING);
  const { expiresAt } = socket.data.principal;
  if (expiresAt !== undefined) {
    const end = setTimeout(() => socket.disconnect(true), Math.min(expiresAt - options.now(), MAX_TIMER_MS));
    socket.on("disconnect", () => clearTimeout(end));
  }
  socket.on("resume", (input, reply) => {
    if (typeof reply !== "function") return;
    const after = (input as { after?: unknown } | null)?.after;
    if (typeof after !== "number" || !Number.isSafeInteger(after) || after < 0)
      return reply({
        problem: problem("invalid", "`resume` takes {after: seq}.", {
          hint: "Take the seq of the last event you saw.",
        }).toBody(),
      });
    reply(answerResume(options.store, after, options.now(), options.degraded()));
  });
  socket.on("subscribe", (input, reply) => {
    if (typeof reply !== "function") return;
    const rooms = (input as { rooms?: unknown } | null)?.rooms;
    if (!isRooms(rooms))
      return reply({
        problem: problem("invalid", `\`subscribe\` takes {rooms: […]}, at most ${MAX_ROOMS}.`, {
          hint: "A room is incident:ID, component:ID or maintenance:ID; no rooms means everything.",
        }).toBody(),
      });
    for (const room of socket.rooms) if (room !== socket.id) socket.leave(room);
    socket.join(rooms.length > 0 ? rooms : EVERYTHING);
    reply({ rooms });
  });
};

const isRooms = (rooms: unknown): rooms is string[] =>
  Array.isArray(rooms) &&
  rooms.length <= MAX_ROOMS &&
  rooms.every((room) => typeof room === "string" && ROOM.test(room));

const roomsOf = (event: StoredEvent): string[] => [
  EVERYTHING,
  ...(event.incidentId === undefined ? [] : [`incident:${event.incidentId}`]),
  ...(event.componentId === undefined ? [] : [`component:${event.componentId}`]),
  ...(event.maintenanceId === undefined ? [] : [`maintenance:${event.maintenanceId}`]),
];

const cutOff = (io: LiveServer, tokenId: number): void => {
  for (const socket of io.of("/").sockets.values())
    if (socket.data.principal.tokenId === tokenId) socket.disconnect(true);
};
