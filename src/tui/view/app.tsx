// The screen as a whole: keys in, frame out.
import { Box, type SuspendTerminal, useApp, useInput, usePaste, useWindowSize } from "ink";
import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import { actionOf, asTyped } from "../keys/press.ts";
import { createReader } from "../keys/read-keys.ts";
import { frameOf } from "../rows/frame.ts";
import type { Store } from "../store.ts";
import { Line, type Styles } from "./line.tsx";

interface Props {
  store: Store;
  styles: Styles;
  /** Told how to give the terminal to another program for a while. */
  onTerminal?: (suspend: SuspendTerminal) => void;
}

export const App = ({ store, styles, onTerminal }: Props) => {
  const state = useSyncExternalStore(store.subscribe, store.drawn);
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  const [read] = useState(createReader);
  useEffect(() => onTerminal?.(suspendTerminal), [onTerminal, suspendTerminal]);
  useLayoutEffect(() => {
    const { size } = store.get();
    if (size.columns !== columns || size.rows !== rows) store.dispatch({ kind: "resized", columns, rows });
  }, [store, columns, rows]);
  useInput((input, key) => {
    for (const name of read(input, key).flatMap((one) => asTyped(store.get(), one))) {
      const action = actionOf(store.get(), name);
      if (action) store.dispatch(action);
    }
  });
  // Taken apart from the keys, so that a pasted mail does not resolve half the list.
  usePaste((text) => store.dispatch({ kind: "pasted", text }));
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {/* Between a new size and the state that knows of it, no frame may be larger than the terminal. */}
      {frameOf({ ...state, size: { columns, rows } }).map((row, at) => (
        <Line key={at} row={row} styles={styles} />
      ))}
    </Box>
  );
};
