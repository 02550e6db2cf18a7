// Subscribers as CSV: what is written can be read back, and what others export is understood line by line.
import { describe, expect, test } from "vitest";
import { readSubscribers as readFile, writeSubscribers } from "../../src/cli/subscriber-csv.ts";
import type { Subscriber } from "../../src/contract/subscribers.ts";

const COMPONENTS = [
  { id: "api", name: "Public API" },
  { id: "web", name: "Website" },
];
const subscriber = (change: Partial<Subscriber> = {}): Subscriber => ({
  ...{ id: 1, channel: "email", target: "ann@example.org", state: "active" },
  ...{ createdAt: "2026-11-20T10:00:00.000Z", activeSince: "2026-11-20T10:05:00.000Z" },
  ...change,
});
const readSubscribers = async (text: string, components: typeof COMPONENTS) =>
  (await readFile(text, components)).entries;
const read = (...lines: string[]) => readSubscribers(lines.join("\n"), COMPONENTS);
const item = (line: number, item: object, isConfirmed = true) => ({ line, kind: "item", item, isConfirmed });

describe("our own export", () => {
  test("reads back as what it was", async () => {
    const rows = [
      subscriber({ components: ["api", "web"], kinds: ["posts"], page: "status" }),
      subscriber({ id: 2, channel: "webhook", target: 'https://x.org/a,"b"', format: "statuspage", incidents: [4, 7] }),
      subscriber({ id: 3, state: "unverified" }),
    ];
    const text = await writeSubscribers(rows, { hasHeader: true });
    expect(await readSubscribers(text, COMPONENTS)).toEqual([
      item(2, {
        ...{ channel: "email", target: "ann@example.org", page: "status" },
        ...{ components: ["api", "web"], kinds: ["posts"] },
      }),
      item(3, { channel: "webhook", target: 'https://x.org/a,"b"', format: "statuspage", incidents: [4, 7] }),
      item(4, { channel: "email", target: "ann@example.org" }, false),
    ]);
  });

  test("a spreadsheet takes no cell for a formula, and the mark against it is gone again", async () => {
    const targets = ["-1001234567890", "@example_status", "=cmd|' /C calc'!A0", "+49"];
    const rows = targets.map((target) => subscriber({ channel: "telegram", target }));
    const text = await writeSubscribers(rows, { hasHeader: true });
    expect(text).not.toMatch(/(^|,)"?[=+\-@]/m);
    const entries = await readSubscribers(text, COMPONENTS);
    expect(entries.map((entry) => entry.kind === "item" && entry.item.target)).toEqual(targets);
  });

  test.each(["\n", "\r\n", "\r", "\u2028"])("nor one that goes on after %j: each cell is one line", async (end) => {
    const rows = [
      subscriber({ state: "quarantined", reason: `=cmd|' /C calc'!A0${end}550 no such user` }),
      subscriber({ state: "quarantined", reason: `${end}+1` }),
    ];
    const text = await writeSubscribers(rows, { hasHeader: false });
    expect(text).toContain(`"'=cmd|' /C calc'!A0 550 no such user"`);
    expect(text).toContain(`"'+1"`);
    expect(text.split(/[\n\r\u2028]/)).toHaveLength(rows.length);
  });

  test("leaves out who was quarantined, and goes on without the header on later pages", async () => {
    const first = await writeSubscribers([subscriber()], { hasHeader: true });
    const second = await writeSubscribers([subscriber({ state: "quarantined", reason: "410 Gone" })], {
      hasHeader: false,
    });
    expect(await readSubscribers(`${first}\n${second}\n`, COMPONENTS)).toEqual([
      item(2, { channel: "email", target: "ann@example.org" }),
      { line: 3, kind: "left-out", message: "it was quarantined, since nothing reached it" },
    ]);
  });

  test("nobody at all is a line of columns, and no entry", async () => {
    const text = await writeSubscribers([], { hasHeader: true });
    expect(text.trim()).toBe(
      "channel,target,page,components,incidents,kinds,format,state,reason,created_at,active_since",
    );
    expect(await readSubscribers(text, COMPONENTS)).toEqual([]);
  });
});

describe("an export of Statuspage", () => {
  const HEAD = "id,mode,email,endpoint,phone_number,display_phone_number,created_at,quarantined_at,components";

  test("mail and webhooks come over, a webhook in the shape that it is used to", async () => {
    const entries = await read(
      HEAD,
      "k1,email,ann@example.org,,,,2024-01-01T00:00:00Z,,",
      'k2,webhook,owner@example.org,https://hook.example.org/sp,,,2024-01-01T00:00:00Z,,"Public API, website"',
    );
    expect(entries).toEqual([
      item(2, { channel: "email", target: "ann@example.org" }),
      item(3, {
        ...{ channel: "webhook", target: "https://hook.example.org/sp", format: "statuspage" },
        components: ["api", "web"],
      }),
    ]);
  });

  test("what has no way here is refused by its line; what nothing reached there is left out", async () => {
    const entries = await read(
      HEAD,
      "k3,sms,,,15551234567,+1 555-123-4567,2024-01-01T00:00:00Z,,",
      "",
      "k4,email,bad@example.org,,,,2024-01-01T00:00:00Z,2024-05-05T00:00:00Z,",
      "k5,slack,,,,,2024-01-01T00:00:00Z,,",
      "k6,email,ann@example.org,,,,2024-01-01T00:00:00Z,,Billing",
    );
    expect(entries).toEqual([
      { line: 2, kind: "refused", message: "it is told by sms, which Tocsin does not have" },
      { line: 4, kind: "left-out", message: "it was quarantined there on 2024-05-05T00:00:00Z" },
      { line: 5, kind: "refused", message: "it is told by slack, and its endpoint is not in the file" },
      {
        line: 6,
        kind: "refused",
        message: 'there are components in "Billing" that are not among ours (by id or name)',
      },
    ]);
  });

  test("without a type the cells say what it is", async () => {
    const entries = await read(
      "Email,Endpoint,Phone Number,Quarantined At",
      "ann@example.org,,,",
      "owner@example.org,https://hook.example.org/sp,,",
      ",,15551234567,",
    );
    expect(entries.map((entry) => (entry.kind === "item" ? entry.item.channel : entry.message))).toEqual([
      ...["email", "webhook", "it is told by sms, which Tocsin does not have"],
    ]);
  });
});

describe("an export of Cachet", () => {
  test("who has not verified there is not called confirmed; global ones are told of everything", async () => {
    const entries = await read(
      "id,email,verify_code,verified_at,global,components",
      "1,ann@example.org,abc,2024-01-01 10:00:00,1,api",
      "2,bob@example.org,def,,0,api;web",
      '3,cid@example.org,ghi,2024-01-01 10:00:00,0,"[""Website""]"',
    );
    expect(entries).toEqual([
      item(2, { channel: "email", target: "ann@example.org" }),
      item(3, { channel: "email", target: "bob@example.org", components: ["api", "web"] }, false),
      item(4, { channel: "email", target: "cid@example.org", components: ["web"] }),
    ]);
  });

  test("a bare list of addresses will do", async () => {
    expect(await read("email", "ann@example.org", "bob@example.org")).toEqual([
      item(2, { channel: "email", target: "ann@example.org" }),
      item(3, { channel: "email", target: "bob@example.org" }),
    ]);
  });
});

describe("a file that people have touched", () => {
  test("BOM, CRLF, semicolons and a cell of two lines: the line numbers still lead to the rows", async () => {
    const entries = await readSubscribers(
      '\uFEFFchannel;target;reason\r\nemail;ann@example.org;"two\r\nlines"\r\n\r\nfax;12;\r\n',
      COMPONENTS,
    );
    expect(entries).toEqual([
      item(2, { channel: "email", target: "ann@example.org" }),
      { line: 5, kind: "refused", message: expect.stringMatching(/^"fax" is no channel/) },
    ]);
  });

  test.each([
    ["no target", "email,,,", "it has no address"],
    ["a misspelt channel", "emial,ann@example.org,,", '"emial" is no channel; did you mean email?'],
    ["a misspelt kind", "email,ann@example.org,post,", '"post" is no kind of news; did you mean posts?'],
    ["an id that is none", "email,ann@example.org,,4x", '"4x" is not the id of an incident'],
    ["a quote that is never closed", 'email,"ann@example.org,,', "Quoted field unterminated."],
    ["an address without an end", `email,${"a".repeat(2001)},,`, "its address is longer than 2000 characters"],
  ])("%s is refused, and said", async (_, line, message) => {
    expect(await read("channel,target,kinds,incidents", line)).toEqual([{ line: 2, kind: "refused", message }]);
  });

  test.each([
    ["", /names no columns/],
    ["name,city\nann,Bonn", /names no columns that we know: name, city/],
  ])("%j is no list of subscribers", async (text, message) => {
    await expect(readSubscribers(text, COMPONENTS)).rejects.toMatchObject({ code: "invalid", message });
  });
});

describe("what a list says of its readers", () => {
  const agreed = (target: string) => ({ kind: "item", item: { channel: "email", target }, isConfirmed: true });
  const HEADS = [
    ["our own columns", "Channel,Target,STATE", (state: string) => `email,a@x.org,${state}`],
    ["an address and a state", "email,state", (state: string) => `a@x.org,${state}`],
    ["Capitals", "Email,State,Name", (state: string) => `a@x.org,${state},Ann`],
    ["a status", "email,status,name", (state: string) => `a@x.org,${state},Ann`],
    ["the shape of Statuspage", "mode,email,endpoint,Status", (state: string) => `email,a@x.org,,${state}`],
    ["whether it is confirmed", "email,Confirmed?", (state: string) => `a@x.org,${state}`],
  ] as const;

  describe.each(HEADS)("%s", (_, head, lineOf) => {
    const readOf = async (state: string) => (await read(head, lineOf(state)))[0];

    test.each(["active", "Confirmed", "verified", "SUBSCRIBED"])("%s has agreed", async (state) => {
      expect(await readOf(state)).toEqual({ line: 2, ...agreed("a@x.org") });
    });
    test.each(["unverified", "Pending", "unconfirmed"])("%s is asked", async (state) => {
      expect(await readOf(state)).toEqual({ line: 2, ...agreed("a@x.org"), isConfirmed: false });
    });
    test("quarantined stays behind", async () => {
      const message = "it was quarantined, since nothing reached it";
      expect(await readOf("Quarantined")).toEqual({ line: 2, kind: "left-out", message });
    });
    test.each(["removed", "unsubscribed", "Deleted"])("%s stays behind, and is called that", async (state) => {
      const message = `the list calls it ${state.toLowerCase()}`;
      expect(await readOf(state)).toEqual({ line: 2, kind: "left-out", message });
    });
    test.each(["bounced", "constructor"])("%s is refused with what it says", async (state) => {
      const message = expect.stringContaining(`its state is "${state}", which is none that we know (active, `);
      expect(await readOf(state)).toEqual({ line: 2, kind: "refused", message });
    });
  });

  test.each([
    ["yes", true],
    ["TRUE", true],
    ["1", true],
    ["no", false],
    ["0", false],
    ["", false],
  ])("confirmed: %j", async (cell, isConfirmed) => {
    expect(await read("email,confirmed,name", `a@x.org,${cell},Ann`)).toEqual([
      { line: 2, ...agreed("a@x.org"), isConfirmed },
    ]);
  });

  test("an empty state says nothing against it; of two columns the more careful one counts", async () => {
    const entries = await read("email,state,status,verified_at", "a@x.org,,,2024-01-01", "b@x.org,active,pending,2024");
    expect(entries).toMatchObject([{ isConfirmed: true }, { isConfirmed: false }]);
    expect(await read("email,state,status", "c@x.org,active,unsubscribed")).toMatchObject([{ kind: "left-out" }]);
  });

  test("names the columns that it did not read, and none that belong to the export", async () => {
    const notReadOf = async (head: string) => (await readFile(head, COMPONENTS)).columnsNotRead;
    expect(await notReadOf("Email,State,Full Name,opt in")).toEqual(["full_name", "opt_in"]);
    expect(await notReadOf("channel,target,state,reason,created_at,active_since")).toEqual([]);
    expect(await notReadOf("id,email,verify_code,verified_at,global,components")).toEqual([]);
  });

  test.each(["All", "all", "ALL"])("components %s are all of them", async (cell) => {
    expect(await read("email,components", `a@x.org,${cell}`)).toEqual([{ line: 2, ...agreed("a@x.org") }]);
  });

  test("unless one is called that", async () => {
    const { entries } = await readFile("email,components\na@x.org,All", [{ id: "all", name: "Everything" }]);
    expect(entries).toMatchObject([{ item: { components: ["all"] } }]);
  });
});
