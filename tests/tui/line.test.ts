// The command line, what it runs, and what it prints.
import { describe, expect, test } from "vitest";
import type { State } from "../../src/tui/state.ts";
import { after, incident, pressed, start, texts, typed } from "./story.ts";

const written = (line: string, from: State = start()): State => typed(pressed(from, ":"), line);
const run = (line: string, from?: State): State => pressed(written(line, from), "enter");
const ran = (ticket: number, stdout: string, stderr = "", exitCode = 0) =>
  ({ kind: "errand", ticket, outcome: { kind: "ran", exitCode, stdout, stderr } }) as const;
const fieldOf = (state: State): string | undefined =>
  state.entry?.kind === "line" ? state.entry.field.text : undefined;

test("Esc leads back to the incident that was left, whatever was looked at on the way", () => {
  const look = (state: State, id: string): State => pressed(typed(pressed(state, ":"), id), "enter");
  const state = look(pressed(start(), "enter", "?"), "13");
  expect([state.screen, state.detail?.id]).toEqual(["incident", 13]);
  const back = pressed(state, "escape", "escape");
  expect([back.screen, back.detail?.id]).toEqual(["incident", 12]);
  const besides = look(pressed(start(), "enter"), "13");
  expect(pressed(besides, "escape").detail?.id).toBe(12);
  expect(pressed(besides, "escape", "escape").screen).toBe("incidents");
});

describe("a line", () => {
  test("is handed on in words, and said to be under way until its outcome has come", () => {
    const state = run('note 12 "it is back"');
    expect(state.errands).toEqual([
      {
        ticket: 1,
        kind: "run",
        line: 'note 12 "it is back"',
        words: ["note", "12", "it is back"],
        screen: "incidents",
      },
    ]);
    expect(texts(state)).toEqual(['note 12 "it is back" …']);
    const over = after(state, ran(1, "incident 12 noted\n"));
    expect([over.errands, texts(over)]).toEqual([[], ["incident 12 noted"]]);
  });

  test("whose output has several lines opens a screen, which Esc leaves", () => {
    const state = after(run("list"), ran(1, "ID  TITLE\n1   Down\n"));
    expect(state).toMatchObject({
      screen: "output",
      output: { title: "list", lines: ["ID  TITLE", "1   Down"], isFailure: false },
    });
    expect(pressed(state, "escape").screen).toBe("incidents");
  });

  test("whose output comes while one is at something else waits behind O", () => {
    const slow = ran(1, "ID  TITLE\n1   Down\n");
    expect(texts(pressed(start(), "O"))).toEqual(["no command has printed more than a line yet"]);
    for (const busy of [
      pressed(run("list"), "n"),
      pressed(run("list"), ":"),
      pressed(run("list"), "x", "x", "r"),
      pressed(run("list"), "2"),
    ]) {
      const state = after(busy, slow);
      expect([state.screen, state.entry, state.confirm]).toEqual([busy.screen, busy.entry, busy.confirm]);
      expect(texts(state)).toEqual(["list is done: O shows what it printed"]);
      expect(state.output?.lines).toHaveLength(2);
    }
    const free = after(pressed(run("list"), "2"), slow);
    expect(pressed(free, "O").screen).toBe("output");
    expect(pressed(free, "O", "escape").screen).toBe("components");
    const failed = after(pressed(run("list"), "2"), ran(1, "ID\n1\n", "It broke.\n", 1));
    expect(failed.toasts).toMatchObject([{ tone: "refusal", text: "list failed: O shows what it printed" }]);
  });

  test("that fails is said as a refusal", () => {
    const state = after(run("ack 99"), ran(1, "", "There is no incident 99.\nSee `tocsin list --all`.\n", 3));
    expect(state.toasts).toMatchObject([
      { tone: "refusal", text: "There is no incident 99. See `tocsin list --all`." },
    ]);
  });

  test("that prints nothing is said to be done", () => {
    expect(texts(after(run("ack 12 --quiet"), ran(1, "")))).toEqual(["ack 12 --quiet: done"]);
  });

  test.each([":42", ":#42"])("%s looks at that incident, which is asked for where it is not known", (line) => {
    const state = run(line.slice(1));
    expect([state.screen, state.detail?.id, [...state.unsure], state.errands]).toEqual(["incident", 42, [42], []]);
  });

  test("q leaves, nothing is nothing, an open quote is said", () => {
    expect(run("q").exitCode).toBe(0);
    expect(run("  ")).toMatchObject({ entry: null, errands: [], toasts: [] });
    expect(texts(run('note 1 "x'))).toEqual(['a quote is not closed in: note 1 "x']);
  });

  test("comes back by the arrows, each once, and the newest first", () => {
    const state = ["status", "list", "status"].reduce((one, line) => run(line, one), start());
    const line = pressed(state, ":");
    expect(fieldOf(pressed(line, "up"))).toBe("status");
    expect(fieldOf(pressed(line, "up", "up"))).toBe("list");
    expect(fieldOf(pressed(line, "up", "up", "up"))).toBe("list");
    expect(fieldOf(pressed(line, "up", "up", "down"))).toBe("status");
    expect(fieldOf(pressed(line, "up", "down"))).toBe("");
  });
});

