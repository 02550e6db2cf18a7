// What the wiring lends to the pages behind links, and what a request to one of them carries.
import type { IncomingMessage } from "node:http";
import type { Context } from "hono";
import type { TeamTarget } from "../../../config/schema.ts";
import type { Problem } from "../../../contract/problem.ts";
import type { Actor, Role } from "../../../domain/actor.ts";
import type { Channel, Scope } from "../../../domain/channel.ts";
import type { ActionContext, ActionSettings } from "../../actions/context.ts";
import type { Perform } from "../../actions/perform.ts";
import { type Entrance, originOf } from "../../gate/authenticate.ts";
import { type PublicLimits, readerAddress } from "../../gate/public-limits.ts";
import type { Store } from "../../store/store.ts";
import type { Front } from "../front.ts";
import { WORDS } from "../locales/index.ts";

export interface LinksDeps {
  store: Store;
  perform: Perform;
  limits: PublicLimits;
  now: () => number;
  settings: () => ActionSettings;
  /**
   * The page that a request is about; one that says nothing of any page where whoever asks may know of none. With a slug that
   * page, where it is there: whoever asks holds a link about it.
   */
  front: (request: IncomingMessage, slug?: string | null) => Front;
  /** By which channels readers may subscribe. */
  channels: () => readonly Channel[];
  team: () => readonly TeamTarget[];
  readBytes: (c: never, maxBytes: number) => Promise<Uint8Array>;
  asProblem: (error: unknown) => Problem;
  onInternalError: (error: unknown, requestId: string) => void;
}
export interface Env {
  Variables: { requestId: string };
  Bindings: { entrance: Entrance; incoming: IncomingMessage };
}
export type Request = Context<Env>;

export const frontOf = (c: Request, deps: Pick<LinksDeps, "front">): Front => deps.front(c.env.incoming);
/** The page that a subscription is about, whatever page its link was opened below. */
export const ownFrontOf = (c: Request, deps: Pick<LinksDeps, "front">, { page }: Pick<Scope, "page">): Front =>
  deps.front(c.env.incoming, page);
/** What the team reads is in English, like its other tools. */
export const teamFrontOf = (c: Request, deps: Pick<LinksDeps, "front">): Front => ({
  ...frontOf(c, deps),
  words: WORDS.en,
});

/** Whoever fills in the form, or holds a link that was sent to a subscriber. */
export const READER = { actor: { kind: "person", name: "anonymous" }, role: null } as const;

/** For the limits; the audit has the address that the connection came from. */
export const readerOf = (c: Request): string | undefined =>
  readerAddress({ peer: peerOf(c), forwardedFor: c.req.header("x-forwarded-for") });
const peerOf = (c: Request): string | undefined => c.env.incoming.socket.remoteAddress;

export const contextOf = (
  c: Request,
  deps: Pick<LinksDeps, "now" | "settings">,
  { actor, role, by }: { actor: Actor; role: Role | null; by: "form" | "link" },
): ActionContext => ({
  ...{ actor, role, now: deps.now(), requestId: c.get("requestId"), settings: deps.settings() },
  origin: `${by} ${originOf({ entrance: c.env.entrance, address: peerOf(c) })}`,
});
