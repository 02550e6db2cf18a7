// Text that people and programs gave us, without what could ring a terminal, break a header or turn what stands beside it round.

/** Escape sequences of terminals, whole: without their first byte the rest would stand there as text. */
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
/** Embeddings, overrides and isolates of direction; the marks that right-to-left writing needs stay. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/** Lines of well-formed text. */
export const cleanLines = (text: string): string =>
  text.replace(ESCAPES, "").replace(LINE_ENDS, "\n").replace(CONTROLS, "").replace(TURNS, "").toWellFormed();

/** One line of it, whatever it was written on. */
export const cleanLine = (text: string): string => cleanLines(text).replace(/\s+/g, " ").trim();
