// The screen as a whole: keys in, frame out.
import { Box, Spacer, useInput, usePaste, useWindowSize } from "ink";
import { useSyncExternalStore } from "react";
import { boardRows } from "../board.ts";
import { intentOf, keysOf } from "../keymap.ts";
import { placeOf, type State } from "../state.ts";
import type { Store } from "../store.ts";
import { shareRows, WIDE_COLUMNS } from "../window.ts";
import { Board } from "./board.tsx";
import { FOOTER_ROWS, Footer } from "./footer.tsx";
import { Header, headerLines } from "./header.tsx";
import { Help } from "./help.tsx";
import { IncidentList } from "./incidents.tsx";
import { Coloured } from "./line.tsx";

export const App = ({ store, isColoured }: { store: Store; isColoured: boolean }) => {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const { columns, rows } = useWindowSize();
  useInput((input, key) => {
    for (const name of keysOf(input, key)) {
      const intent = intentOf(name, placeOf(store.get()));
      if (intent) store.dispatch({ kind: "intent", intent });
    }
  });
  // Taken apart from the keys, so that a pasted mail does not resolve half the list.
  usePaste(() => store.dispatch({ kind: "pasted" }));
  return (
    <Coloured value={isColoured}>
      <Screen state={state} columns={columns} rows={rows} />
    </Coloured>
  );
};

const Screen = ({ state, columns, rows }: { state: State; columns: number; rows: number }) => {
  const header = headerLines(state, columns);
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Header lines={header} />
      <Body state={state} columns={columns} rows={rows - header.length - FOOTER_ROWS} />
      <Spacer />
      <Footer state={state} width={columns} />
    </Box>
  );
};

const GAP = 2;
const LIST_SHARE = 0.62;
const HEADING = 1;

const Body = ({ state, columns, rows }: { state: State; columns: number; rows: number }) => {
  if (state.isHelp) return <Help width={columns} rows={rows} />;
  if (columns >= WIDE_COLUMNS) {
    const list = Math.floor(columns * LIST_SHARE);
    return (
      <Box columnGap={GAP}>
        <IncidentList state={state} width={list} rows={rows} />
        <Board state={state} width={columns - list - GAP} rows={rows} />
      </Box>
    );
  }
  const wanted = {
    first: HEADING + Math.max(1, state.order.length),
    second: HEADING + Math.max(1, boardRows(state.components).length),
  };
  const share = shareRows(rows, wanted);
  return (
    <Box flexDirection="column">
      <IncidentList state={state} width={columns} rows={share.first} />
      <Board state={state} width={columns} rows={share.second} />
    </Box>
  );
};
