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
const { NOW, start } = await import("./story.ts");

afterEach(cleanup);

const frame = (isColoured: boolean): string =>
  render(<App store={createStore(start(), () => NOW)} isColoured={isColoured} />).lastFrame() ?? "";
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
