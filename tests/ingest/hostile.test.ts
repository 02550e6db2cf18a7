// Alert text is hostile: whatever is in it, the alert is taken, and what is kept of it is small and plain.
import { expect, test } from "vitest";
import { amAlert, amGroup, incidentsOf, say, startWithSources } from "./support.ts";

const RLO = "\u202e";
const firing = (labels: Record<string, string>, annotations: Record<string, string> = {}) =>
  amGroup([amAlert("f1", { labels, annotations })]);

test("a title is one line without controls, overrides and halves of characters", async () => {
  const daemon = await startWithSources();
  await say(
    daemon,
    "am",
    firing({ alertname: `Down\u001b[31m\n\tnow\u0000 ${RLO}evil` }, { summary: "\ud83d\r\nok\u2028." }),
  );
  expect((await incidentsOf(daemon))[0]!.title).toBe("Down [31m now evil: \ufffd ok .");
});

test("megabytes are cut, and emoji stay whole", async () => {
  const daemon = await startWithSources();
  const long = "🔥".repeat(500_000);
  const { status } = await say(daemon, "am", firing({ alertname: long, note: long }, { summary: long }));
  const { labels, annotations } = daemon.store.alerts.get("am", "f1")!;
  const { title } = (await incidentsOf(daemon))[0]!;
  expect(status).toBe(200);
  expect([title.length <= 255, labels.note!.length, annotations.summary!.length]).toEqual([true, 4096, 4096]);
  for (const text of [title, labels.note!]) expect(text.isWellFormed()).toBe(true);
});

test("thousands of labels: what is decided by is kept, wherever it stands", async () => {
  const daemon = await startWithSources();
  const noise = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`label_${index}`, "x"]));
  await say(daemon, "am", firing({ ...noise, severity: "info", component: "mail", alertname: "Noisy" }));
  expect(Object.keys(daemon.store.alerts.get("am", "f1")!.labels)).toHaveLength(64);
  expect(await incidentsOf(daemon)).toMatchObject([{ title: "Noisy", severity: "info", components: [{ id: "mail" }] }]);
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
  "a label named %s is a label like any other, or left out",
  async (name) => {
    const daemon = await startWithSources();
    const raw = JSON.stringify(firing({ alertname: "Odd" })).replace('"labels":{', `"labels":{"${name}":"x",`);
    for (let round = 0; round < 2; round++)
      expect(
        (await say(daemon, "am", undefined, { raw, headers: { "content-type": "application/json" } })).status,
      ).toBe(200);
    expect(daemon.store.alerts.get("am", "f1")).toMatchObject({ repeats: 1 });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  },
);

test("two long keys that begin alike stay two", async () => {
  const daemon = await startWithSources();
  const begin = "k".repeat(1000);
  await say(daemon, "script", [
    { key: `${begin}1`, title: "One" },
    { key: `${begin}2`, title: "Two" },
  ]);
  const keys = (await incidentsOf(daemon)).map(({ key }) => key!);
  expect(new Set(keys).size).toBe(2);
  expect(keys.map((key) => key.length)).toEqual([255, 255]);
});

test.each<[string, BodyInit, number]>([
  ["invalid UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
  ["an array a hundred thousand levels deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, 400],
  ["a number larger than numbers are", '{"title": "x", "labels": {"n": 1e999}}', 400],
  ["a huge number in a label", '{"title": "x", "labels": {"n": 123456789012345678901234567890}}', 200],
  ["null", "null", 400],
  ["text", '"Down"', 400],
  ["nothing at all", "", 400],
])("%s is answered with %s", async (_, raw, status) => {
  const daemon = await startWithSources();
  const reply = await say(daemon, "script", undefined, { raw, headers: { "content-type": "application/json" } });
  expect(reply.status, reply.text).toBe(status);
});
