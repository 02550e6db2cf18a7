// Clients under load that write down everything they were answered, so that it can be held against what is on disk.
import { send, TransportError } from "../../src/client/transport.ts";
import { API } from "../../src/contract/route.ts";
import { LEVELS, SEVERITIES } from "../../src/domain/level.ts";
import { POST_STATUSES } from "../../src/domain/post.ts";

/** One command. Its mark goes into the log with it (a title, a note, a reason), so that it is found there; it is also its Idempotency-Key. */
export interface Command {
  mark: string;
  client: string;
  path: string;
  body: Record<string, unknown>;
  /** Absent: a POST. The others are the same when done twice, and have no record. */
  method?: "PATCH" | "PUT";
  /** The one event of its kind that it leaves, where the verb has no text of its own. */
  leaves?: { type: "maintenance:cancelled" | "incident:merged"; id: number };
  reply?: { status: number; result: string | undefined; body: Record<string, unknown> };
}
export interface Recorder {
  commands: readonly Command[];
  /** Eight clients at once, until the daemon is gone or each has sent so many. */
  load: (socketPath: string, perClient: number) => Promise<void>;
  /** Sends what was never answered again, under the same keys; what has no key is left as it was. */
  repeatUnanswered: (socketPath: string) => Promise<readonly Command[]>;
}

const CLIENTS = 8;
const TIMEOUT_MS = 15_000;
const KEYS = ["disk", "network"];

/** The same seed gives each client the same intentions; what it meets depends on the others. */
export const createRecorder = (seed: number, componentIds: readonly string[]): Recorder => {
  const commands: Command[] = [];
  const incidents: number[] = [];
  const windows: number[] = [];

  const ask = async (socketPath: string, command: Command): Promise<void> => {
    const reply = await send(
      { kind: "unix", path: socketPath },
      {
        method: command.method ?? "POST",
        path: API + command.path,
        headers: { "tocsin-actor": command.client, "idempotency-key": command.mark },
        body: JSON.stringify(command.body),
        timeoutMs: TIMEOUT_MS,
      },
    );
    command.reply = { status: reply.status, result: reply.headers["tocsin-result"], body: JSON.parse(reply.body) };
    if (reply.status >= 300 || command.method) return;
    if (command.path === "/incidents") incidents.push(Number(command.reply.body.id));
    if (command.path === "/maintenances") windows.push(Number(command.reply.body.id));
  };

  const run = async (socketPath: string, client: string, random: () => number, count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent += 1) {
      const mark = `${client}-${commands.length}`;
      const command = { mark, client, ...intend(mark, random, { incidents, windows, componentIds }) };
      commands.push(command);
      try {
        await ask(socketPath, command);
      } catch (error) {
        if (error instanceof TransportError) return; // the daemon is gone; what became of this one is the question
        throw error;
      }
    }
  };

  return {
    commands,
    load: async (socketPath, perClient) => {
      const clients = Array.from({ length: CLIENTS }, (_, index) =>
        run(socketPath, `client${index}`, randomFrom(seed * CLIENTS + index + commands.length), perClient),
      );
      await Promise.all(clients);
    },
    repeatUnanswered: async (socketPath) => {
      const unanswered = commands.filter((command) => !command.reply && !command.method);
      for (const command of unanswered) await ask(socketPath, command);
      return unanswered;
    },
  };
};

interface Known {
  incidents: readonly number[];
  windows: readonly number[];
  componentIds: readonly string[];
}
type Intent = Pick<Command, "path" | "body" | "method" | "leaves">;

