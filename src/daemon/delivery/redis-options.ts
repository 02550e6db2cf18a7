// How the config's `redis` reads to the client library: where, as whom, by TLS or not, through sentinels or not.
import type { ConnectionOptions } from "node:tls";
import type { RedisOptions } from "ioredis";
import type { RedisConfig } from "../../config/schema.ts";

export type LinkOptions = Omit<RedisOptions, "replyMapping">;

/** A sentinel that does not answer in this time is passed over. */
const SENTINEL_TIMEOUT_MS = 2000;

/** With the password, where it stands beside it: the library would take the one in the URL. */
export const urlOf = ({ url, password }: RedisConfig): string => {
  if (password === undefined) return url;
  const whole = new URL(url);
  whole.password = encodeURIComponent(password);
  return whole.href;
};

export const optionsOf = (redis: RedisConfig): LinkOptions => ({
  ...(isByTls(redis) ? { tls: tlsOf(redis) } : {}),
  ...(redis.sentinel ? sentinelOf(redis, redis.sentinel) : {}),
});

const isByTls = (redis: RedisConfig): boolean => redis.url.startsWith("rediss:");

const tlsOf = ({ ca, cert, key, server_name }: RedisConfig): ConnectionOptions => ({
  ...(ca === undefined ? {} : { ca }),
  ...(cert === undefined ? {} : { cert }),
  ...(key === undefined ? {} : { key }),
  ...(server_name === undefined ? {} : { servername: server_name }),
});

const sentinelOf = (redis: RedisConfig, sentinel: NonNullable<RedisConfig["sentinel"]>): LinkOptions => ({
  name: sentinel.master,
  sentinels: sentinel.addresses.map(addressOf),
  sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
  enableTLSForSentinelMode: isByTls(redis),
  // A master that became a replica: the sentinels know the new one.
  reconnectOnError: (error) => error.message.startsWith("READONLY"),
  ...(sentinel.user === undefined ? {} : { sentinelUsername: sentinel.user }),
  ...(sentinel.password === undefined ? {} : { sentinelPassword: sentinel.password }),
  ...(sentinel.tls ? { sentinelTLS: tlsOf(redis) } : {}),
});

const addressOf = (text: string): { host: string; port: number } => {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(text.slice(colon + 1)) };
};

/** Without credentials: host:port, or which master. */
export const placeOf = ({ url, sentinel }: RedisConfig): string =>
  sentinel ? `the master "${sentinel.master}" of ${sentinel.addresses.join(", ")}` : new URL(url).host;
