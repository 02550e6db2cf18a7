// The keymap, printed.
import { type Binding, KEYS, nameOf } from "../keys/keymap.ts";
import type { State } from "../state.ts";
import { wrapped } from "../text.ts";
import { MARKS } from "./incident-rows.ts";
import { blank, heading, type Row, rowOf } from "./row.ts";

const KEYS_WIDTH = 20;

export const helpRows = ({ size, bell }: Pick<State, "size" | "bell">): Row[] => {
  const { columns } = size;
  return [
    heading("Keys", columns),
    ...Object.entries(KEYS).flatMap(([title, bindings]) => [
      rowOf(`  ${title}`, columns, "strong"),
      ...bindings.flatMap((binding) => line(keysOf(binding), binding.help, columns)),
    ]),
    blank(columns),
    rowOf("  Marks in the list of incidents", columns, "strong"),
    ...MARKS.flatMap(({ sign, means }) => line(sign, means, columns)),
    ...line("*", "marked with x", columns),
    blank(columns),
    rowOf(
      `  The bell is ${bell.isOn ? "on" : "off"}; \`tocsin tui --no-bell\` or TOCSIN_BELL=off starts without it.`,
      columns,
    ),
  ];
};

const keysOf = ({ keys }: Binding): string => keys.map(nameOf).join(", ");

const line = (keys: string, help: string, columns: number): Row[] => {
  const width = Math.max(10, columns - KEYS_WIDTH - 4);
  return wrapped(help, width).map((text, at) => ({
    cells: [
      { text: at === 0 ? `    ${keys}` : "", width: KEYS_WIDTH + 4 },
      { text, width },
    ],
  }));
};
