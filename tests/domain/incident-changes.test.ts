// What people change of an incident without moving it on.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import { assign, edit, snooze } from "../../src/domain/incident-changes.ts";
import { LEVELS, SEVERITIES } from "../../src/domain/level.ts";
import { type Effect, effectsOf, type Link } from "../../src/domain/link.ts";
import { inState, MINUTE, make, NOW } from "./make.ts";

describe("assign and snooze", () => {
  test("assign moves no state and ends no ack", () => {
    expect(assign(make(), "bob")).toMatchObject({
      incident: { state: "open", owner: "bob" },
      events: [{ type: "incident:assigned", incidentId: 42, data: { from: null, to: "bob" } }],
    });
    expect(assign(inState("acknowledged"), "cid")).toMatchObject({
      incident: { state: "acknowledged", owner: "cid", acknowledgedAt: NOW },
      events: [{ data: { from: "bob", to: "cid" } }],
    });
    expect(assign(make({ owner: "bob" }), "bob").kind).toBe("unchanged");
  });

  test("snooze moves neither state nor owner; null ends it", () => {
    const snoozed = make({ snoozedUntil: NOW + MINUTE });
    expect(snooze(inState("acknowledged"), NOW + MINUTE)).toMatchObject({
      incident: { state: "acknowledged", owner: "bob", snoozedUntil: NOW + MINUTE },
      events: [{ type: "incident:snoozed", incidentId: 42, data: { until: "2026-12-01T02:01:00.000Z" } }],
    });
    expect(snooze(snoozed, null)).toMatchObject({
      incident: { snoozedUntil: null },
      events: [{ data: { until: null } }],
    });
    expect(snooze(snoozed, NOW + MINUTE).kind).toBe("unchanged");
    expect(snooze(make(), null).kind).toBe("unchanged");
  });

  test.each(["resolved", "closed"] as const)("a %s one is refused", (state) => {
    for (const decision of [assign(inState(state), "cid"), snooze(inState(state), NOW + 1)])
      expect(decision).toMatchObject({ kind: "refused", detail: expect.stringContaining(`was ${state} by bob`) });
  });

  test("one that was merged says where to go on", () => {
    const gone = make({ state: "closed", closedAt: NOW, closedBy: "ann", mergedInto: 43 });
    expect(assign(gone, "cid")).toMatchObject({ kind: "refused", hint: "Go on with incident 43." });
  });
});

