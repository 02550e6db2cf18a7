import { describe, expect, test } from "vitest";
import type { Content, PagedIncident, ToldComponent } from "../../src/daemon/delivery/channels/message.ts";
import { wordsOf } from "../../src/daemon/delivery/channels/words.ts";
import type { Level } from "../../src/domain/level.ts";
import { AT, CONTENTS, KINDS, makeMessage } from "./messages.ts";

const words = (content: Content) => wordsOf(makeMessage(content));
const told = (name: string, to: Level, from: Level = "operational"): ToldComponent => ({ id: name, name, from, to });

describe("what a message says", () => {
  test.each([
    ["levels", "[Example Shop] API: major outage"],
    ["unstable", "[Example Shop] API: unstable"],
    ["window", "[Example Shop] Maintenance started: New disks"],
    ["post", "[Example Shop] Investigating: Checkout errors"],
    ["page", "[PAGE] critical: Disk full (incident 42)"],
    ["page-ended", "Acknowledged by ann: Disk full (incident 42)"],
    ["confirm", "[Example Shop] Confirm your subscription"],
    ["test", "[Example Shop] Test message"],
    ["quarantined", "[Example Shop] Subscriber 12 (email) is told nothing any more"],
    ["summary", "[Example Shop] 2 messages in one"],
  ] as const)("the title of %s", (kind, title) => {
    expect(words(CONTENTS[kind]).title).toBe(title);
  });

  test("levels: the worst first, each with what it was, and when, in the zone of the page", () => {
    const components = [
      told("Mail", "operational", "partial_outage"),
      told("API", "major_outage"),
      told("Web", "major_outage"),
    ];

    expect(words({ kind: "levels", components, isSettled: false })).toMatchObject({
      title: "[Example Shop] API, Web: major outage; Mail: operational",
      tone: "trouble",
      lines: [
        "API: Major outage (was operational)",
        "Web: Major outage (was operational)",
        "Mail: Operational (was partial outage)",
        "26 Jun 2026, 19:05 CEST",
      ],
      links: [{ label: "The status page", url: "https://status.example.org/" }],
    });
  });

  test("levels of many components are counted in the title, and all named below it", () => {
    const components = ["A", "B", "C", "D", "E"].map((name) => told(name, "partial_outage"));

    const { title, lines } = words({ kind: "levels", components, isSettled: false });

    expect(title).toBe("[Example Shop] A, B, C: partial outage and 2 more");
    expect(lines).toHaveLength(6);
  });

  test("the end of trouble is good news", () => {
    const components = [told("API", "operational", "major_outage")];
    expect(words({ kind: "levels", components, isSettled: true }).tone).toBe("good");
  });

  test("a window says when it is planned, the zone named", () => {
    expect(words(CONTENTS.window).lines).toEqual([
      "This maintenance has started.",
      "Planned from 26 Jun 2026, 19:05 to 20:05 CEST",
      "API: Under maintenance (was operational)",
      "Started: 26 Jun 2026, 19:05 CEST",
    ]);
  });

  const SPAN = "26 Jun 2026, 19:05 to 20:05 CEST";
  const names = { says: "names" as const, components: [told("API", "operational"), told("Shop", "operational")] };
  const ofWindow = (change: Partial<typeof CONTENTS.window>) => words({ ...CONTENTS.window, ...names, ...change });

  test("a window that is planned says when, what it is about, and its text", () => {
    expect(ofWindow({ transition: "announced", text: "We **swap** the disks." })).toMatchObject({
      title: "[Example Shop] Maintenance planned: New disks",
      tone: "quiet",
      lines: [`Planned from ${SPAN}`, "Components: API, Shop"],
      body: "We **swap** the disks.",
      links: [{ label: "This maintenance on the status page", url: "https://status.example.org/maintenance/7" }],
    });
    expect(ofWindow({ transition: "reminded", text: null })).toMatchObject({
      title: "[Example Shop] Maintenance reminder: New disks",
      lines: ["This maintenance starts soon.", `Planned from ${SPAN}`, "Components: API, Shop"],
      body: null,
    });
  });

  const DAY = 86_400_000;
  const { startsAt, endsAt } = CONTENTS.window;
  test.each([
    ["moved", "takes place at another time", { startsAt: startsAt - DAY, endsAt: endsAt - DAY }],
    ["extended", "takes longer than planned", { startsAt, endsAt: endsAt - 1_800_000 }],
    ["shortened", "ends sooner than planned", { startsAt, endsAt: endsAt + 1_800_000 }],
  ])("a window that was %s says when it is now, and when it was to be", (how, sentence, was) => {
    const { title, lines, body } = ofWindow({ transition: "moved", was, text: "Known already." });
    expect(title).toBe(`[Example Shop] Maintenance ${how}: New disks`);
    expect(lines.slice(0, 2)).toEqual([`This maintenance ${sentence}.`, `Now planned from ${SPAN}`]);
    expect(lines[2]).toMatch(/^Before: from 2[56] Jun 2026, 19:05 to (19:35|20:05|20:35) CEST$/);
    expect(lines[3]).toBe("Components: API, Shop");
    expect(body).toBeNull();
  });

  test.each([
    ["scheduled", "This maintenance has not started yet."],
    ["in_progress", "This maintenance is under way."],
    ["verifying", "The work is done, and is being checked."],
    ["completed", "This maintenance is over."],
    ["cancelled", "This maintenance was cancelled."],
  ] as const)("an update is what somebody said, and how far the window is: %s", (state, line) => {
    const update = { id: 4, text: "Half **done**.", at: AT };
    const { title, lines, body } = ofWindow({ transition: "updated", state, update, text: "The plan." });
    expect(title).toBe("[Example Shop] Maintenance update: New disks");
    expect(lines[0]).toBe(line);
    expect(body).toBe("Half **done**.");
  });

  test.each([
    [{}, "This maintenance will not take place."],
    [{ why: "running" }, "This maintenance was called off while it was under way."],
    [{ why: "skipped" }, "This maintenance will not take place this time; the next ones are as planned."],
    [{ why: "lapsed" }, "This maintenance did not take place."],
  ] as const)("a window that is off says how: %o", (why, line) => {
    expect(ofWindow({ transition: "cancelled", ...why }).lines[0]).toBe(line);
  });

  test("that it comes again is said where it is planned, and there alone", () => {
    const again = "It comes again; the status page says when.";
    expect(ofWindow({ transition: "announced", isOfSeries: true }).lines).toContain(again);
    expect(ofWindow({ transition: "reminded", isOfSeries: true }).lines).not.toContain(again);
    expect(ofWindow({ transition: "announced" }).lines).not.toContain(again);
  });

  test("what becomes of a whole series is said with the first of it", () => {
    expect(ofWindow({ transition: "cancelled", withLater: true }).lines).toEqual([
      "This maintenance will not take place.",
      "The later ones of its series will not take place.",
      `It was planned from ${SPAN}`,
      "Components: API, Shop",
    ]);
  });

  test("a window that nobody saw begin is over, and not said to be done", () => {
    const { title, lines } = ofWindow({ transition: "completed", isUnseen: true });
    expect(title).toBe("[Example Shop] Maintenance over: New disks");
    expect(lines[0]).toBe("The time that was planned for this maintenance is over.");
  });

  test("a page says all that helps to judge it, and has one thing to do", () => {
    const { lines, actions, links, tone, footerLinks } = words(CONTENTS.page);

    expect(lines).toEqual(["Components: API", "Source: prometheus, key disk/db1", "Opened: 26 Jun 2026, 19:05 CEST"]);
    expect(actions).toEqual([{ label: "Acknowledge", url: "https://status.example.org/ack/TOKEN" }]);
    expect(tone).toBe("alarm");
    expect([...links, ...footerLinks]).toEqual([]);
  });

  test("a page says what is known: the words it was opened with, what its alerts say, and where to look", () => {
    const alerts = [
      {
        ...{ summary: "Disk full", description: "98 %\nof /var", runbookUrl: "https://wiki.example.org/disk" },
        originUrl: "http://prometheus:9090/graph?g0.expr=1",
      },
      { summary: "No inodes", description: "98 %\nof /var", runbookUrl: "https://wiki.example.org/disk" },
    ];
    const incident = { ...CONTENTS.page.incident, message: "replica lag 900s", alerts, moreAlerts: 7 };

    const { lines, actions, links } = words({ ...CONTENTS.page, reason: "reopened", incident });

    expect(lines).toEqual([
      ...["It has come back.", "replica lag 900s", "98 % of /var", "No inodes", "and 7 more alerts fire"],
      ...["Components: API", "Source: prometheus, key disk/db1", "Opened: 26 Jun 2026, 19:05 CEST"],
    ]);
    expect(actions.map(({ label }) => label)).toEqual(["Acknowledge"]);
    expect(links).toEqual([
      { label: "Runbook", url: "https://wiki.example.org/disk" },
      { label: "Where the alert comes from", url: "http://prometheus:9090/graph?g0.expr=1" },
    ]);
  });

  test.each([
    ["reopened", "It has come back."],
    ["raised", "Its severity was raised to critical."],
    ["ack_expired", "Its acknowledgement has run out, so nobody owns it any more."],
    ["released", "Maintenance held it until now; from now on it counts."],
    ["snooze_ended", "Its snooze has ended."],
    ["reminder", "Nobody has acknowledged it yet (reminder 2)."],
  ] as const)("a page says why it comes: %s", (reason, line) => {
    expect(words({ ...CONTENTS.page, reason, times: 2 }).lines[0]).toBe(line);
  });

  test("a post's words stand for themselves, as they were written", () => {
    expect(words(CONTENTS.post).body).toBe("We **look** into it.");
  });

  test("a summary names what is in it, and counts what would be too much", () => {
    const items = Array.from({ length: 60 }, (_, n) => ({ ...CONTENTS.test, by: `p${n}` }));

    expect(words(CONTENTS.summary).lines.slice(1, 3)).toEqual(["- API: major outage", "- Shop: operational"]);
    expect(words({ kind: "summary", items }).lines).toContain("and 10 more");
  });

  test("a summary of pages still reads as a page", () => {
    const { title, tone } = words({ kind: "summary", items: [CONTENTS.page, CONTENTS["page-ended"]] });
    expect({ title, tone }).toEqual({ title: "[PAGE] 2 messages in one", tone: "alarm" });
  });
});

