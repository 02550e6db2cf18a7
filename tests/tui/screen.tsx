// A screen of any size, to press keys on and to read.
import { Text } from "ink";
import { render } from "ink-testing-library";
import type { Status } from "../../src/contract/status.ts";
import { unpaced } from "../../src/tui/pace.ts";
import type { Action } from "../../src/tui/reduce.ts";
import { createStore } from "../../src/tui/store.ts";
import { App } from "../../src/tui/view/app.tsx";
import { stylesFor } from "../../src/tui/view/line.tsx";
import { ago, component, incident, NOW, night, start, status } from "./story.ts";

export const SMALL = [80, 24] as const;
export const WIDE = [140, 40] as const;
export const HUGE = [200, 60] as const;

/** React tells its listeners, and they subscribe, after the turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The screen of a terminal of this size. The library's own is always 100 columns wide, so the size is set before we draw. */
export const show = async ([columns, rows]: readonly [number, number], from: Status = night(), now = NOW) => {
  const store = createStore(start(from), () => now, unpaced);
  const screen = render(<Text> </Text>);
  Object.defineProperties(screen.stdout, { columns: { value: columns }, rows: { value: rows } });
  screen.rerender(<App store={store} styles={stylesFor({ isColoured: false, isLight: false })} />);
  await turn();
  const lines = (): string[] => (screen.lastFrame() ?? "").split("\n");
  return {
    store,
    lines,
    line: (text: string) => lines().find((line) => line.includes(text)),
    press: async (keys: string) => {
      screen.stdin.write(keys);
      await turn();
    },
    dispatch: async (action: Action) => {
      store.dispatch(action);
      await turn();
    },
  };
};

export const many = (incidents: number, components: number): Status =>
  status({
    incidents: Array.from({ length: incidents }, (_, at) => incident(at + 1, { openedAt: ago(5000 - at) })),
    components: Array.from({ length: components }, (_, at) =>
      component(`service-${at + 1}`, { group: `Group ${at % 3}` }),
    ),
  });
