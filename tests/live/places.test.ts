// How many may listen: engineers by token and in all, the page's readers apart from them.
import { expect, test } from "vitest";
import { createPlaces } from "../../src/daemon/live/places.ts";

test("each token has its own places, and all of them together no more than there are", () => {
  const places = createPlaces({ perToken: 2, inAll: 3, ofReaders: 1 });
  const leave = [places.take(1), places.take(1)];
  expect(places.refusalOf(1)).toMatchObject({ code: "rate_limited", retryAfterSeconds: 60 });
  expect(places.refusalOf(2)).toBeUndefined();
  places.take(2);
  expect(places.refusalOf(3)).toMatchObject({ code: "unavailable", message: "There are 3 live connections already." });
  leave[0]!();
  expect([places.refusalOf(1), places.refusalOf(3)]).toEqual([undefined, undefined]);
});

test("a crowd of readers keeps no engineer out, and the other way round", () => {
  const places = createPlaces({ perToken: 1, inAll: 1, ofReaders: 2 });
  const leave = [places.takeReader(), places.takeReader()];
  expect(places.refusalOfReader()).toMatchObject({ code: "unavailable" });
  expect(places.refusalOf(1)).toBeUndefined();
  places.take(1);
  leave[0]!();
  expect(places.refusalOfReader()).toBeUndefined();
});
