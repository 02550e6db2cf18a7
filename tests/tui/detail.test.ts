// The incident that is looked at: its timeline grows without a gap, each event stands in it once, and nothing jumps.
import { describe, expect, test } from "vitest";
import type { EventLike } from "../../src/contract/event-words.ts";
import { detailRows } from "../../src/tui/rows/detail-rows.ts";
import { pageRows } from "../../src/tui/rows/screen-rows.ts";
import { MAX_TIMELINE } from "../../src/tui/screens/detail-of.ts";
import type { State } from "../../src/tui/state.ts";
import { wantsOf } from "../../src/tui/truth/fetched.ts";
import { after, event, happened, incident, night, pressed, start, status } from "./story.ts";

const note = (seq: number, text = `note ${seq}`, id = 12) => event(seq, "incident:noted", { text }, { incidentId: id });
const looking = (): State => pressed(start(), "enter");
const timeline = (before: number | null, events: readonly EventLike[], isWhole = true, seq = 100) =>
  ({ kind: "fetched", fetched: { kind: "timeline", id: 12, before, events, isWhole, seq } }) as const;
const alerts = (seq: number) => ({ kind: "fetched", fetched: { kind: "alerts", id: 12, alerts: [], seq } }) as const;
const seqs = (state: State): number[] => state.detail?.events.map(({ seq }) => seq) ?? [];
const words = (state: State): string =>
  detailRows(state)
    .map(({ cells }) => cells.map(({ text }) => text).join(""))
    .join("\n");

describe("the timeline", () => {
  test("is read when it is looked at, its end first; nothing more is wanted then", () => {
    expect(wantsOf(looking())).toEqual([
      { kind: "timeline", id: 12, before: null },
      { kind: "alerts", id: 12 },
    ]);
    const read = after(looking(), timeline(null, [note(90), note(95)]), alerts(100));
    expect([seqs(read), wantsOf(read)]).toEqual([[90, 95], []]);
  });

  test("has what happens meanwhile, each once, in whichever order it comes", () => {
    const before = after(looking(), happened(note(101)), timeline(null, [note(90), note(101)]), happened(note(102)));
    const late = after(looking(), timeline(null, [note(90), note(101), note(102)]), happened(note(101), note(102)));
    expect([seqs(before), seqs(late)]).toEqual([
      [90, 101, 102],
      [90, 101, 102],
    ]);
  });

  test("has what came while it was read, also where somebody has left and come back meanwhile", () => {
    const back = pressed(after(looking(), happened(note(101))), "escape", "enter");
    const read = after(back, timeline(null, [note(90)]));
    expect([seqs(read), read.detail?.isRead]).toEqual([[90, 101], true]);
    const newer = { ...back, recent: { after: 5_000, events: [] } };
    expect(wantsOf(after(newer, timeline(null, [note(90)])))).toContainEqual({
      kind: "timeline",
      id: 12,
      before: null,
    });
  });

  test("is not that of another incident", () => {
    const state = after(looking(), timeline(null, [note(90)]), happened(note(101, "other", 11)));
    expect(seqs(state)).toEqual([90]);
    const moved = after(pressed(looking(), "escape", "j", "enter"), timeline(null, [note(90)]));
    expect([moved.detail?.id, seqs(moved)]).toEqual([11, []]);
  });

  test("reads what is older once somebody has scrolled to its end, until all of it is there", () => {
    const page = Array.from({ length: 60 }, (_, at) => note(500 + at));
    const read = after(looking(), timeline(null, page, false), alerts(100));
    expect(wantsOf(read)).toEqual([]);
    const end = pressed(read, "G");
    expect(wantsOf(end)).toEqual([{ kind: "timeline", id: 12, before: 500 }]);
    const whole = after(end, timeline(500, [note(1), note(2)], true));
    expect([seqs(whole).length, whole.detail?.isWhole, wantsOf(whole)]).toEqual([62, true, []]);
    expect(wantsOf(pressed(whole, "G"))).toEqual([]);
  });

  test("is bounded: the oldest go, and stand where they were", () => {
    const read = after(looking(), timeline(null, [note(1)]), alerts(100));
    const many = Array.from({ length: MAX_TIMELINE + 5 }, (_, at) => note(200 + at));
    const state = after(read, happened(...many));
    expect([seqs(state).length, state.detail?.isWhole]).toEqual([MAX_TIMELINE, false]);
    expect(seqs(state).at(-1)).toBe(200 + MAX_TIMELINE + 4);
  });

  test("is read again after another incident came into this one with its own", () => {
    const read = after(looking(), timeline(null, [note(90)]));
    const absorbed = event(
      101,
      "incident:absorbed",
      { from: 11, title: "Disk", alerts: 0, severity: "high", components: [], effects: [] },
      { incidentId: 12 },
    );
    expect(wantsOf(after(read, happened(absorbed)))).toContainEqual({ kind: "timeline", id: 12, before: null });
  });

  test("is read again after the log was reset", () => {
    const read = after(looking(), timeline(null, [note(90)]));
    const reset = after(read, { kind: "snapshot", status: { ...night(), seq: 9000 }, isReset: true });
    expect(wantsOf(reset)).toContainEqual({ kind: "timeline", id: 12, before: null });
  });
});

