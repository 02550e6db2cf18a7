// Every key of the config file with its default. Keys that a later step brings are named, so that `config check` can say "not yet".
import * as z from "zod";
import { ComponentId, PersonName, Severity } from "../contract/schemas/fields.ts";
import { DURATION_HINT, durationMs } from "../contract/time.ts";
import { CHANNELS } from "../domain/channel.ts";
import { targetOf } from "../domain/target.ts";
import { DEFAULT_UPTIME_RULE } from "../domain/uptime.ts";
import { duration, secret, secretPath, secretUrl, target } from "./marks.ts";
import { MAX_PAGES, PageConfig } from "./page-schema.ts";
import { Slug, section } from "./shapes.ts";

const Duration = (preset: string) =>
  duration(
    z
      .custom<string>((value) => typeof value === "string" && durationMs(value) !== undefined, {
        error: ({ input }) =>
          typeof input === "string"
            ? `is not a duration. ${DURATION_HINT}`
            : "must be a duration such as 20s, 5m or 2h: a number and its unit",
      })
      .default(preset)
      .transform((text) => durationMs(text)!),
  );

const MAX_POST = 10_000;
/** `off` reads as null. */
const AutoText = (preset: string) =>
  z.union([z.literal("off").transform(() => null), z.string().trim().min(1).max(MAX_POST)]).default(preset);

/** `off` reads as null. */
const DurationOrOff = (preset: string) =>
  duration(
    z
      .union([z.literal("off").transform(() => null), Duration(preset)], {
        error: `must be a duration or \`off\`. ${DURATION_HINT}`,
      })
      .default(() => (preset === "off" ? null : durationMs(preset)!)),
  );

const Labels = z.record(z.string(), z.coerce.string());

const ComponentConfig = z.strictObject({
  id: ComponentId,
  name: z.string().trim().min(1).max(128).optional(),
  description: z.string().max(1000).optional(),
  group: z.string().trim().min(1).max(128).optional(),
  /** Never on a page, feed, badge, public socket or in a message to subscribers. */
  hidden: z.boolean().default(false),
  /** Label sets of alerts that mean this component; any one of them, all of its labels equal. */
  match: z.union([Labels.transform((one) => [one]), z.array(Labels)]).default([]),
});

const HeaderName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, "must be the name of a header");
/** Twice the time in which a repeat may go uncounted while too much comes at once. */
const MIN_RESOLVE_AFTER_MS = 120_000;

const SourceConfig = z
  .strictObject({
    id: Slug,
    /** What its payloads are measured by where they look like nothing that is known. */
    kind: z.enum(["alertmanager", "grafana", "generic"]),
    /** What the sender authenticates with: Bearer, Basic password, or `?key=`. Beside `hmac`, both are needed. */
    key: secret(z.string().min(8, "must be at least 8 characters")).optional(),
    /** The sender signs what it sends: hex HMAC-SHA256 of the body, or of `<unix time>:<body>`. */
    hmac: z
      .strictObject({
        secret: secret(z.string().min(16, "must be at least 16 characters")),
        header: HeaderName.default("X-Tocsin-Signature"),
        /** Where the signed unix time stands; then a copy of a request does nothing, and an old one is refused. */
        timestamp_header: HeaderName.optional(),
      })
      .optional(),
    /** The sender's words for how bad it is, to ours. */
    severities: z.record(z.string().toLowerCase(), Severity).default({}),
    /** A firing alert that is not repeated for this long counts as over, as unknown rather than recovered. */
    resolve_after: duration(
      DurationOrOff("off").refine((ms) => ms === null || ms >= MIN_RESOLVE_AFTER_MS, "must be at least 2m"),
    ),
  })
  .refine(({ key, hmac }) => key !== undefined || hmac !== undefined, {
    path: ["key"],
    message: "is missing; a source needs a `key`, or `hmac` with a `secret`",
  });

const ListOfChannels = z.array(z.enum(CHANNELS));
const TeamTarget = z
  .strictObject({
    /** How it is called in `delivery list` and on the timeline. */
    name: Slug,
    channel: z.enum(CHANNELS),
    /** Where: a mail address, a URL, a chat's id; as `tocsin subscriber add CHANNEL TARGET` takes it. */
    target: target(
      z.union([z.string().max(2000), z.number().transform(String)], {
        error: "must be a mail address, a URL or a chat's number",
      }),
    ),
    /** What a webhook is signed with: `whsec_` and 24 to 64 bytes as base64. */
    secret: secret(
      z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, "must be whsec_ and 24 to 64 bytes as base64"),
    ).optional(),
    /** It is told of incidents that are at least as bad. */
    min_severity: Severity.default("info"),
    /** Whose it is: who acks by a link that was sent there, and who counts as paged. Without it, whoever acks gives a name. */
    person: PersonName.optional(),
  })
  // Who may write the config may also page into a private network.
  .check(({ value, issues }) => {
    const reading = targetOf(value.channel, value.target, true);
    if (reading.ok) value.target = reading.target;
    // Never what was written: the address of a chat is a password.
    else issues.push({ code: "custom", path: ["target"], input: "", message: `${reading.fault}. ${reading.hint}` });
  });
