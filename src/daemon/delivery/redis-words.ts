// What Redis or the way to it says, in plain words with what to do. Redis puts a code before its words: "NOAUTH Authentication …".

interface Explanation {
  says: RegExp;
  words: string;
  toDo: string;
}
const EXPLANATIONS: readonly Explanation[] = [
  {
    says: /^NOAUTH/,
    words: "it asks for a password",
    toDo: "Put it into `redis.url` (redis://USER:PASSWORD@HOST) or `redis.password_file`.",
  },
  {
    says: /^WRONGPASS|invalid (username-)?password/i,
    words: "it does not know this user and password",
    toDo: "Mend them in `redis.url` or `redis.password_file`.",
  },
  {
    says: /NOPERM|can't run this command|no permissions|ACL failure/i,
    words: "its user may not do what deliveries need",
    toDo: "Run `redis-cli acl setuser USER ~PREFIX:* +@all -@dangerous +info +client|list`, with `redis.prefix` for PREFIX.",
  },
  {
    says: /READONLY/,
    words: "it is a replica, which takes no jobs",
    toDo: "Name the master in `redis.url`, or the sentinels in `redis.sentinel`.",
  },
  {
    says: /MASTERDOWN/,
    words: "it is a replica that has lost its master",
    toDo: "Name the master in `redis.url`, or the sentinels in `redis.sentinel`.",
  },
  {
    says: /LOADING/,
    words: "it is still loading its data",
    toDo: "Nothing is to be done: jobs go there once it has.",
  },
  {
    says: /OOM/,
    words: "its memory is full",
    toDo: "Raise its `maxmemory`, or see with `redis-cli --bigkeys` what fills it.",
  },
  {
    says: /MISCONF/,
    words: "it cannot write to its disk, and takes nothing meanwhile",
    toDo: "See its log, and make room on its disk.",
  },
  {
    says: /NOREPLICAS/,
    words: "it has fewer replicas than it wants before it takes anything",
    toDo: "Start its replicas, or lower its `min-replicas-to-write`.",
  },
  {
    says: /DB index is out of range/,
    words: "it has no database with this number",
    toDo: "Mend the number at the end of `redis.url`.",
  },
  {
    says: /All sentinels are unreachable/,
    words: "no sentinel says where the master is",
    toDo: "Check that they run, and `redis.sentinel`.",
  },
  {
    says: /self.signed certificate|unable to verify|unable to get (local )?issuer/i,
    words: "its certificate is of an authority that is not trusted here",
    toDo: "Name the authority's certificate in `redis.ca_file`.",
  },
  {
    says: /certificate has expired/i,
    words: "its certificate has expired",
    toDo: "Renew it.",
  },
  {
    says: /does not match certificate's altnames/i,
    words: "its certificate is for another name",
    toDo: "Connect to it by that name, or give it in `redis.server_name`.",
  },
  {
    says: /wrong version number|packet length too long|record layer/i,
    words: "it does not speak TLS there",
    toDo: "Write redis:// in `redis.url`, or its TLS port.",
  },
  {
    says: /certificate required|bad certificate|handshake failure/i,
    words: "it asks for a certificate of ours",
    toDo: "Give it in `redis.cert_file` and `redis.key_file`.",
  },
  {
    says: /ETIMEDOUT/,
    words: "it does not answer in time",
    toDo: "Check the address, and whether it speaks TLS there (rediss://) or not (redis://).",
  },
  {
    says: /ECONNRESET|closed the connection/,
    words: "it hangs up",
    toDo: "Check that it runs, and whether it wants TLS (rediss:// in `redis.url`).",
  },
];
const ELSE = "Check that it runs, and `redis.url`.";

/** "its memory is full (OOM command not …)" and what to do about it. */
export const explainRedis = (why: string): { words: string; toDo: string } => {
  const known = EXPLANATIONS.find(({ says }) => says.test(why));
  return known ? { words: `${known.words} (${why})`, toDo: known.toDo } : { words: why, toDo: ELSE };
};

/** Node gathers the attempts of several addresses in an error without words. */
export const wordsOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join(", ");
  return error instanceof Error ? error.message : String(error);
};