/** What a client does next: mostly with what is there, and more often newer than older. */
const intend = (mark: string, random: () => number, known: Known): Intent => {
  const incident = pickRecent(known.incidents, random);
  const window = pickRecent(known.windows, random);
  const dice = random();
  if (incident === undefined || dice < 0.3) return open(mark, random, known.componentIds);
  if (dice < 0.38) return schedule(mark, random, known.componentIds);
  if (dice < 0.42 && window !== undefined) {
    const leaves = { type: "maintenance:cancelled", id: window } as const;
    return { path: `/maintenances/${window}/cancel`, body: {}, leaves };
  }
  if (dice < 0.46) {
    const leaves = { type: "incident:merged", id: incident } as const;
    return { path: `/incidents/${incident}/merge`, body: { into: pickRecent(known.incidents, random) }, leaves };
  }
  if (dice < 0.5) return pin(mark, random, known.componentIds);
  if (dice < 0.56) return edit(mark, random, incident, known.componentIds);
  if (dice < 0.59) return { path: `/incidents/${incident}/notes`, body: { text: mark } };
  if (dice < 0.66) return post(mark, random, incident, known.componentIds);
  if (dice < 0.72) return { path: `/incidents/${incident}/ack`, body: { note: mark, ...forHowLong(random) } };
  if (dice < 0.75) return { path: `/incidents/${incident}/reopen`, body: { note: mark } };
  if (dice < 0.93) return { path: `/incidents/${incident}/resolve`, body: { note: mark } };
  return { path: `/incidents/${incident}/close`, body: { note: mark } };
};

/** Some run out while the test looks on. */
const forHowLong = (random: () => number): { forMs?: number } => {
  const dice = random();
  if (dice < 0.4) return {};
  return { forMs: dice < 0.8 ? 1000 : 3600_000 };
};

const pin = (mark: string, random: () => number, componentIds: readonly string[]): Intent => ({
  ...{ method: "PUT", path: `/components/${pick(componentIds, random)}/override` },
  body: { level: pick(LEVELS, random), reason: mark, forMs: random() < 0.7 ? 1000 : 3600_000 },
});

const edit = (mark: string, random: () => number, incident: number, componentIds: readonly string[]): Intent => {
  const severity = random() < 0.5 ? { severity: pick(SEVERITIES, random) } : {};
  const components = random() < 0.5 ? { components: pickSome(componentIds, random).map((id) => ({ id })) } : {};
  return { method: "PATCH", path: `/incidents/${incident}`, body: { title: mark, ...severity, ...components } };
};

/** Some are refused, since the incident is over or goes on. */
const post = (mark: string, random: () => number, incident: number, componentIds: readonly string[]): Intent => {
  const status = pick(POST_STATUSES, random);
  const components = pickSome(componentIds, random).map((id) => ({ id, level: pick(LEVELS, random) }));
  const more = status === "resolved" ? { resolve: random() < 0.7 } : random() < 0.5 ? { components } : {};
  return { path: `/incidents/${incident}/posts`, body: { status, text: mark, ...more } };
};

const open = (mark: string, random: () => number, componentIds: readonly string[]): Intent => {
  const components = pickSome(componentIds, random).map((id) =>
    random() < 0.3 ? { id, level: pick(LEVELS, random) } : { id },
  );
  const key = random() < 0.2 ? { key: pick(KEYS, random) } : {};
  return {
    path: "/incidents",
    body: { title: mark, message: mark, severity: pick(SEVERITIES, random), components, ...key },
  };
};

/** Starts at once or very soon; some end by themselves while the test looks on. */
const schedule = (mark: string, random: () => number, componentIds: readonly string[]): Intent => {
  const startsAt = Date.now() + (random() < 0.5 ? -1000 : 100 * random());
  const endsAt = Date.now() + (random() < 0.5 ? 3600_000 : 200 + 600 * random());
  const [first] = pickSome(componentIds, random);
  return {
    path: "/maintenances",
    body: {
      ...{ title: mark, components: [first ?? componentIds[0]] },
      ...{ startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() },
    },
  };
};

/** mulberry32: small, and the same everywhere. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)]!;
const pickSome = <T>(list: readonly T[], random: () => number): T[] => list.filter(() => random() < 0.35);
const pickRecent = <T>(list: readonly T[], random: () => number): T | undefined =>
  list[Math.floor(list.length * (1 - random() ** 3))] ?? list.at(-1);
