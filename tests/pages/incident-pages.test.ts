// The page of an incident is made once for as long as it says the same, whatever else happens.
import { expect, test } from "vitest";
import { createIncidentPages } from "../../src/daemon/pages/incident-pages.ts";
import { modelOf, type PageModel } from "../../src/daemon/pages/model.ts";
import type { PublicIncident, PublicPost } from "../../src/daemon/store/views/public-incidents.ts";
import { timesIn } from "../../src/domain/times.ts";
import { HOUR, NOON } from "./support.ts";

const API = { id: "api", name: "API", description: null, group: null, level: "operational", since: NOON } as const;
const modelWith = ({ name = API.name, ...facts } = {}): PageModel =>
  modelOf(
    {
      ...{ slug: "status", title: "Acme Status", timeZone: "UTC", indicator: "none", description: "", updatedAt: null },
      ...{ components: [{ ...API, name, createdAt: NOON }], maintenances: [], incidents: [] },
    },
    {
      ...{
        publicUrl: "https://status.acme.test",
        canSubscribe: true,
        updatedAt: NOON,
        times: timesIn("UTC"),
        now: NOON,
      },
      ...facts,
    },
  );
const post: PublicPost = {
  ...{ id: 1, status: "investigating", body: "Looking.", at: NOON, createdAt: NOON, editedAt: null },
  ...{ levels: [], isSilent: false },
};
const incidentWith = (change: Partial<PublicIncident> = {}): PublicIncident => ({
  ...{ id: 1, title: "API is slow", status: "investigating", startedAt: NOON, resolvedAt: null, components: ["api"] },
  ...{ asks: "operational", impact: "degraded_performance", posts: [post] },
  ...change,
});
/** Of each id what `shown` says at the time; counts how often it is read. */
const openPages = (shown: (id: number) => PublicIncident | null) => {
  const reads = { count: 0 };
  const pages = createIncidentPages((id) => {
    reads.count += 1;
    return shown(id);
  }, {});
  return { pages, reads };
};

test("many readers read it once; after a commit it is read anew, and kept when it says the same", () => {
  const { pages, reads } = openPages(() => incidentWith());
  const first = pages.get("/incidents/1", modelWith());
  for (let reader = 0; reader < 10; reader++) expect(pages.get("/incidents/1", modelWith())).toBe(first);
  expect(reads.count).toBe(1);
  pages.doubt();
  for (let reader = 0; reader < 10; reader++) expect(pages.get("/incidents/1", modelWith())).toBe(first);
  expect(reads.count).toBe(2);
});

test.each<[string, boolean, { incident?: Partial<PublicIncident>; model?: object }]>([
  ["what it asks of components", true, { incident: { asks: "major_outage" } }],
  ["that something else changed on the status page", true, { model: { updatedAt: NOON + HOUR } }],
  ["its title", false, { incident: { title: "API is down" } }],
  ["a correction", false, { incident: { posts: [{ ...post, editedAt: NOON + HOUR }] } }],
  ["its end", false, { incident: { resolvedAt: NOON } }],
  ["the name of a component of it", false, { model: { name: "Public API" } }],
  ["that nobody can subscribe any more", false, { model: { canSubscribe: false } }],
  ["our address", false, { model: { publicUrl: "https://status.example.org" } }],
])("%s: kept %s", (_, isKept, { incident, model }) => {
  let now = incidentWith();
  const { pages } = openPages(() => now);
  const before = pages.get("/incidents/1", modelWith())!;
  now = incidentWith(incident);
  pages.doubt();
  const after = pages.get("/incidents/1", modelWith(model))!;
  expect([after === before, after.etag === before.etag]).toEqual([isKept, isKept]);
});

test("one that the public is not shown any more is gone, and comes back anew", () => {
  let isShown = true;
  const { pages } = openPages(() => (isShown ? incidentWith() : null));
  pages.get("/incidents/1", modelWith());
  isShown = false;
  pages.doubt();
  expect(pages.get("/incidents/1", modelWith())).toBeNull();
  isShown = true;
  pages.doubt();
  expect(pages.get("/incidents/1", modelWith())).not.toBeNull();
});

test("when too many are asked for, the one that nobody asked for longest is made again, and no other", () => {
  const { pages, reads } = openPages((id) => incidentWith({ id }));
  for (let id = 1; id <= 200; id++) pages.get(`/incidents/${id}`, modelWith());
  pages.get("/incidents/1", modelWith());
  pages.get("/incidents/201", modelWith());
  expect(reads.count).toBe(201);
  pages.get("/incidents/1", modelWith());
  expect(reads.count).toBe(201);
  pages.get("/incidents/2", modelWith());
  expect(reads.count).toBe(202);
});
