// What every handler finds in hono's context.
import type { IncomingMessage } from "node:http";
import type { Entrance } from "../gate/authenticate.ts";

export interface HttpEnv {
  Bindings: { entrance: Entrance; incoming: IncomingMessage };
  Variables: { requestId: string };
}
