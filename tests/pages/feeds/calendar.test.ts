// Maintenance as calendar programs get it, read back by one that Thunderbird uses.
import ICAL from "ical.js";
import { expect, test } from "vitest";
import { HOUR, NOON } from "../support.ts";
import { HOSTILE, openHistory, SHOWN } from "./support.ts";

type History = Awaited<ReturnType<typeof openHistory>>;

const read = async ({ get }: Pick<History, "get">, path = "/calendar.ics") => {
  const { text, headers, status } = await get(path);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    ...{ "content-type": "text/calendar; charset=utf-8", "access-control-allow-origin": "*" },
  });
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const value = (name: string): unknown => component.getFirstPropertyValue(name);
    const [start, end] = [event.startDate, event.endDate].map((time) => time.toJSDate().toISOString());
    return {
      ...{ uid: event.uid, title: event.summary, text: event.description, sequence: event.sequence, start, end },
      ...{ status: value("status"), url: value("url"), zone: event.startDate.zone.tzid },
      changedAt: (value("last-modified") as ICAL.Time).toJSDate().toISOString(),
    };
  });
  return { text, calendar, events };
};

test("a window is an event with its times, what it covers and where it stands for good", async () => {
  const history = await openHistory({ time_zone: "Europe/Berlin" });
  const { id } = await history.plan({ title: "New disks", text: "We swap **all** disks.\n\n- one\n- two" });
  const { calendar, events, text } = await read(history);
  const url = `https://status.acme.test/maintenance/${id}`;
  expect(events).toEqual([
    {
      ...{ uid: expect.stringMatching(/^[0-9a-f-]{36}$/), title: "New disks", sequence: 0, status: "CONFIRMED", url },
      ...{ start: "2026-11-23T13:00:00.000Z", end: "2026-11-23T15:00:00.000Z", zone: "UTC" },
      text: `Scheduled\n\nWe swap all disks.\n\n- one\n- two\n\nComponents: API\n\n${url}`,
      changedAt: "2026-11-23T12:00:00.000Z",
    },
  ]);
  const facts = ["prodid", "method", "x-wr-calname", "x-wr-timezone"].map((name) =>
    calendar.getFirstPropertyValue(name),
  );
  expect(facts).toEqual(["-//Tocsin//Status page//EN", "PUBLISH", "Acme Status: Maintenance", "Europe/Berlin"]);
  expect(String(calendar.getFirstPropertyValue("refresh-interval"))).toBe("PT1H");
  expect(text).toMatch(/\r\nEND:VCALENDAR\r\n$/);
  // A calendar's own properties stand before its events.
  expect(text.indexOf("X-WR-TIMEZONE")).toBeLessThan(text.indexOf("BEGIN:VEVENT"));
});

test("an edit is the same event with a higher SEQUENCE; one that is called off stays, cancelled", async () => {
  const history = await openHistory();
  const { id } = await history.plan({ title: "New disks" });
  const [before] = (await read(history)).events;
  history.clock.now += 60_000;
  await history.edit({ id, startsAt: NOON + 4 * HOUR });
  const [edited] = (await read(history)).events;
  expect(edited).toMatchObject({
    ...{ uid: before!.uid, sequence: 1, start: "2026-11-23T16:00:00.000Z", end: "2026-11-23T18:00:00.000Z" },
    changedAt: "2026-11-23T12:01:00.000Z",
  });
  await history.cancel({ id });
  const [off] = (await read(history)).events;
  expect(off).toMatchObject({ uid: before!.uid, sequence: 2, status: "CANCELLED" });
});

test("one that is over shows when it really took place; one that was slept through, when it was to", async () => {
  const history = await openHistory();
  const early = await history.plan({ title: "Early" });
  await history.begin({ id: early.id });
  history.clock.now += HOUR / 2;
  await history.end({ id: early.id });
  const momentary = await history.plan({ title: "Momentary", components: ["site"] });
  await history.begin({ id: momentary.id });
  await history.end({ id: momentary.id });
  const { events } = await read(history);
  expect(events.map(({ title, start, end }) => ({ title, start, end }))).toEqual([
    { title: "Early", start: "2026-11-23T12:00:00.000Z", end: "2026-11-23T12:30:00.000Z" },
    { title: "Momentary", start: "2026-11-23T12:30:00.000Z", end: "2026-11-23T12:30:01.000Z" },
  ]);
});

