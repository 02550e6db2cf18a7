import { stripVTControlCharacters } from "node:util";
import { cleanup, render } from "ink-testing-library";
import { afterEach, expect, test, vi } from "vitest";

// Ink looks at the terminal when it is loaded; the tests' own has no colours.
vi.hoisted(() => {
  process.env.FORCE_COLOR = "1";
  delete process.env.NO_COLOR;
});
const { App } = await import("../../src/tui/view/app.tsx");
const { createStore } = await import("../../src/tui/store.ts");
const { stylesFor } = await import("../../src/tui/view/line.tsx");
const { NOW, start } = await import("./story.ts");

afterEach(cleanup);

const frame = (isColoured: boolean, isLight = false): string =>
  render(<App store={createStore(start(), () => NOW)} styles={stylesFor({ isColoured, isLight })} />).lastFrame() ?? "";
const wordsOf = (text: string): string[] =>
  stripVTControlCharacters(text)
    .split("\n")
    .map((line) => line.trimEnd());
const COLOUR = /\u001B\[(?:3[0-7]|9[0-7]|38)/;

test("colour repeats what the words say: without it the same words are there", () => {
  expect(frame(true)).toMatch(COLOUR);
  expect(frame(false)).not.toMatch(COLOUR);
  expect(wordsOf(frame(true))).toEqual(wordsOf(frame(false)));
});

test("only the sixteen colours of every terminal are used, and none that vanishes on a light one", () => {
  const YELLOW_OR_CYAN = /\u001B\[(?:33|36|93|96)m/;
  for (const isLight of [true, false]) expect(frame(true, isLight)).not.toMatch(/\u001B\[[34]8/);
  expect(frame(true, true)).not.toMatch(YELLOW_OR_CYAN);
  expect(frame(true, false)).toMatch(YELLOW_OR_CYAN);
});