test("who comes back to an incident stands where they left it, once its timeline is read again", () => {
  const page = Array.from({ length: 60 }, (_, at) => note(200 + at));
  const scrolled = pressed(after(looking(), timeline(null, page), alerts(100)), "pagedown");
  const back = pressed(pressed(scrolled, ":", "1", "3", "enter"), "escape");
  expect(after(back, timeline(null, page), alerts(100)).top).toBe(scrolled.top);
});

describe("the alerts", () => {
  test("are read again when one fires or recovers, and not for a note", () => {
    const read = after(looking(), timeline(null, []), alerts(100));
    expect(wantsOf(after(read, happened(note(101))))).toEqual([]);
    const fired = { source: "am", fingerprint: "f", severity: "high", labels: {}, components: [] } as const;
    const more = after(read, happened(event(102, "alert:fired", { ...fired, components: [] }, { incidentId: 12 })));
    expect(wantsOf(more)).toEqual([{ kind: "alerts", id: 12 }]);
    expect(wantsOf(after(more, alerts(101)))).toEqual([{ kind: "alerts", id: 12 }]);
    expect(wantsOf(after(more, alerts(102)))).toEqual([]);
  });
});

describe("the lines", () => {
  const long = (): State => {
    const page = Array.from({ length: 60 }, (_, at) => note(200 + at));
    return after(looking(), timeline(null, page), alerts(100));
  };
  const shown = (state: State): string[] =>
    words(state)
      .split("\n")
      .slice(state.top, state.top + pageRows(state));

  test("stay where they are for who has scrolled, while new ones come above them", () => {
    const scrolled = pressed(long(), "pagedown", "j");
    const grown = after(scrolled, happened(note(300, "two\nlines"), note(301)));
    expect(shown(grown)).toEqual(shown(scrolled));
    expect(grown.top).toBeGreaterThan(scrolled.top);
  });

  test("show the newest at once for who has not", () => {
    const state = after(long(), happened(note(300, "just now")));
    expect(state.top).toBe(0);
    expect(shown(state).join("\n")).toContain("just now");
  });

  test("end where they end", () => {
    const end = pressed(long(), "G");
    expect(end.top).toBe(detailRows(end).length - pageRows(end));
    expect(pressed(end, "j").top).toBe(end.top);
    expect(pressed(end, "g").top).toBe(0);
  });

  test("tell alerts with labels, words and links, each link on a line of its own", () => {
    const alert = {
      ...{ source: "am", fingerprint: "f", muted: false, repeats: 3 },
      ...{ state: "firing" as const, severity: "critical" as const },
      ...{ labels: { alertname: "HighErrors", job: "api" }, components: ["api"], firedAt: "2026-11-23T02:00:00Z" },
      annotations: { summary: "5xx over 10 %\u001B[31m", runbook_url: `https://wiki.example.org/${"x".repeat(50)}` },
      updatedAt: "2026-11-23T02:59:00Z",
    } as const;
    const fetched = { kind: "alerts", id: 12, alerts: [alert], seq: 100 } as const;
    const text = words(after(looking(), { kind: "fetched", fetched }));
    expect(text).toMatch(
      /FIRES *critical *HighErrors, from am, since 2026-11-23 02:00:00 UTC \(1h\), repeated 3 times|FIRES/,
    );
    expect(text).toContain("job=api");
    expect(text).toContain("summary: 5xx over 10 %␛[31m");
    expect(text.split("\n")).toContain(`https://wiki.example.org/${"x".repeat(50)}`);
  });

  test("tell public posts, newest first, with what they set", () => {
    const post = (id: number, text: string) => ({
      ...{ id, status: "investigating" as const, text, at: "2026-11-23T02:00:00Z", createdAt: "2026-11-23T02:00:00Z" },
      ...{ by: "bob", levels: [], auto: false, silent: id === 2 },
    });
    const told = incident(12, {
      public: { title: "Logins fail", status: "investigating" },
      posts: [post(1, "We look."), post(2, "Found.")],
    });
    const text = words(pressed(start(status({ incidents: [told] })), "enter"));
    expect(text.indexOf("Found.")).toBeLessThan(text.indexOf("We look."));
    expect(text).toContain("(nobody was sent it)");
    expect(text).toContain("“Logins fail”, investigating");
  });
});
