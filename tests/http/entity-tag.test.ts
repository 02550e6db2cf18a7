// ETag, If-Match and If-None-Match of incidents: an edit over a stale reading is refused, and what is known is not sent again.
import { expect, test } from "vitest";
import { openIncident } from "../../src/contract/incidents.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { ask, tokenOf } from "./requests.ts";

const INCIDENT = "/api/v1/incidents/1";
const start = async () => {
  const daemon = await startTestDaemon({
    config: { sources: [{ id: "am", kind: "alertmanager", key: "key-of-the-alertmanager" }] },
  });
  return { daemon, token: await tokenOf(daemon, "admin") };
};
const alert = (daemon: TestDaemon, fingerprint: string) =>
  ask(daemon, "/ingest/am", {
    ...{ method: "POST", token: "key-of-the-alertmanager" },
    body: {
      ...{ version: "4", groupKey: "{}" },
      alerts: [{ status: "firing", labels: { alertname: "Down", severity: "low" }, fingerprint }],
    },
  });

test("every reply of an incident carries it, and it changes with the incident", async () => {
  const { daemon, token } = await start();
  const opened = await ask(daemon, "/api/v1/incidents", { method: "POST", token, body: { title: "Down" } });
  const read = await ask(daemon, INCIDENT, { token });
  expect(opened.headers.get("etag")).toMatch(/^"1-[0-9a-f]{12}"$/);
  expect(read.headers.get("etag")).toBe(opened.headers.get("etag"));
  const acked = await ask(daemon, `${INCIDENT}/ack`, { method: "POST", token, body: {} });
  expect(acked.headers.get("etag")).toMatch(/^"2-/);
});

test("If-None-Match: 304 without a body while it is still that; the whole of it once anything moved", async () => {
  const { daemon, token } = await start();
  await alert(daemon, "one");
  const etag = (await ask(daemon, INCIDENT, { token })).headers.get("etag")!;
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const reply = await ask(daemon, INCIDENT, { token, headers: { "if-none-match": known } });
    expect([reply.status, reply.text, reply.headers.get("etag")]).toEqual([304, "", etag]);
  }
  await alert(daemon, "two"); // no new version, but what is shown is another
  const changed = await ask(daemon, INCIDENT, { token, headers: { "if-none-match": etag } });
  expect([changed.status, changed.json.firing]).toEqual([200, 2]);
});

test("If-Match: an edit over what was read goes through, over what somebody has changed since it is 409", async () => {
  const { daemon, token } = await start();
  await daemon.client.call(openIncident, { title: "Down", severity: "low" });
  const edit = (title: string, ifMatch: string | null) =>
    ask(daemon, INCIDENT, {
      ...{ method: "PATCH", token, body: { title } },
      headers: ifMatch === null ? {} : { "if-match": ifMatch },
    });
  const first = (await ask(daemon, INCIDENT, { token })).headers.get("etag")!;
  expect((await edit("One", first)).status).toBe(200);
  const refused = await edit("Two", first);
  expect([refused.status, refused.json.code]).toEqual([409, "conflict"]);
  expect((await edit("Three", '"2"')).status).toBe(200);
  expect((await edit("Four", "*")).status).toBe(200);
  expect((await edit("Five", null)).json.title).toBe("Five");
  for (const nonsense of ["yesterday", '"x"', '"1", "2"'])
    expect((await edit("Six", nonsense)).json).toMatchObject({
      ...{ code: "invalid", detail: "If-Match takes one tag, as a reply's ETag gave it." },
    });
});
