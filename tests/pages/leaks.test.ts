// What no reader may know, searched for in everything that they can read: every document of every page, the forms, and the socket.
import { expect, test } from "vitest";
import { editIncident, noteIncident, openIncident, postIncident } from "../../src/contract/incidents.ts";
import { scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { setOverride } from "../../src/contract/status.ts";
import { PATHS } from "../../src/daemon/pages/documents.ts";
import { DRAFTS } from "../../src/daemon/pages/drafts.ts";
import { ask } from "../http/requests.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { connectTo } from "../support/ear.ts";
import { until } from "../support/until.ts";

const ON_DEMAND = [
  ...["/incidents/1", "/incidents/2", "/incidents/3", "/incidents/4", "/maintenance/1", "/maintenance/2", "/history"],
  ...["/history.atom", "/history.rss", "/history.json", "/calendar.ics", "/badge.svg", "/embed", "/embed.js"],
  ...["/components/api/calendar.ics", "/components/vault/calendar.ics", "/components/api/badge.svg"],
  ...["/components/vault/badge.svg", "/robots.txt", "/sitemap.xml"],
];
const FORMS = ["/subscribe", "/subscribe?incident=1", "/subscribe?incident=2", "/nowhere"];

const READERS: Record<string, string>[] = [{ accept: "text/html" }, { accept: "*/*", "user-agent": "curl/8" }];

/** What stands around each find, with the path. */
const around = (text: string): string[] =>
  [...text.matchAll(/.{0,60}SECRET.{0,40}/g)].map(([found]) => `${text.slice(0, text.indexOf("\n"))}: ${found}`);

test("the paths below are all that a page has", () => {
  for (const { pattern } of DRAFTS) expect(ON_DEMAND.filter((path) => pattern.test(path))).not.toEqual([]);
});

test("hidden components, incidents that nobody posted, notes, people and other pages are in nothing that readers get", async () => {
  const daemon = await startTestDaemon({
    config: {
      components: [
        { id: "api", name: "API" },
        { id: "other", name: "SECRETother name", group: "SECRETother group" },
        { id: "vault", name: "SECRETvault name", group: "SECRETvault group", description: "SECRET", hidden: true },
      ],
      pages: [
        { slug: "status", title: "Acme Status", components: ["api", "vault"] },
        { slug: "inner", title: "SECRETinner title", components: ["other"], private: true },
      ],
      notify: { public_channels: ["webhook"], allow_private_targets: true },
    },
  });
  const ear = await connectTo(daemon, { namespace: "/public" });
  const call = daemon.clientAs({ actor: "SECRETperson" }).call;
  const opened = async (title: string, ids: string[]) =>
    (await call(openIncident, { title, severity: "critical", components: ids.map((id) => ({ id })) })).id;
  // Posted, and touching all that there is.
  const id = await opened("SECRETinternal title", ["api", "vault", "other"]);
  const post = { id, status: "investigating", title: "Errors", text: "We are looking." } as const;
  await call(postIncident, { ...post, components: [{ id: "vault", level: "partial_outage" }] });
  await call(noteIncident, { id, text: "SECRETnote" });
  await call(editIncident, { id, title: "SECRETedited title" });
  // Never posted; posted on another page; posted and only about what is hidden.
  await opened("SECRETunposted", ["api"]);
  await call(postIncident, { ...post, id: await opened("x", ["other"]), title: "SECRETof other page" });
  await opened("SECRETof the vault", ["vault"]);
  const startsAt = new Date(Date.now() + 3600_000).toISOString();
  const endsAt = new Date(Date.now() + 7200_000).toISOString();
  await call(scheduleMaintenance, { title: "Disks", startsAt, endsAt, components: ["api", "vault"] });
  await call(scheduleMaintenance, { title: "SECRETwork", startsAt, endsAt, components: ["other", "vault"] });
  await call(setOverride, { id: "api", level: "degraded_performance", reason: "SECRETreason", forMs: 60_000 });
  // The level, the post, the level again and the window.
  await until("all that is told", () => ear.heard.length >= 4);

  const seen: string[] = [];
  for (const path of [...PATHS.keys(), ...ON_DEMAND, ...FORMS])
    for (const headers of READERS) seen.push(`${path}\n${await (await fetch(daemon.url + path, { headers })).text()}`);
  seen.push(JSON.stringify(ear.heard));
  for (const text of seen) expect(around(text)).toEqual([]);
  // It was there to be found.
  expect(seen.join()).toContain("We are looking.");
  expect(seen.join()).toContain("Disks");
});

test("the token of a private page is in no log, event, audit row or answer but the one", async () => {
  const daemon = await startTestDaemon({ config: { pages: [{ title: "Inner", private: true }] } });
  const { body } = await daemon.client.raw({ method: "POST", path: "/api/v1/pages/status/token" });
  const { token } = JSON.parse(body) as { token: string };
  const paths = [
    `/?token=${token}`,
    `/history.atom?token=${token}`,
    `/nothing?token=${token}`,
    `/api/v1/x?token=${token}`,
  ];
  for (const path of paths)
    for (const accept of ["text/html", "application/json"]) {
      const { text, headers } = await ask(daemon, path, { headers: { accept } });
      expect(text).not.toContain(token);
      expect(headers.get("location") ?? "").not.toContain(token);
      if (path.startsWith("/?") || path.startsWith("/history"))
        expect([path, headers.get("cache-control")]).toEqual([path, expect.stringMatching(/no-store/)]);
    }
  expect(JSON.stringify(daemon.logged)).not.toContain(token);
  const tables = daemon.store.db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all() as string[];
  const rows = tables.flatMap((table) => daemon.store.db.prepare(`SELECT * FROM ${table}`).all());
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("where the first page is private, strangers find neither it nor a form of it", async () => {
  const daemon = await startTestDaemon({
    config: {
      pages: [{ title: "SECRETboard", private: true, components: ["api"] }],
      notify: { public_channels: ["webhook"], allow_private_targets: true },
    },
  });
  const { id } = await daemon.client.call(openIncident, { title: "x", severity: "high", components: [{ id: "api" }] });
  await daemon.client.call(postIncident, { id, status: "investigating", title: "SECRETtitle", text: "SECRETtext" });
  const before = daemon.store.events.head();
  for (const path of ["/", "/subscribe", `/subscribe?incident=${id}`, "/nowhere", "/p/status", "/p/status/subscribe"]) {
    const reply = await fetch(daemon.url + path, { headers: { accept: "text/html" } });
    const text = await reply.text();
    expect([path, reply.status, around(text)]).toEqual([path, 404, []]);
    expect(text).not.toMatch(/API|Website|Mail/);
  }
  const wish = { method: "POST", body: { channel: "webhook", target: "http://127.0.0.1:9/hook" } };
  for (const path of ["/subscribe", "/p/status/subscribe"])
    expect([path, (await ask(daemon, path, wish)).status]).toEqual([path, 404]);
  expect(daemon.store.events.after(before, 10)).toEqual([]);
});