test.each([
  ["Europe/Berlin", "2027-03-27T01:30:00Z", ["2027-03-27T01:30", "2027-03-28T01:30", "2027-03-29T00:30"]],
  ["Europe/Berlin", "2026-10-24T00:30:00Z", ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]],
  ["America/New_York", "2027-03-13T07:30:00Z", ["2027-03-13T07:30", "2027-03-14T07:30", "2027-03-15T06:30"]],
  ["Pacific/Chatham", "2027-04-02T13:15:00Z", ["2027-04-02T13:15", "2027-04-03T13:15", "2027-04-04T14:15"]],
])("each occurrence of a series in %s from %s is an event at its own instant", async (timeZone, first, expected) => {
  const history = await openHistory({ time_zone: timeZone });
  const startsAt = Date.parse(first);
  history.clock.now = startsAt - HOUR;
  await history.plan({
    ...{ title: "Backup", startsAt, endsAt: startsAt + HOUR, rrule: "FREQ=DAILY;COUNT=3", timeZone },
  });
  const { events } = await read(history);
  const rows = history.store.maintenances.current(10).items;
  expect(events.map(({ start }) => start)).toEqual(rows.map((row) => new Date(row.startsAt).toISOString()));
  expect(events.map(({ end }) => end)).toEqual(rows.map((row) => new Date(row.endsAt).toISOString()));
  expect(events.map(({ start }) => start!.slice(0, 16))).toEqual(expected);
  expect(new Set(events.map(({ uid }) => uid)).size).toBe(3);
});

test("a component has a calendar of what covers it, with the events of the page's", async () => {
  const history = await openHistory();
  await history.plan({ title: "Both", components: ["site", "api"] });
  await history.plan({ title: "Of the site", components: ["site"] });
  const whole = (await read(history)).events;
  const { calendar, events } = await read(history, "/components/api/calendar.ics");
  expect(events.map(({ title }) => title)).toEqual(["Both"]);
  expect(whole.map(({ uid }) => uid)).toContain(events[0]!.uid);
  expect(calendar.getFirstPropertyValue("x-wr-calname")).toBe("Acme Status: API");
  for (const id of ["vault", "nobody", "API", "a%20b"])
    expect((await history.get(`/components/${id}/calendar.ics`)).status).toBe(418);
});

test("hostile words are words: no line of theirs becomes a property, and no line is longer than 75 octets", async () => {
  const history = await openHistory({ title: HOSTILE }, [
    { id: "api", name: HOSTILE },
    { id: "vault", isHidden: true },
  ]);
  await history.plan({ title: HOSTILE, text: `${HOSTILE}\n\n${"مرحبا🔥é".repeat(1200)}` });
  const { calendar, events, text } = await read(history);
  const plain = (value: unknown): string => String(value).replaceAll("\ufffe", "");
  expect(plain(events[0]!.title)).toBe(SHOWN);
  expect(plain(events[0]!.text)).toContain(`Components: ${SHOWN}\n`);
  for (const name of ["name", "x-wr-calname"])
    expect(plain(asText(calendar.getFirstPropertyValue(name)))).toBe(`${SHOWN}: Maintenance`);
  expect([events.length, /[\u0000-\u0008\u000e-\u001f\u202e]/.test(text), text.isWellFormed()]).toEqual([
    1,
    false,
    true,
  ]);
  const lines = text.split("\r\n");
  expect(lines.some((line) => /[\r\n]/.test(line) || line.startsWith("X-EVIL"))).toBe(false);
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  // A sign that was cut in two would be a replacement sign by now.
  expect(text.match(/\ufffd/g)?.length).toBe(HOSTILE_TIMES);
});
/** The parser does not know these; like all that it does not, they are TEXT (RFC 5545, 3.8.8). */
const asText = (raw: unknown): unknown => ICAL.Property.fromString(`SUMMARY:${raw}`).getFirstValue();
/** Name, X-WR-CALNAME, SUMMARY, and twice in DESCRIPTION. */
const HOSTILE_TIMES = 5;