describe("Tab", () => {
  const offered = (state: State, ...candidates: string[]): State =>
    after(pressed(state, "tab"), { kind: "errand", ticket: 1, outcome: { kind: "candidates", candidates } });

  test("asks with the words up to the cursor", () => {
    expect(pressed(written("ack 1"), "tab").errands).toEqual([{ ticket: 1, kind: "complete", words: ["ack", "1"] }]);
    expect(pressed(written("ack "), "tab").errands).toMatchObject([{ words: ["ack", ""] }]);
  });

  test("writes the only one that fits, with a blank; of several their common part, and shows them", () => {
    expect(fieldOf(offered(written("ac"), "ack\ttake incidents"))).toBe("ack ");
    const several = offered(written("c"), "close\tput away", "completion", "component");
    expect(fieldOf(several)).toBe("c");
    expect(several.entry).toMatchObject({ candidates: ["close\tput away", "completion", "component"] });
    expect(fieldOf(offered(written("com"), "completion", "component"))).toBe("comp");
  });

  test("with nothing to offer changes nothing", () => {
    expect(fieldOf(offered(written("zz")))).toBe("zz");
  });

  test("an answer that comes after other words were written does nothing", () => {
    const asked = typed(pressed(written("in"), "tab"), " ");
    const late = after(asked, { kind: "errand", ticket: 1, outcome: { kind: "candidates", candidates: ["incident"] } });
    expect(fieldOf(late)).toBe("in ");
  });

  test("an answer that comes after the line was left does nothing", () => {
    const left = pressed(written("ac"), "tab", "escape");
    expect(
      after(left, { kind: "errand", ticket: 1, outcome: { kind: "candidates", candidates: ["ack"] } }).entry,
    ).toBeNull();
  });
});

test("Enter on the other screens runs what the shell would say of it", () => {
  expect(pressed(start(), "2", "enter").errands).toMatchObject([{ words: ["component", "show", "db"] }]);
});

test("what is looked at keeps a way back", () => {
  const state = pressed(start(), "j", "enter");
  expect([state.screen, state.detail?.id]).toEqual(["incident", 11]);
  expect(pressed(state, "?").screen).toBe("help");
  expect(pressed(state, "?", "escape").screen).toBe("incident");
  expect(pressed(state, "?", "escape", "escape").screen).toBe("incidents");
  expect(pressed(state, "3").behind).toEqual([]);
});

test("one that is not there says so, and is not asked for again", () => {
  const state = run("42");
  const want = { kind: "incident", id: 42 } as const;
  const told = after(state, { kind: "unfetched", want, why: "There is no incident 42.", isGone: true });
  expect([told.detail?.error, [...told.unsure]]).toEqual(["There is no incident 42.", []]);
  const tried = after(state, { kind: "unfetched", want, why: "timed out", isGone: false });
  expect([...tried.unsure]).toEqual([42]);
  const read = after(tried, {
    kind: "fetched",
    fetched: { kind: "incident", incident: incident(42, { state: "closed" }), seq: 100 },
  });
  expect([read.incidents.get(42)?.state, read.order.includes(42)]).toEqual(["closed", false]);
});
