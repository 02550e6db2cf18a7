// What is made on demand is made once for as long as it says the same, whatever else happens.
import { expect, test } from "vitest";
import { createKeptPages, type Now } from "../../src/daemon/pages/kept-pages.ts";

const now = (frame = "frame"): Now => ({
  frame,
  model: { base: "", url: "https://status.acme.test", isPrivate: false, isIndexed: true } as Now["model"],
});
/** Of each path what `shown` says at the time; counts how often it is read and written. */
const openPages = (shown: (path: string) => object | null) => {
  const counts = { reads: 0, writes: 0 };
  const pages = createKeptPages((path) => {
    counts.reads += 1;
    const facts = shown(path);
    const make = () => {
      counts.writes += 1;
      return JSON.stringify(facts);
    };
    return facts && { contentType: "text/plain", headers: {}, facts, make };
  }, {});
  return { pages, counts };
};

test("many readers read it once; after a commit it is read anew, and kept when it says the same", () => {
  const { pages, counts } = openPages(() => ({ title: "API is slow" }));
  const first = pages.get("/incidents/1", now());
  for (let reader = 0; reader < 10; reader++) expect(pages.get("/incidents/1", now())).toBe(first);
  expect(counts).toEqual({ reads: 1, writes: 1 });
  pages.doubt();
  for (let reader = 0; reader < 10; reader++) expect(pages.get("/incidents/1", now())).toBe(first);
  expect(counts).toEqual({ reads: 2, writes: 1 });
});

test.each([
  ["what it says", { title: "API is down" }, "frame"],
  ["what stands around it", { title: "API is slow" }, "another title"],
])("%s is another: so is the document, and its tag", (_, facts, frame) => {
  let shown = { title: "API is slow" };
  const { pages } = openPages(() => shown);
  const before = pages.get("/incidents/1", now())!;
  shown = facts;
  pages.doubt();
  const after = pages.get("/incidents/1", now(frame))!;
  expect(after.etag).not.toBe(before.etag);
});

test("one that the public is not shown any more is gone, and comes back anew", () => {
  let isShown = true;
  const { pages } = openPages(() => (isShown ? {} : null));
  pages.get("/incidents/1", now());
  isShown = false;
  pages.doubt();
  expect(pages.get("/incidents/1", now())).toBeNull();
  isShown = true;
  pages.doubt();
  expect(pages.get("/incidents/1", now())).not.toBeNull();
});

test("when too many are asked for, the one that nobody asked for longest is made again, and no other", () => {
  const { pages, counts } = openPages((path) => ({ path }));
  for (let id = 1; id <= 200; id++) pages.get(`/incidents/${id}`, now());
  pages.get("/incidents/1", now());
  pages.get("/incidents/201", now());
  expect(counts.reads).toBe(201);
  pages.get("/incidents/1", now());
  expect(counts.reads).toBe(201);
  pages.get("/incidents/2", now());
  expect(counts.reads).toBe(202);
});
