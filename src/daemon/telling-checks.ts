// What the doctor says of telling: who is told, by what, and whether it arrives.
import type { Config } from "../config/schema.ts";
import { formatDuration, formatTime } from "../contract/time.ts";
import type { Channel } from "../domain/channel.ts";
import type { Check } from "./health.ts";
import { inspectLinkKey } from "./store/link-key.ts";
import type { Store } from "./store/store.ts";
import { type LastTries, MAX_DEAD_COUNTED, type Retrying, type Targets } from "./store/views/telling.ts";
import { thrifty } from "./thrifty.ts";

/** Deliveries that wait longer than this are worth a word. */
const LATE_MS = 120_000;
const DAY_MS = 24 * 3600_000;

type TriedTarget = Pick<LastTries, "retrying"> & { target: string };

export interface TellingOptions {
  store: Store;
  now: () => number;
  config: () => Pick<Config, "notify" | "server" | "components">;
  /** Where the key of links lies. */
  dataDir: string;
  /** Did the last try by this channel get through? */
  isWorking: (channel: Channel) => boolean;
  engineTrouble: () => string | null;
  /** Why the outbound heartbeat cannot be called; null: it can, or there is none. */
  heartbeatTrouble: () => string | null;
}

export const createTellingChecks = (options: TellingOptions): (() => Check[]) => {
  const { store, now } = options;
  const notify = (): Config["notify"] => options.config().notify;
  const waiting = thrifty(store.tellingFacts.waitingInLanes);
  const targets = thrifty(store.tellingFacts.targets);
  const retrying = thrifty(store.tellingFacts.retrying);
  /** Where the last try failed too, and something waits for another. */
  const failing = (): Retrying[] => retrying().filter(({ channel }) => !options.isWorking(channel));
  const dead = thrifty(() => store.tellingFacts.dead(now() - DAY_MS));

  const engine = (): Check => {
    const trouble = options.engineTrouble();
    if (trouble === null) return { name: "delivery engine", state: "ok", detail: "takes work" };
    const hint = "Deliveries wait in their rows and go out when it is back.";
    return { name: "delivery engine", state: "failed", detail: trouble, hint };
  };

  const pause = (): Check[] => {
    const paused = store.pauses.inForce(now());
    if (!paused) return [];
    const until = paused.until === null ? "" : ` until ${inUtc(paused.until)}`;
    const reason = paused.reason === null ? "" : `: ${paused.reason}`;
    const detail = `sending to ${paused.scope} is paused by ${paused.author} since ${inUtc(paused.at)}${until}${reason}`;
    return [
      {
        name: "pause",
        state: "warning",
        detail,
        hint: "`tocsin notify resume` goes on; what is still true goes out then.",
      },
    ];
  };

  const deliveries = (): Check => {
    const count = [...waiting().values()].reduce((sum, one) => sum + one, 0);
    const lateMs = now() - (store.deliveries.nextDue() ?? now());
    if (lateMs <= LATE_MS) return { name: "deliveries", state: "ok", detail: `${count} waiting` };
    const detail = `${count} waiting, the oldest due for ${formatDuration(lateMs)}`;
    if (store.pauses.inForce(now()))
      return { name: "deliveries", state: "ok", detail: `${detail}, while sending is paused` };
    return {
      name: "deliveries",
      state: "warning",
      detail,
      hint: "See `tocsin delivery list --state retrying`, and `--state queued`.",
    };
  };

  const deadOnes = (): Check => {
    const byChannel = dead();
    if (byChannel.length === 0)
      return { name: "dead deliveries", state: "ok", detail: "none in the last day to anybody who is still told" };
    const detail = byChannel.map(({ channel, count, reason }) => {
      const many = count >= MAX_DEAD_COUNTED ? `at least ${count}` : String(count);
      return `${many} by ${channel}, the last because ${reason ?? "it was given up"}`;
    });
    return {
      ...{ name: "dead deliveries", state: "warning", detail: `in the last day ${detail.join("; ")}` },
      hint: "See `tocsin delivery list --state dead`; once the way is mended, `tocsin delivery retry ID`.",
    };
  };

  /** Mail and the team have checks of their own. */
  const retries = (): Check[] => {
    const channels = failing().filter(({ audience, channel }) => audience === "public" && channel !== "email");
    if (channels.length === 0) return [];
    const detail = channels.map(
      ({ channel, targets: many, reason }) =>
        `${many} by ${channel} could not be reached, the newest because ${reason ?? "it failed"}`,
    );
    return [
      {
        ...{ name: "retries", state: "warning", detail: detail.join("; ") },
        // One target alone is that target's trouble; of several, ours is more likely.
        ...(channels.every(({ targets: many }) => many === 1) ? { isAdvice: true } : {}),
        hint: "They are tried again for a day: see `tocsin delivery list --state retrying`.",
      },
    ];
  };

  const quarantined = (): Check => {
    const all = targets().filter(({ state, audience }) => state === "quarantined" && audience === "public");
    if (all.length === 0) return { name: "quarantined subscribers", state: "ok", detail: "none" };
    return {
      ...{ name: "quarantined subscribers", state: "warning", isAdvice: true, detail: countsOf(all) },
      hint: "They are sent nothing any more: see `tocsin subscriber list --state quarantined`.",
    };
  };

  const team = (): Check => {
    const { team: configured } = notify();
    if (configured.length === 0) {
      if (options.config().components.length === 0)
        return { name: "team", state: "ok", detail: "nothing to page anybody about" };
      const hint = "Name who is paged under `notify.team` in the config, and `tocsin reload`.";
      return { name: "team", state: "warning", isAdvice: true, detail: "nobody is paged: set notify.team", hint };
    }
    const names = new Set(configured.map(({ name }) => name));
    const rows = store.subscribers.team().filter((row) => names.has(row.target));
    const tried = rows.map((row) => ({ ...row, ...store.tellingFacts.lastTries(row.id) }));
    const unreached = tried.filter(({ state, isNewestDead }) => state === "quarantined" || isNewestDead);
    if (unreached.length === 0) return waitingTeam(tried, configured.length);
    return {
      ...{
        name: "team",
        state: "failed",
        detail: `the newest message did not reach ${unreached.map(({ target }) => target).join(", ")}`,
      },
      hint: `See \`tocsin notify status\`; try the way with \`tocsin delivery test ${unreached[0]!.target}\`.`,
    };
  };

  const waitingTeam = (tried: readonly TriedTarget[], count: number): Check => {
    const waits = tried.flatMap(({ target, retrying: failed }) =>
      failed ? [`${target} (${failed.reason ?? "it failed"})`] : [],
    );
    if (waits.length === 0) return { name: "team", state: "ok", detail: `${count} paged` };
    return {
      ...{ name: "team", state: "warning", detail: `a message waits for another try to ${waits.join(", ")}` },
      hint: "See `tocsin notify status` and `tocsin delivery list --state retrying`.",
    };
  };

  const mail = (): Check => {
    const { smtp, team: configured } = notify();
    const isTeamMailed = configured.some(({ channel }) => channel === "email");
    const mailed = targets().filter(({ channel, state }) => channel === "email" && state !== "quarantined");
    if (smtp) return mailBy(`by ${smtp.host}:${smtp.port}`);
    if (!isTeamMailed && mailed.length === 0) return { name: "mail", state: "ok", detail: "nobody is mailed" };
    return {
      ...{
        name: "mail",
        state: "warning",
        detail: `no mail server is configured, and there is somebody to mail (${isTeamMailed ? "the team" : countsOf(mailed)})`,
      },
      hint: "Set `notify.smtp` in the config, and `tocsin reload`; mail waits for a day.",
    };
  };

  const mailBy = (server: string): Check => {
    const waits = failing().filter(({ channel }) => channel === "email");
    if (waits.length === 0) return { name: "mail", state: "ok", detail: server };
    const count = waits.reduce((sum, one) => sum + one.count, 0);
    return {
      ...{ name: "mail", state: "warning" },
      detail: `${server} does not get out: ${waits[0]!.reason ?? "it failed"}; ${count} waiting for another try`,
      hint: "Mail is tried again for a day. See `tocsin delivery list --state retrying`.",
    };
  };

  const links = (): Check => {
    const key = inspectLinkKey(options.dataDir);
    if (key.kind !== "ok")
      return {
        ...{
          name: "links in messages",
          state: "warning",
          detail: `link.key is ${key.kind === "unreadable" ? `unreadable: ${key.why}` : key.kind}`,
        },
        hint:
          key.kind === "open to others"
            ? "Whoever has it can make links that ack and unsubscribe: `chmod 600` it."
            : "Restore it from a backup before the next start: links that were sent would not work any more.",
      };
    const { team, smtp, public_channels: open } = notify();
    const mayBeTold = open.some((channel) => channel !== "email" || smtp !== undefined);
    const isAnybodyTold = team.length > 0 || targets().length > 0 || mayBeTold;
    if (options.config().server.public_url === undefined && isAnybodyTold)
      return {
        ...{
          name: "links in messages",
          state: "warning",
          isAdvice: true,
          detail: "lead to this machine's own address",
        },
        hint: "Set `server.public_url` to where people reach it, and `tocsin reload`.",
      };
    return { name: "links in messages", state: "ok", detail: "signed" };
  };

  const heartbeat = (): Check[] => {
    if (!notify().heartbeat) return [];
    const trouble = options.heartbeatTrouble();
    if (trouble === null) return [{ name: "heartbeat", state: "ok", detail: "is called" }];
    return [
      { name: "heartbeat", state: "warning", detail: trouble, hint: "See `notify.heartbeat.url` in the config." },
    ];
  };

  return () => [
    engine(),
    ...pause(),
    deliveries(),
    deadOnes(),
    ...retries(),
    quarantined(),
    team(),
    mail(),
    links(),
    ...heartbeat(),
  ];
};

const inUtc = (ms: number): string => formatTime(ms, "UTC");

/** `12 by email, 3 by webhook`. */
const countsOf = (targets: readonly Targets[]): string => {
  const byChannel = new Map<Channel, number>();
  for (const { channel, count } of targets) byChannel.set(channel, (byChannel.get(channel) ?? 0) + count);
  return [...byChannel].map(([channel, count]) => `${count} by ${channel}`).join(", ");
};