const Pem = z.string().regex(/-----BEGIN [A-Z ]+-----/, "must be in PEM form (-----BEGIN …)");
const MailServer = z.strictObject({
  host: z.string().trim().min(1),
  port: z.number().int().min(1).max(65535).default(587),
  /** `opportunistic`: encrypted where the server can, with a user or not at all; `required`: or not at all; `implicit`: from the first byte (465); `off`. */
  tls: z.enum(["opportunistic", "required", "implicit", "off"]).default("opportunistic"),
  user: z.string().optional(),
  password: secret(z.string()).optional(),
  /** The certificate of the authority that signed the server's, where the system does not know it; mostly given as `ca_file`. */
  ca: Pem.optional(),
  /** Connections at once. */
  connections: z.number().int().min(1).max(50).default(5),
  /** What the server takes from one sender; without it as fast as it goes. */
  max_per_second: z.number().int().min(1).max(10_000).optional(),
});

const HostAndPort = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, "must be host:port, like 10.0.0.1:26379");
const RedisConfig = z
  .strictObject({
    /** `rediss:` for TLS, `user:password@` to sign in, `/2` for the database with that number. */
    url: secretUrl(z.string().regex(/^rediss?:\/\/[^\s]+$/, "must be a URL like redis://127.0.0.1:6379")),
    /** Counts before the one in the URL. */
    password: secret(z.string().min(1)).optional(),
    /** Stands before every key; daemons that share one Redis need one each. */
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, `-` or `_`")
      .default("tocsin"),
    /** Send from inside the daemon too, beside the `tocsin worker` processes. */
    worker: z.boolean().default(true),
    /** The certificate of the authority that signed the server's, where the system does not know it; mostly given as `ca_file`. */
    ca: Pem.optional(),
    /** Our own certificate and its key, where the server asks for them. */
    cert: Pem.optional(),
    key: secret(Pem).optional(),
    /** The name in the server's certificate, where it is not the one that we connect to. */
    server_name: z.string().min(1).max(253).optional(),
    /** The master is asked for; `url` then says how to sign in to it, its database and whether by TLS, and its host is not used. */
    sentinel: z
      .strictObject({
        master: z.string().trim().min(1),
        addresses: z.array(HostAndPort).min(1).max(20),
        user: z.string().min(1).optional(),
        password: secret(z.string().min(1)).optional(),
        tls: z.boolean().default(false),
      })
      .optional(),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
    path: ["cert"],
    message: "and `key` go together; give both or none",
  })
  .refine(
    ({ url, sentinel, ca, cert, server_name }) =>
      url.startsWith("rediss:") || sentinel?.tls || (ca ?? cert ?? server_name) === undefined,
    { path: ["url"], message: "must begin with rediss:// where a certificate or `server_name` is given" },
  );

const Weight = z.number().min(0).max(1);
const PerMinute = z.number().int().min(1).max(10_000_000);

