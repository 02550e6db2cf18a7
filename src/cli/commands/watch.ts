import type { Client } from "../../client/client.ts";
import { actorLead, type EventLike, eventLine, eventNote } from "../../contract/event-words.ts";
import { getIncident, type Incident } from "../../contract/incidents.ts";
import { EXIT, type Problem } from "../../contract/problem.ts";
import { getStatus } from "../../contract/status.ts";
import { shortTime } from "../../contract/words.ts";
import { isActive } from "../../domain/incident.ts";
import { safeJson, safeLine } from "../../domain/safe-text.ts";
import type { Context } from "../context.ts";
import { examples, idText, type Register } from "../options.ts";
import { seqSince } from "../since.ts";
import { tellOfState } from "../tell-of-state.ts";

interface Options {
  since?: string;
  untilResolved?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("watch")
    .description("print events as they happen, one a line; comes back by itself after a lost connection")
    .option("--since <time or seq>", "start there: 02:00, 30m (ago), 2026-12-01, or after a seq (default: now)")
    .option(
      "--until-resolved <id>",
      "end with 0 once this incident is resolved or closed, or what it was merged into",
      idText,
    )
    .addHelpText(
      "after",
      examples(
        "tocsin watch",
        "tocsin watch --since 02:00",
        "tocsin watch --since 0 --json | jq -c 'select(.type == \"incident:opened\")'",
        "tocsin watch --until-resolved 42",
      ),
    )
    .action(run(watch));
};

const watch = async (context: Context, options: Options): Promise<number> => {
  const client = await context.connect();
  // First the place in the log, then the incident: what happens between the two is still to come as an event.
  const { seq: head } = await client.call(getStatus, {});
  const { now, timeZone } = context.io;
  const after =
    options.since === undefined ? head : await seqSince(client, options.since, { now: now(), timeZone, head });
  /** Of an incident that was merged, the one that it went into. */
  let awaited: number | undefined;
  if (options.untilResolved) {
    const incident = await survivorOf(client, options.untilResolved);
    if (!isActive(incident.state)) {
      context.say(`incident ${incident.id} is over already`);
      return EXIT.done;
    }
    awaited = incident.id;
  }
  const { followLive } = await import("../../client/live.ts");
  return new Promise((resolve, reject) => {
    const end = (outcome: number | Problem): void => {
      feed.close();
      if (typeof outcome === "number") resolve(outcome);
      else reject(outcome);
    };
    const onEvent = (event: EventLike): void => {
      printEvent(context, event);
      // Older events, asked for with --since, may tell of an earlier end that was followed by a reopening.
      if (event.incidentId !== awaited || event.seq <= head) return;
      if (event.type === "incident:merged") awaited = (event.data as { into: number }).into;
      if (event.type === "incident:resolved" || event.type === "incident:closed") end(EXIT.done);
    };
    const look = async (id: number): Promise<void> => {
      const incident = await survivorOf(client, String(id));
      awaited = incident.id;
      if (!isActive(incident.state)) end(EXIT.done);
    };
    const feed = followLive(client, after, {
      onEvent,
      onSnapshot: ({ seq }) => {
        printGap(context, seq);
        if (awaited !== undefined) look(awaited).catch(end);
      },
      onState: tellOfState(context, "watching"),
      onRefused: end,
    });
    // Nobody reads any more: `tocsin watch | head -3`.
    context.io.stdout.once("error", () => end(EXIT.done));
    context.io.interrupted.addEventListener("abort", () => end(EXIT.interrupted), { once: true });
  });
};

const survivorOf = async (client: Client, id: string): Promise<Incident> => {
  const incident = await client.call(getIncident, { id });
  return incident.mergedInto === undefined ? incident : survivorOf(client, String(incident.mergedInto));
};

const printEvent = (context: Context, event: EventLike): void => {
  if (context.flags.json) context.print(safeJson(event));
  else if (context.flags.quiet) context.print(String(event.seq));
  else context.print(watchLine(context, event));
};

const watchLine = ({ paint, io }: Context, event: EventLike): string => {
  const note = eventNote(event);
  const line = `${paint("dim", shortTime(event.at, io.timeZone))}  ${actorLead(event)}${eventLine(event, io.timeZone)}`;
  return note ? `${line}: ${safeLine(note)}` : line;
};

/** Events that the log no longer has: a hole that must not look like silence. */
const printGap = (context: Context, seq: number): void => {
  if (context.flags.json) context.print(safeJson({ gap: true, seq }));
  else if (!context.flags.quiet)
    context.print(
      context.paint("yellow", `--- gap: older events are no longer in the log; going on after seq ${seq} ---`),
    );
};
