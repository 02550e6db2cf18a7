// Every key of the config file with its default. Keys that a later step brings are named, so that `config check` can say "not yet".
import * as z from "zod";
import { ComponentId, Severity, TimeZone } from "../contract/schemas/fields.ts";
import { DURATION_HINT, durationMs } from "../contract/time.ts";
import { duration, secret, secretUrl } from "./marks.ts";

const Duration = (preset: string) =>
  duration(
    z
      .string()
      .default(preset)
      .transform((text, context) => {
        const ms = durationMs(text);
        if (ms !== undefined) return ms;
        context.addIssue({ code: "custom", message: `is not a duration. ${DURATION_HINT}` });
        return z.NEVER;
      }),
  );

/** `off` reads as null. */
const DurationOrOff = (preset: string) =>
  duration(
    z
      .union([z.literal("off").transform(() => null), Duration(preset)], {
        error: `must be a duration or \`off\`. ${DURATION_HINT}`,
      })
      .default(() => (preset === "off" ? null : durationMs(preset)!)),
  );

const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "must be 1 to 64 lower-case letters, digits or `-`");
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

const PerMinute = z.number().int().min(1).max(10_000_000);

const section = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape).prefault({} as never);

export const Config = z.strictObject({
  server: section({
    /** host:port of the TCP entrance; needs a token, the public parts excepted. */
    listen: z
      .string()
      .regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, "must be host:port, like 127.0.0.1:7373")
      .default("127.0.0.1:7373"),
    /** How people reach this daemon from outside; stands in messages and in the page's own links. */
    public_url: z.url({ protocol: /^https?$/, error: "must be a URL like https://status.example.org" }).optional(),
    /** Path of the unix socket; whoever may open it is an admin. */
    socket: z.string().min(1).optional(),
  }),
  data_dir: z.string().min(1).optional(),
  redis: z
    .strictObject({
      url: secretUrl(z.string().regex(/^rediss?:\/\//, "must be a URL like redis://127.0.0.1:6379")),
      /** Stands before every key; daemons that share one Redis need one each. */
      prefix: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, `-` or `_`")
        .default("tocsin"),
      /** Send from inside the daemon too, beside the `tocsin worker` processes. */
      worker: z.boolean().default(true),
    })
    .optional(),
  components: z.array(ComponentConfig).max(5000).default([]),
  pages: z
    .array(
      z.strictObject({
        slug: Slug.default("status"),
        title: z.string().trim().min(1).max(128).default("Status"),
        /** Ids of the components shown, in this order; absent: all that are not hidden. */
        components: z.array(ComponentId).optional(),
        time_zone: TimeZone.default("UTC"),
      }),
    )
    .max(1, "more than one page is not yet possible")
    .default([]),
  notify: section({
    /** A recovery is told once it has lasted this long; what gets worse is told at once. */
    debounce: Duration("5m"),
    /** Deliver to addresses of private networks too (loopback, 10/8, 192.168/16, …). */
    allow_private_targets: z.boolean().default(false),
  }),
  sources: z.array(SourceConfig).max(500).default([]),
  incidents: section({
    /** An alert that comes back within this time reopens its incident instead of opening a new one. */
    reopen_window: Duration("10m"),
    /** An ack that does not say how long it lasts runs out after this; the incident is then open again, and pages. */
    ack_timeout: DurationOrOff("off"),
    /** A resolved incident closes by itself after this. */
    auto_close: DurationOrOff("7d"),
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
export type PageConfig = Config["pages"][number];
export type SourceConfig = Config["sources"][number];

/** The page that there is when the config names none. */
export const DEFAULT_PAGE: PageConfig = { slug: "status", title: "Status", time_zone: "UTC" };

/** Keys that the full contract knows and this version does not yet. */
export const NOT_YET: ReadonlySet<string> = new Set([
  ...["tls", "trusted_proxies", "base_path"].map((key) => `server.${key}`),
  ...["smtp", "from", "flap", "team", "channels"].map((key) => `notify.${key}`),
  ...["map"].map((key) => `sources.${key}`),
  ...["domain", "private", "locale", "theme"].map((key) => `pages.${key}`),
  ...["auto_post"].map((key) => `incidents.${key}`),
  ...["routes", "heartbeats", "retention", "backup", "oncall", "people", "edge"],
]);
