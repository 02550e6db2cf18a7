// What the team reads of an incident beside its title: few words, each once, and links that lead to the web.
import { describe, expect, test } from "vitest";
import type { Alert } from "../../src/domain/alert.ts";
import { knownOf } from "../../src/domain/known.ts";

const alert = (annotations: Alert["annotations"], change: Partial<Alert> = {}) => ({
  ...{ annotations, state: "firing" as const, isMuted: false },
  ...change,
});

describe("what is known of an incident", () => {
  test("the words it was opened with, and what its alerts say", () => {
    const annotations = {
      ...{ summary: "Lag of db1", description: "900 s behind.", runbook_url: "https://wiki.example.org/lag" },
      ...{ generatorURL: "http://prometheus:9090/graph?g0.expr=lag", dashboard: "d1" },
    };
    expect(knownOf(" replica lag 900s ", [alert(annotations)], 1)).toEqual({
      message: "replica lag 900s",
      alerts: [
        {
          ...{ summary: "Lag of db1", description: "900 s behind.", runbookUrl: "https://wiki.example.org/lag" },
          originUrl: "http://prometheus:9090/graph?g0.expr=lag",
        },
      ],
    });
  });

  test("nothing where nothing was said", () => {
    expect(knownOf(undefined, [], 0)).toEqual({});
    expect(knownOf("", [alert({}), alert({ summary: " " })], 2)).toEqual({});
  });

  test("what alerts of one group say alike is said once; three speak, and the others are counted", () => {
    const alike = Array.from({ length: 4 }, () => alert({ summary: "No space left" }));
    expect(knownOf(undefined, alike, 4)).toEqual({ alerts: [{ summary: "No space left" }], moreAlerts: 3 });
    const each = ["a", "b", "c", "d"].map((summary) => alert({ summary }));
    expect(knownOf(undefined, each, 40)).toEqual({
      alerts: [{ summary: "a" }, { summary: "b" }, { summary: "c" }],
      moreAlerts: 37,
    });
  });

  test("an alert that has recovered or is muted says nothing", () => {
    const over = [alert({ summary: "a" }, { state: "resolved" }), alert({ summary: "b" }, { isMuted: true })];
    expect(knownOf(undefined, over, 0)).toEqual({});
  });

  test("a long text is cut, and a link too long for that is left out", () => {
    const long = "x".repeat(2000);
    const said = alert({ summary: long, description: long, runbook_url: `https://example.org/${long}` });
    const text = `${"x".repeat(499)}…`;
    expect(knownOf(long, [said], 1)).toEqual({ message: text, alerts: [{ summary: text, description: text }] });
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "mailto:a@example.org", "/graph", "see the wiki"])(
    "%s is no link",
    (url) => {
      expect(knownOf(undefined, [alert({ summary: "a", runbook_url: url, generatorURL: url })], 1)).toEqual({
        alerts: [{ summary: "a" }],
      });
    },
  );
});
