// The keymap, printed.
import { Box } from "ink";
import { KEYMAP, nameOf, PLACES, type Place } from "../keymap.ts";
import { Heading, Line } from "./line.tsx";

const KEYS_WIDTH = 12;
const WHERE_WIDTH = 24;

export const Help = ({ width, rows }: { width: number; rows: number }) => (
  <Box flexDirection="column" width={width}>
    <Heading text="Keys" width={width} isFocused />
    {KEYMAP.slice(0, Math.max(0, rows - 1)).map((binding) => (
      <Line
        key={`${binding.intent} ${binding.keys.join(" ")}`}
        cells={[
          { text: `  ${binding.keys.map(nameOf).join(", ")}`, width: KEYS_WIDTH },
          { text: binding.help, width: Math.max(0, width - KEYS_WIDTH - WHERE_WIDTH) },
          { text: `  ${wordsFor(binding.where)}`, width: WHERE_WIDTH, tone: "quiet" },
        ]}
      />
    ))}
  </Box>
);

const wordsFor = (places: readonly Place[]): string =>
  places.length === PLACES.length ? "everywhere" : places.map((place) => WORDS[place]).join(", ");

const WORDS: Record<Place, string> = { incidents: "list", components: "board", help: "help", confirm: "question" };
