import type { Client } from "../client/client.ts";
import { getWhoami } from "../contract/tokens.ts";

/** Who the daemon takes us for. */
export const nameOfMe = async (client: Client): Promise<string> => (await client.call(getWhoami, {})).actor.name;