describe("an edit", () => {
  const byHand: Link = { componentId: "web", origin: "manual", level: "degraded_performance" };
  const byAlert: Link = { componentId: "api", origin: "alert", level: null };
  const firing = new Set(["api"]);

  test("of the title alone asks nothing anew", () => {
    const { decision, links } = edit(make(), [byHand], firing, { title: "Out" });
    expect(links).toEqual([byHand]);
    expect(decision).toMatchObject({ kind: "changed", incident: { title: "Out", severity: "high", version: 2 } });
    expect(decision.kind === "changed" && decision.events).toEqual([
      { type: "incident:edited", incidentId: 42, data: { title: { from: "Down", to: "Out" } } },
    ]);
  });

  test("that lowers the severity moves what follows it, and keeps the levels that were said", () => {
    const { decision, links } = edit(make({ severity: "critical" }), [byHand, byAlert], firing, { severity: "low" });
    expect(links).toEqual([byHand, byAlert]);
    expect(decision).toMatchObject({
      incident: { severity: "low" },
      events: [
        {
          data: {
            severity: { from: "critical", to: "low" },
            effects: [{ componentId: "web", level: "degraded_performance" }],
          },
        },
      ],
    });
  });

  test("of the components is the whole list: what stays keeps its origin and level, what is new is by hand", () => {
    const wanted = [{ id: "api" }, { id: "web" }, { id: "mail", level: "major_outage" as const }];
    const { links } = edit(make(), [byHand, byAlert], firing, { components: wanted });
    expect(links).toEqual([byAlert, byHand, { componentId: "mail", origin: "manual", level: "major_outage" }]);
  });

  test("takes away what alerts linked, when a person says that it is not touched", () => {
    const { decision, links } = edit(make(), [byHand, byAlert], firing, { components: [{ id: "web" }] });
    expect(links).toEqual([byHand]);
    expect(decision).toMatchObject({
      events: [{ data: { components: [byHand], effects: [{ componentId: "web", level: "degraded_performance" }] } }],
    });
  });

  test("gives a level to both links of a component that has two", () => {
    const both = [byAlert, { ...byAlert, origin: "manual" as const }];
    const { links } = edit(make(), both, firing, { components: [{ id: "api", level: "partial_outage" }] });
    expect(links.map(({ origin, level }) => [origin, level])).toEqual([
      ["alert", "partial_outage"],
      ["manual", "partial_outage"],
    ]);
  });

  test("of a component that is named twice takes the last word", () => {
    const wanted = [{ id: "api" }, { id: "api", level: "major_outage" as const }];
    expect(edit(make(), [], firing, { components: wanted }).links).toEqual([
      { componentId: "api", origin: "manual", level: "major_outage" },
    ]);
  });

  test("of a resolved one corrects it, and asks nothing of anybody", () => {
    const wanted = { severity: "critical" as const, components: [{ id: "mail" }] };
    expect(edit(inState("resolved"), [byHand], firing, wanted).decision).toMatchObject({
      incident: { state: "resolved", severity: "critical" },
      events: [{ data: { effects: [] } }],
    });
  });

  test("of a closed one is refused", () => {
    expect(edit(inState("closed"), [byHand], firing, { title: "Out" })).toMatchObject({
      decision: { kind: "refused", detail: expect.stringContaining("nothing left to edit") },
      links: [byHand],
    });
  });

  test("that says what is so already is unchanged, in whatever order", () => {
    const wanted = { title: "Down", severity: "high", components: [{ id: "api" }, { id: "web" }] } as const;
    expect(edit(make(), [byHand, byAlert], firing, wanted).decision).toEqual({ kind: "unchanged", incident: make() });
  });

  const component = fc.constantFrom("web", "api", "mail");
  const level = fc.option(fc.constantFrom(...LEVELS), { nil: null });
  const link = fc.record<Link>({ componentId: component, origin: fc.constantFrom("manual", "alert"), level });
  const wanted = fc.record(
    {
      title: fc.constantFrom("Down", "Out"),
      severity: fc.constantFrom(...SEVERITIES),
      components: fc.array(fc.record({ id: component, level: fc.constantFrom(undefined, ...LEVELS) })),
    },
    { requiredKeys: [] },
  );
  /** Who reorders components asks for nothing new. */
  const inOrder = (effects: readonly Effect[]) =>
    effects.toSorted((a, b) => a.componentId.localeCompare(b.componentId));
  test("leaves rows that ask what its event says, and a second time changes nothing", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(link, { selector: ({ componentId, origin }) => `${componentId} ${origin}` }),
        fc.constantFrom(...SEVERITIES),
        fc.constantFrom("open" as const, "acknowledged" as const, "resolved" as const),
        fc.array(component),
        wanted,
        (links, severity, state, fires, change) => {
          const firing = new Set(fires);
          const before = make({ severity, state });
          const { decision, links: after } = edit(before, links, firing, change);
          if (decision.kind === "refused") throw new Error(decision.detail);
          const asks = (incident: Incident, rows: readonly Link[]) =>
            inOrder(incident.state === "resolved" ? [] : effectsOf(incident.severity, rows, firing));
          const event = decision.kind === "changed" ? decision.events[0]! : undefined;
          const said = event && "effects" in event.data ? event.data.effects : undefined;
          expect(asks(decision.incident, after)).toEqual(said ? inOrder(said) : asks(before, links));
          expect(edit(decision.incident, after, firing, change).decision.kind).toBe("unchanged");
        },
      ),
    );
  });
});
