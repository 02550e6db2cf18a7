// What sending costs without Tocsin: a loop that posts one body so many times, so many at once, with the HTTP client that the
// daemon has too. In its own process.
import { Agent, request } from "undici";
import { serve } from "./processes.ts";

export interface BareSenderQuestion {
  url: string;
  body: string;
  headers: Record<string, string>;
  count: number;
  concurrency: number;
}

const dispatcher = new Agent({ pipelining: 1 });

serve(async ({ url, body, headers, count, concurrency }: BareSenderQuestion): Promise<{ sent: number }> => {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const target = `${url}/${next++}`;
      const reply = await request(target, { method: "POST", headers, body, dispatcher });
      await reply.body.dump();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { sent: count };
});
