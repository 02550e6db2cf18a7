// Takes jobs back that no worker has begun. Taking one out of the list is what makes it ours: a worker takes it the same way.
import type { Lane } from "../../domain/lane.ts";
import type { RedisLink } from "./bullmq-connection.ts";
import { jobKeyOf, KEEP_MS, outcomeKeyOf } from "./bullmq-jobs.ts";

/** So that Redis is never busy with one call for long. */
const AT_ONCE = 200;
const UNSENT = JSON.stringify({ kind: "unsent", reason: "it was taken back before anybody sent it" });

/**
 * The outcome is written in the same step, so that a lost reply, or a daemon that dies before it says what happened, leaves
 * no doubt that this job was never sent.
 */
const SCRIPT = `
local taken = {}
for index, id in ipairs(ARGV) do
  if index > 4 and redis.call('LREM', KEYS[1], 0, id) > 0 then
    redis.call('DEL', ARGV[1] .. id)
    redis.call('SET', ARGV[2] .. id, ARGV[3], 'PX', ARGV[4])
    taken[#taken + 1] = id
  end
end
return taken`;

/** Those that were taken back; of a call that failed, none. */
export const takeBack = async (
  { client }: RedisLink,
  { prefix, lane, ids }: { prefix: string; lane: Lane; ids: readonly string[] },
): Promise<string[]> => {
  const taken: string[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const bite = ids.slice(at, at + AT_ONCE);
    const fixed = [jobKeyOf(prefix, lane, ""), outcomeKeyOf(prefix, ""), UNSENT, KEEP_MS];
    taken.push(...((await client.eval(SCRIPT, 1, jobKeyOf(prefix, lane, "wait"), ...fixed, ...bite)) as string[]));
  }
  return taken;
};
