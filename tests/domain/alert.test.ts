// What a statement of a sender means, by what is known of its alert: the whole table, and the promise behind it.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Alert,
  type EarlyRecovery,
  incidentKeyOf,
  isUnchanged,
  knownSeverity,
  matchComponents,
  meaningOf,
  notAhead,
} from "../../src/domain/alert.ts";
import { makeAlert } from "../actions/house.ts";

const WINDOW = 600_000;
const NOW = Date.parse("2026-12-01T02:00:00Z");
const at = (seconds: number): number => NOW + seconds * 1000;

interface Case {
  status?: "firing" | "resolved";
  startsAt?: number | null;
  saidAt?: number | null;
  alert?: Partial<Pick<Alert, "state" | "updatedAt" | "saidAt">>;
  early?: EarlyRecovery;
  now?: number;
}
const mean = ({ status = "firing", startsAt = null, saidAt = null, alert, early, now = NOW }: Case) =>
  meaningOf(
    { status, startsAt, saidAt },
    { alert: alert && { state: "firing", updatedAt: at(-10), saidAt: null, ...alert }, early },
    { now, windowMs: WINDOW },
  );

describe("what a statement means", () => {
  const early = { endedAt: at(-60), at: at(-30) };
  test.each<[string, Case, ReturnType<typeof mean>]>([
    ["a firing of what nobody knows", {}, "fires"],
    ["a firing of what fires", { alert: {} }, "repeats"],
    ["a firing of what had recovered", { alert: { state: "resolved" } }, "fires"],
    [
      "the same start again after its recovery, as after a missed resend",
      { startsAt: at(-900), alert: { state: "resolved" } },
      "fires",
    ],
    ["a recovery of what fires", { status: "resolved", alert: {} }, "recovers"],
    ["a recovery of what had recovered", { status: "resolved", alert: { state: "resolved" } }, "says nothing new"],
    ["a recovery of what nobody knows", { status: "resolved" }, "recovers early"],
    ["a firing that began before the recovery that overtook it", { startsAt: at(-90), early }, "fires late"],
    ["a firing that began after that recovery", { startsAt: at(-59), early }, "fires"],
    ["a firing that began in the moment of that recovery", { startsAt: at(-60), early }, "fires"],
    ["a firing that does not say when it began", { early }, "fires"],
    ["a firing that comes later than the window", { startsAt: at(-90), early, now: at(-30) + WINDOW + 1 }, "fires"],
    ["a firing at the very edge of the window", { startsAt: at(-90), early, now: at(-30) + WINDOW }, "fires late"],
    [
      "an open said before the resolve that came first",
      { saidAt: at(-20), alert: { state: "resolved", saidAt: at(-15) } },
      "is late",
    ],
    [
      "a resolve said before the open that came first",
      { status: "resolved", saidAt: at(-20), alert: { saidAt: at(-15) } },
      "is late",
    ],
    [
      "a statement said in the same moment",
      { saidAt: at(-15), alert: { state: "resolved", saidAt: at(-15) } },
      "fires",
    ],
    [
      "an old statement after the window, by our clock",
      { saidAt: at(-20), alert: { state: "resolved", saidAt: at(-15) }, now: at(-10) + WINDOW + 1 },
      "fires",
    ],
    ["one without a time after one with", { alert: { state: "resolved", saidAt: at(-15) } }, "fires"],
  ])("%s: %o", (_, known, meaning) => expect(mean(known)).toBe(meaning));

  test("no first firing is silenced for longer than the window, whatever the clocks of its sender say", () => {
    const moment = fc.oneof(fc.constant(null), fc.integer({ min: at(-864_000), max: at(864_000) }));
    fc.assert(
      fc.property(
        fc.record({ startsAt: moment, saidAt: moment, lastSaid: moment, endedAt: fc.integer({ min: 0, max: NOW }) }),
        fc.constantFrom("resolved", "unknown"),
        fc.integer({ min: 0, max: 3 * WINDOW }),
        ({ startsAt, saidAt, lastSaid, endedAt }, before, ago) => {
          const known: Case =
            before === "unknown"
              ? { early: { endedAt, at: NOW - ago } }
              : { alert: { state: "resolved", updatedAt: NOW - ago, saidAt: notAhead(lastSaid, NOW - ago) } };
          const meaning = mean({ startsAt, saidAt: notAhead(saidAt, NOW), ...known });
          expect(meaning === "fires" || ago <= WINDOW).toBe(true);
        },
      ),
    );
  });

  test("a sender's moment is never ahead of our clock", () => {
    expect([notAhead(at(5), NOW), notAhead(at(-5), NOW), notAhead(null, NOW)]).toEqual([NOW, at(-5), null]);
  });
});

describe("an alert", () => {
  const known: Alert = {
    ...{ source: "am", fingerprint: "f1", incidentId: 1, state: "firing", isMuted: false, severity: "critical" },
    ...{
      labels: { a: "1" },
      annotations: { summary: "x" },
      components: [],
      startsAt: null,
      firedAt: NOW,
      updatedAt: NOW,
    },
    ...{ repeats: 0, leaseUntil: null, saidAt: null },
  };
  test.each([
    ["the same", {}, true],
    ["worse or milder", { severity: "low" as const }, false],
    ["another value of a label", { labels: { a: "2" } }, false],
    ["a label more", { labels: { a: "1", b: "2" } }, false],
    ["another name that an object has anyway", { labels: { constructor: "1" } }, false],
    ["other words", { annotations: { summary: "y" } }, false],
  ])("repeated as %s: unchanged %o", (_, change, unchanged) => {
    const incoming = makeAlert({ labels: { a: "1" }, annotations: { summary: "x" }, ...change });
    expect(isUnchanged(incoming, known)).toBe(unchanged);
  });

  test("is about the components it names, those of its label, and those whose match it has", () => {
    const components = ["web", "api", "mail"].map((id) => ({ id, match: [{ job: id }] }));
    expect(matchComponents({ component: "web", job: "api" }, components, ["mail", "nobody"])).toEqual([
      "web",
      "api",
      "mail",
    ]);
  });

  test("without a group belongs with those of its name and components, or to itself", () => {
    expect(incidentKeyOf(makeAlert({ groupKey: null, labels: { alertname: "Down" } }), ["web", "api"])).toBe(
      "Down/api,web",
    );
    expect(incidentKeyOf(makeAlert({ groupKey: null, labels: {} }), [])).toBe("f1");
  });

  test("says how bad it is in words that are known, or not", () => {
    expect([knownSeverity("PAGE ", {}), knownSeverity("sev1", { sev1: "low" }), knownSeverity("critcal", {})]).toEqual([
      ...["critical", "low", undefined],
    ]);
  });
});