describe("names and titles of others", () => {
  const NASTY = "a\r\nBcc: x@example.org\u001b[31m\u0007 \u202eb\u2028c";
  const CLEAN = "a Bcc: x@example.org b c";
  const incident: PagedIncident = {
    ...CONTENTS.page.incident,
    ...{ title: NASTY, source: NASTY, key: NASTY, components: [NASTY], owner: NASTY, message: NASTY },
    alerts: [{ summary: `1 ${NASTY}`, description: `2 ${NASTY}` }],
  };
  const nasty: Content[] = [
    { kind: "levels", components: [told(NASTY, "major_outage")], isSettled: false },
    { kind: "unstable", components: [told(NASTY, "major_outage")], changes: 9, withinMs: 1 },
    { ...CONTENTS.window, title: NASTY },
    { ...CONTENTS.window, transition: "announced", says: "names", components: [told(NASTY, "operational")] },
    { ...CONTENTS.post, incident: { ...CONTENTS.post.incident, title: NASTY } },
    { ...CONTENTS.page, incident },
    { ...CONTENTS["page-ended"], by: NASTY, note: NASTY, incident },
    { ...CONTENTS.confirm, components: [NASTY] },
    { kind: "test", by: NASTY },
    { ...CONTENTS.quarantined, reason: NASTY },
  ];

  test("are tried in every kind", () => {
    expect(new Set(nasty.map(({ kind }) => kind))).toEqual(new Set(KINDS.filter((kind) => kind !== "summary")));
  });

  test.each(nasty)("are one clean line each: $kind", (content) => {
    const message = makeMessage(content);
    const { title, lines, footer } = wordsOf({ ...message, page: { ...message.page, title: NASTY } });

    for (const text of [title, footer, ...lines]) expect(text).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]|\[31m/u);
    expect([title, footer, ...lines].join("\n")).toContain(CLEAN);
  });

  test("a title that is too long is cut", () => {
    const { title } = words({ ...CONTENTS.window, title: "x".repeat(1000) });
    expect(title).toMatch(/^\[Example Shop\] Maintenance started: x+…$/);
    expect(title).toHaveLength(150);
  });
});
