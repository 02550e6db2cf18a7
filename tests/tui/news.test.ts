// What others did, as the toasts say it.
import { describe, expect, test } from "vitest";
import type { LiveEvent } from "../../src/contract/live.ts";
import { reduce } from "../../src/tui/reduce.ts";
import type { State } from "../../src/tui/state.ts";
import { toastShown } from "../../src/tui/toasts.ts";
import { after, ago, event, happened, NOW, start } from "./story.ts";

const texts = (state: State): string[] => state.toasts.map((toast) => toast.text);

test("of news of one moment the critical one is shown; what comes later comes first", () => {
  const opened = (seq: number, id: number, severity: "critical" | "low") => {
    const data = { title: `T${id}`, severity, source: "am", components: [], effects: [] };
    return event(seq, "incident:opened", data, { incidentId: id });
  };
  const storm = after(start(), happened(opened(101, 21, "critical"), opened(102, 22, "low")));
  expect(toastShown(storm.toasts)).toMatchObject({ toast: { text: "new #21, critical: T21" }, more: 1, isCut: false });
  const later = reduce(storm, happened(opened(103, 23, "low")), NOW + 500);
  expect(toastShown(later.toasts)).toMatchObject({ toast: { text: "new #23, low: T23" }, more: 2 });
});

describe("the news", () => {
  const SYSTEM = { kind: "system", name: "tocsin" } as const;
  const about = { incidentId: 12 };
  const pin = { overrideId: 3, level: "partial_outage" as const, effects: [] };
  const web = { componentId: "web" };
  const amendment = {
    ...{
      amendmentId: 1,
      from: ago(7200),
      to: ago(3600),
      level: "operational" as const,
      reason: "The probe was broken.",
    },
  };
  const told: [LiveEvent, string | undefined][] = [
    [event(101, "incident:acknowledged", { owner: "bob", until: ago(-1800) }, about), "bob acknowledged #12 for 30m"],
    [
      event(101, "incident:unacknowledged", { owner: "ann", reason: "expired" }, { ...about, actor: SYSTEM }),
      "#12 is open again: the ack of ann ran out",
    ],
    [event(101, "incident:unacknowledged", { owner: "ann", reason: "manual" }, about), "bob gave #12 back"],
    [event(101, "incident:assigned", { from: null, to: "ann" }, about), "bob assigned #12 to ann"],
    [event(101, "incident:snoozed", { until: ago(-1200) }, about), "bob snoozed #12 for 20m"],
    [event(101, "incident:snoozed", { until: null }, about), "bob ended the snooze of #12"],
    [event(101, "incident:merged", { into: 11, effects: [] }, about), "bob merged #12 into #11"],
    [
      event(101, "incident:reopened", { reason: "manual", severity: "high", effects: [] }, { incidentId: 8 }),
      "bob reopened #8, high",
    ],
    [event(101, "incident:edited", { title: { from: "a", to: "b" } }, about), "#12 is called b now"],
    [event(101, "incident:closed", {}, { incidentId: 8, actor: SYSTEM }), undefined],
    [event(101, "override:set", { ...pin, reason: "Seen." }, web), "bob pinned web at partial outage: Seen."],
    [event(101, "override:cleared", { ...pin, why: "manual" }, web), "bob unpinned web"],
    [event(101, "component:amended", amendment, web), "bob amended the past of web: The probe was broken."],
    [
      event(101, "override:cleared", { ...pin, why: "expired" }, { ...web, actor: SYSTEM }),
      "the pin of web has run out",
    ],
    [event(101, "override:cleared", { ...pin, why: "replaced" }, web), undefined],
  ];
  test.each(told)("%j is told so", (happening, words) => {
    expect(texts(after(start(), happened(happening)))).toEqual(words === undefined ? [] : [words]);
  });

  test("our own doing is none", () => {
    const ours = event(
      101,
      "incident:assigned",
      { from: null, to: "bob" },
      { ...about, actor: { kind: "person", name: "ann" } },
    );
    expect(texts(after(start(), happened(ours)))).toEqual([]);
  });
});