export const Config = z.strictObject({
  server: section({
    /** host:port of the TCP entrance; needs a token, the public parts excepted. */
    listen: z
      .string()
      .regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, "must be host:port, like 127.0.0.1:7373")
      .default("127.0.0.1:7373"),
    /** How people reach this daemon from outside; stands in messages and in the page's own links. */
    public_url: z.url({ protocol: /^https?$/, error: "must be a URL like https://status.example.org" }).optional(),
    /** Below which path readers find the pages; without it, the path of `public_url`. A proxy in front may cut it off or leave it. */
    base_path: z
      .string()
      .regex(/^(?:\/[A-Za-z0-9._~-]+){1,8}$/, "must be a path like /status, without a slash at its end")
      .optional(),
    /** Path of the unix socket; whoever may open it is an admin. */
    socket: z.string().min(1).optional(),
  }),
  data_dir: z.string().min(1).optional(),
  redis: RedisConfig.optional(),
  components: z.array(ComponentConfig).max(5000).default([]),
  pages: z.array(PageConfig).max(MAX_PAGES).default([]),
  v2: section({
    /** What the Statuspage v2 API answers as `indicator` while nothing but maintenance is on; some strict clients know no `maintenance`. */
    maintenance_indicator: z.enum(["maintenance", "none"]).default("maintenance"),
  }),
  notify: section({
    /** A recovery is told once it has lasted this long; what gets worse is told at once. */
    debounce: Duration("5m"),
    /** Deliver to addresses of private networks too (loopback, 10/8, 192.168/16, …). */
    allow_private_targets: z.boolean().default(false),
    /** More changes of one component than this within `debounce` are told as one: it is unstable. */
    flap: z.number().int().min(2).max(1000).default(6),
    /** Messages that one subscriber gets in an hour; what is more is told in a summary. */
    cap: z.number().int().min(1).max(100_000).default(20),
    /** Who mail is from, like `Example Status <status@example.org>`. */
    from: z
      .string()
      .trim()
      .regex(
        /^(?:[^<>\r\n]* <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
        "must be an address, like Status <status@example.org>",
      )
      .optional(),
    smtp: MailServer.optional(),
    /** Who is paged. */
    team: z.array(TeamTarget).max(100).default([]),
    /** How often the team is paged again while nobody has acked, and how many times at most. */
    remind_every: DurationOrOff("10m"),
    remind_times: z.number().int().min(0).max(100).default(6),
    /** What channels need to know besides their targets. */
    channels: section({
      telegram: z.strictObject({ bot_token: secret(z.string().min(1)) }).optional(),
      /** For topics that may only be written to with a token. */
      ntfy: z.strictObject({ token: secret(z.string().min(1)) }).optional(),
    }),
    /** By which channels readers may subscribe on the page; empty: by none. */
    public_channels: ListOfChannels.default(["email"]),
    /** Called every so often while all is well inside, so that somebody else notices when it is not. */
    heartbeat: z
      .strictObject({
        url: secretPath(z.url({ protocol: /^https?$/, error: "must be a URL like https://hc-ping.com/UUID" })),
        every: Duration("1m"),
      })
      .optional(),
  }),
  sources: z.array(SourceConfig).max(500).default([]),
  incidents: section({
    /** An alert that comes back within this time reopens its incident instead of opening a new one. */
    reopen_window: Duration("10m"),
    /** An ack that does not say how long it lasts runs out after this; the incident is then open again, and pages. */
    ack_timeout: DurationOrOff("off"),
    /** A resolved incident closes by itself after this. */
    auto_close: DurationOrOff("7d"),
    /** What is posted when an incident that the public knows of is resolved, and when it comes back; `off` for nothing. */
    auto_post: section({
      resolved: AutoText("This incident has been resolved."),
      reopened: AutoText("The problem has come back. We are looking into it."),
    }),
  }),
  uptime: section({
    /** What a moment at a level takes off: 0 nothing, 1 all of it. */
    weights: section({
      major_outage: Weight.default(DEFAULT_UPTIME_RULE.weights.major_outage),
      partial_outage: Weight.default(DEFAULT_UPTIME_RULE.weights.partial_outage),
      degraded_performance: Weight.default(DEFAULT_UPTIME_RULE.weights.degraded_performance),
    }),
    /** `exclude`: maintenance leaves the count; `count`: it counts as up. */
    maintenance: z.enum(["exclude", "count"]).default(DEFAULT_UPTIME_RULE.maintenance),
  }),
  limits: section({
    /** Requests that one token may make in a minute, over TCP; as many at once. */
    requests_per_minute: PerMinute.default(3000),
    /** Requests without a valid token that one address may make in a minute, failed sign-ins too. */
    anonymous_per_minute: PerMinute.default(120),
    /** Alerts that one source may send in a minute; beyond it, repeats that say nothing new are only counted. */
    alerts_per_minute: PerMinute.default(6000),
  }),
  log: section({ level: z.enum(["debug", "info", "warn", "error"]).default("info") }),
});
export type Config = z.output<typeof Config>;
export type ComponentConfig = Config["components"][number];
export type { PageConfig, Theme } from "./page-schema.ts";
export type TeamTarget = Config["notify"]["team"][number];
export type RedisConfig = NonNullable<Config["redis"]>;
export type MailServer = NonNullable<Config["notify"]["smtp"]>;
export type SourceConfig = Config["sources"][number];

/** The page that there is when the config names none. */
export const DEFAULT_PAGE: PageConfig = PageConfig.parse({});

/** Keys that the full contract knows and this version does not yet. */
export const NOT_YET: ReadonlySet<string> = new Set([
  ...["tls", "trusted_proxies"].map((key) => `server.${key}`),
  ...["map"].map((key) => `sources.${key}`),
  ...["routes", "heartbeats", "retention", "backup", "oncall", "people", "edge"],
]);
