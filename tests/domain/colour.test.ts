import fc from "fast-check";
import { expect, test } from "vitest";
import { DARK_GROUNDS, LIGHT_GROUNDS } from "../../src/daemon/pages/style.ts";
import { contrastOf, READABLE, readableOn } from "../../src/domain/colour.ts";

test("contrast is that of WCAG 2", () => {
  expect(contrastOf("#000000", "#ffffff")).toBe(21);
  expect(contrastOf("#ffffff", "#ffffff")).toBe(1);
  expect(contrastOf("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

test("a colour that can be read stays as it is", () => {
  expect(readableOn("#0b57a4", LIGHT_GROUNDS)).toBe("#0b57a4");
  expect(readableOn("#86bdf7", DARK_GROUNDS)).toBe("#86bdf7");
});

test("whatever the colour, links can be read in the light and in the dark", () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((rgb) => `#${rgb.toString(16).padStart(6, "0")}`);
  fc.assert(
    fc.property(colour, (accent) => {
      for (const grounds of [LIGHT_GROUNDS, DARK_GROUNDS])
        for (const ground of grounds)
          expect(contrastOf(readableOn(accent, grounds), ground)).toBeGreaterThanOrEqual(READABLE);
    }),
  );
});
