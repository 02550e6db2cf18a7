// A page on which everything has happened that the Statuspage v2 API can tell, on a clock that stands still between the acts.
import {
  ackIncident,
  editPost,
  noteIncident,
  openIncident,
  postIncident,
  resolveIncident,
} from "../../src/contract/incidents.ts";
import {
  cancelMaintenance,
  editMaintenance,
  endMaintenance,
  scheduleMaintenance,
  updateMaintenance,
  verifyMaintenance,
} from "../../src/contract/maintenances.ts";
import { setOverride } from "../../src/contract/status.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { readAll } from "./statuspage-shapes.ts";

const HOUR = 3600_000;
/** The clocks of St. John's go back from -02:30 to -03:30 at 04:30 UTC of the next day. */
export const START = Date.UTC(2026, 9, 31, 16);
export const LONG = `${"All work and no play. ".repeat(454)}Done 🔥 done`;
const iso = (ms: number): string => new Date(ms).toISOString();

export const CONFIG = {
  server: { public_url: "https://status.example.org" },
  pages: [{ slug: "status", title: "Acme 🔔 حالة", time_zone: "America/St_Johns" }],
  components: [
    { id: "web", name: "Website", description: "www.example.org" },
    { id: "api", name: "API", group: "Platform" },
    { id: "db", name: "Database", group: "Platform", description: "Holds <all> & more" },
    { id: "vault", name: "Vault", group: "Platform", hidden: true },
    { id: "cdn", name: "CDN" },
    { id: "mail", name: "بريد 📮", group: "مكتب 🏢" },
  ],
};

export const tellStory = async () => {
  const daemon = await startTestDaemon({ hasFile: true, config: CONFIG, ports: { now: () => START } });
  const { client, wind } = daemon;
  const open = async (title: string, severity: "critical" | "high" | "medium" | "low", ...ids: string[]) =>
    (await client.call(openIncident, { title, severity, components: ids.map((id) => ({ id })) })).id;
  const say = (
    id: number,
    status: "investigating" | "identified" | "monitoring" | "resolved",
    text: string,
    more = {},
  ) => client.call(postIncident, { id, status, text, ...more });
  const plan = async (title: string, from: number, hours: number, components: string[], more = {}) =>
    (
      await client.call(scheduleMaintenance, {
        ...{
          title,
          startsAt: iso(START + from * HOUR),
          endsAt: iso(START + (from + hours) * HOUR),
          components,
          ...more,
        },
      })
    ).id;

  // What nobody outside may know of.
  const secret = await open("db7-secret is full", "critical", "vault");
  await client.call(noteIncident, { id: secret, text: "internal note" });

  const past = await open("db7-secret lost a disk", "critical", "db", "vault");
  await client.call(ackIncident, { id: past });
  await say(past, "investigating", "We look into **slow** queries.", { title: "Slow queries" });
  const healed = await open("Images are missing", "medium", "cdn");
  await say(healed, "identified", "A cache is empty.");
  const over = await plan("New switches", 1, 2, ["web", "cdn"], { text: "We swap *both* switches.", notify: false });
  const quick = await plan("Called off", 2, 1, ["web"]);
  await plan("Nobody came", 2, 1, ["db"], { autoStart: false });

  await wind(HOUR);
  await say(past, "monitoring", "Queries are fast again.", { components: [{ id: "vault", level: "operational" }] });
  await client.call(updateMaintenance, { id: over, text: "The first one is **in**.", notify: false });
  await wind(HOUR);
  await say(past, "resolved", "It was a disk.", { resolve: true });
  await client.call(resolveIncident, { id: healed }); // what is posted then is posted by itself
  await client.call(endMaintenance, { id: over });
  await client.call(cancelMaintenance, { id: quick });
  await wind(12 * HOUR); // the clocks go back
  await client.call(updateMaintenance, { id: over, text: "It was quick." });
  await client.call(postIncident, { id: past, status: "postmortem", text: "1. A disk broke\n2. nobody saw it" });

  const running = await plan("Move the mail", 15, 4, ["mail", "vault"], { text: "Mail may be late." });
  const looked = await plan("Tune the CDN", 15, 4, ["cdn"]);
  const moved = await plan("New disks", 40, 2, ["db", "api"], { text: "We swap them." });
  await plan("Vault repairs", 30, 1, ["vault"]);
  await plan("Backup", 20, 1, ["api"], { rrule: "FREQ=DAILY", timeZone: "America/St_Johns", announceBeforeMs: HOUR });
  await wind(HOUR);
  await client.call(updateMaintenance, { id: running, text: "Half of it is there. 🎉" });
  await client.call(verifyMaintenance, { id: looked });
  await client.call(editMaintenance, { id: moved, title: "New, larger disks", endsAt: iso(START + 43 * HOUR) });

  const looking = await open("gateway-17 is down", "high", "api", "vault");
  await say(looking, "investigating", LONG, {
    ...{ title: `انقطاع 🔥 ${"🦀".repeat(100)} and much more of that kind`, at: iso(START + 14.5 * HOUR) },
    components: [
      { id: "api", level: "major_outage" },
      { id: "vault", level: "major_outage" },
    ],
  });
  const found = await open("Logins are slow", "medium", "web");
  await say(found, "identified", "It is a certificate.", { notify: false });
  const watched = await open("Nothing but words", "low");
  await say(watched, "monitoring", "[We watch](https://example.org/watch) it.\n\n> and wait");
  await wind(HOUR);
  const { posts } = await say(found, "investigating", "It is no certificate <b>at all</b>.");
  await client.call(editPost, {
    id: posts[0]!.id,
    text: "It looked like a certificate.",
    at: iso(START + 15.25 * HOUR),
  });
  await client.call(setOverride, { id: "db", level: "degraded_performance", reason: "db7-secret is slow" });

  const all = readerOf(daemon);
  await until("levels to have moved", async () => {
    const { components } = (await all()).components;
    const levels = Object.fromEntries(components.map(({ name, status }) => [name, status]));
    return (
      levels.API === "major_outage" && levels.Database === "degraded_performance" && levels.Website !== "operational"
    );
  });
  return { daemon, all, now: START + 16 * HOUR };
};

/** All documents of its first page, each held against its shape. */
export const readerOf =
  ({ url }: { url: string }, below = "") =>
  () =>
    readAll(async (name) => (await fetch(`${url}${below}/api/v2/${name}.json`)).json());
