// The third reader: tells sockets. Its cursor is in memory and starts at the newest seq; clients close gaps with `resume`.
import type { Server as HttpServer } from "node:http";
import { type DefaultEventsMap, type Namespace, Server, type Socket } from "socket.io";
import type { ClientToServer, PublicServerToClient, ServerToClient } from "../../contract/live.ts";
import { Problem, problem } from "../../contract/problem.ts";
import type { StoredEvent } from "../../domain/events.ts";
import type { Admission } from "../gate/admission.ts";
import type { Entrance, Principal } from "../gate/authenticate.ts";
import { type Condition, presentEvent } from "../gate/present.ts";
import type { Store } from "../store/store.ts";
import { type KnownPage, visibleComponents } from "../store/views/public.ts";
import { createPlaces, type Places } from "./places.ts";
import { toPublic } from "./public-events.ts";
import { noSuchPage, pageFor, roomOf } from "./reader-pages.ts";
import { answerResume } from "./resume.ts";

const EVERYTHING = "everything";
const BATCH = 500;
const MAX_ROOMS = 100;
const ROOM = /^(incident:[1-9][0-9]{0,14}|component:[a-z0-9][a-z0-9_-]{0,63}|maintenance:[1-9][0-9]{0,14})$/;
/** Longest time that setTimeout can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface SocketData {
  principal: Principal;
  /** Throws if the sign-in holds no more. */
  recheck: () => void;
}
type LiveServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
type PublicNamespace = Namespace<DefaultEventsMap, PublicServerToClient, DefaultEventsMap, ReaderData>;
interface ReaderData {
  /** As it was when they came; absent: they were turned away at the last moment. */
  page?: KnownPage;
}

export interface LiveOptions {
  store: Store;
  admission: Admission;
  newRequestId: () => string;
  /** Of the config, at least one. */
  pages: () => readonly KnownPage[];
  now: () => number;
  condition: () => Condition;
  onWarning: (message: string, error: unknown) => void;
}
export interface LiveFeed {
  attach: (server: HttpServer, entrance: Entrance) => void;
  /** Called after each commit that appended. */
  wake: () => void;
  /** The config has other pages: whoever would be shown another one now, or none, is cut, and comes back by themselves. */
  recheckReaders: () => void;
  sockets: () => number;
  lookedAt: () => number;
  stop: () => Promise<void>;
}

export const createLiveFeed = (options: LiveOptions): LiveFeed => {
  const { store } = options;
  const servers: LiveServer[] = [];
  const places = createPlaces();
  let seen = store.events.head();
  let lookedAt = performance.now();
  /** By page, read once for all that is told in one go: a storm may be thousands of events. */
  const visible = new Map<string, ReadonlySet<string>>();
  const visibleOn = (page: KnownPage): ReadonlySet<string> => {
    const known = visible.get(page.slug) ?? new Set(visibleComponents(store, page).map(({ id }) => id));
    visible.set(page.slug, known);
    return known;
  };
  const look = (): void => {
    lookedAt = performance.now();
    visible.clear();
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
    if (event.type === "config:reloaded") visible.clear();
    const live = presentEvent(event);
    for (const io of servers) {
      // Encoding it for nobody would be half of the work of a storm that nobody watches.
      if (io.of("/").sockets.size === 0) continue;
      io.to(roomsOf(event)).emit(live.type, live as never); // type and data belong together in the row
      if (event.type === "token:revoked") cutOff(io, event.data.tokenId);
    }
    // Engineers first, at every door: what readers of the page may know is worked out once for all, and could fail.
    if (event.type === "page:token_rotated") cutReaders((page) => page.private && page.slug === event.data.page);
    for (const page of options.pages()) {
      try {
        tellReaders(page, event);
      } catch (error) {
        // Those of the other pages are told all the same.
        options.onWarning("readers of a page could not be told of an event; the page itself shows it", error);
      }
    }
  };
  const tellReaders = (page: KnownPage, event: StoredEvent): void => {
    const room = roomOf(page);
    const listening = servers.filter((io) => publicOf(io).adapter.rooms.has(room));
    if (listening.length === 0) return;
    const told = toPublic(store, page, event, visibleOn(page));
    if (!told) return;
    for (const io of listening)
      publicOf(io)
        .to(room)
        .emit(told.type, told.payload as never);
  };
  const cutReaders = (isMeant: (page: KnownPage, reader: PublicSocket) => boolean): void => {
    for (const io of servers)
      for (const reader of publicOf(io).sockets.values()) {
        const { page } = reader.data;
        if (page && isMeant(page, reader)) cutReader(reader);
      }
  };
  const pageOf = ({ handshake }: PublicSocket): KnownPage | null => pageFor(store, options.pages(), handshake);
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
        signIn(socket, entrance, options, places).then(
          () => next(),
          (error) => next(refusalOf(error, options)),
        );
      });
      io.on("connection", (socket) => welcome(socket, options, places));
      publicOf(io).use((socket, next) => {
        const refusal = places.refusalOfReader() ?? (pageOf(socket) ? undefined : noSuchPage());
        next(refusal && refusalOf(refusal, options));
      });
      publicOf(io).on("connection", (socket) => {
        const page = pageOf(socket);
        // Its token was rotated after it was let in, and before there was a connection that the event could cut.
        if (!page) return void cutReader(socket);
        socket.on("disconnect", places.takeReader());
        socket.data = { page };
        socket.join(roomOf(page));
      });
      servers.push(io);
    },
    wake,
    recheckReaders: () =>
      cutReaders((before, reader) => {
        const page = pageOf(reader);
        return page?.slug !== before.slug || page.domain !== before.domain || page.private !== before.private;
      }),
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

type PublicSocket = Parameters<Parameters<PublicNamespace["use"]>[0]>[0];
/** Nothing more reaches it from here on. The connection itself is closed: after a mere goodbye clients would not come back. */
const cutReader = (reader: PublicSocket): void => {
  for (const room of reader.rooms) reader.leave(room);
  reader.conn.close();
};

const signIn = async (socket: LiveSocket, entrance: Entrance, options: LiveOptions, places: Places): Promise<void> => {
  const { token, actor } = socket.handshake.auth as { token?: unknown; actor?: unknown };
  const credentials = {
    entrance,
    token: typeof token === "string" ? token : undefined,
    claimedName: typeof actor === "string" ? encodeURIComponent(actor) : undefined,
    address: socket.handshake.address,
  };
  const attempt = { verb: "listEvents", requestId: options.newRequestId() };
  const principal = await options.admission.admit(credentials, attempt);
  const refusal = principal.tokenId === undefined ? undefined : places.refusalOf(principal.tokenId);
  if (refusal) throw refusal;
  socket.data = { principal, recheck: () => options.admission.recheck(credentials) };
};

/** As socket.io takes it; the problem is its `data`. */
const refusalOf = (error: unknown, options: LiveOptions): Error => {
  if (!(error instanceof Problem)) options.onWarning("a live connection could not be made", error);
  const why = error instanceof Problem ? error : problem("internal", "The connection could not be made.");
  return Object.assign(new Error(why.message), { data: why.toBody() });
};

const welcome = (socket: LiveSocket, options: LiveOptions, places: Places): void => {
  const { principal, recheck } = socket.data;
  const { expiresAt, tokenId } = principal;
  try {
    recheck();
  } catch {
    // Revoked after the sign-in, and before there was a connection that the event could cut: the next knock is told.
    return void socket.disconnect(true);
  }
  if (tokenId !== undefined) socket.on("disconnect", places.take(tokenId));
  socket.join(EVERYTHING);
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
    reply(answerResume(options.store, after, options.now(), options.condition));
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
