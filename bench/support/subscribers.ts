// Many who are told, put in as an operator would: by the import route.
import { type Client, createClient } from "../../src/client/client.ts";
import { importSubscribers, MAX_IMPORT } from "../../src/contract/subscribers.ts";
import type { BenchDaemon } from "./daemon.ts";

export const clientOf = ({ socketPath }: BenchDaemon): Client =>
  createClient({ env: { TOCSIN_SOCKET: socketPath, TOCSIN_ACTOR: "ann" } });

/** Webhooks at `url/0`, `url/1`, …; all of them want everything. */
export const subscribe = async (daemon: BenchDaemon, url: string, count: number): Promise<void> => {
  const client = clientOf(daemon);
  for (let from = 0; from < count; from += MAX_IMPORT) {
    const items = Array.from({ length: Math.min(MAX_IMPORT, count - from) }, (_, index) => ({
      channel: "webhook" as const,
      target: `${url}/${from + index}`,
    }));
    const { refused } = await client.call(importSubscribers, { items, verified: true });
    if (refused.length > 0) throw new Error(`a subscriber was refused: ${refused[0]!.message}`);
  }
};
