// What a terminal shows after the bytes that it was sent: as much of a terminal as the screens ask of one. A frame is recognized by
// what then stands there, not by its bytes: of a line that changed, only the part that changed is written.

export interface Screen {
  /** How many frames ended in these bytes: each stands between the two signs of a synchronized update. */
  write: (bytes: string) => number;
  lines: () => string[];
}
export interface Size {
  columns: number;
  rows: number;
}

const END_OF_FRAME = "\u001B[?2026l";
/** A sequence with its parameters and last letter; a title; what has no parameters; what stands alone. */
const CONTROL = /\u001B\[([?>=]*[\d;]*)([@-~])|\u001B\][^\u0007]*\u0007|\u001B[^[\]]|[\r\n\u0007]/y;
/** The rest of it has not been read yet. */
const UNFINISHED = /\u001B(\[[?>=]*[\d;]*|\][^\u0007]*)?$/;

export const createScreen = ({ columns, rows }: Size): Screen => {
  const blank = (): string[] => Array.from({ length: columns }, () => " ");
  let lines = Array.from({ length: rows }, blank);
  let rest = "";
  let x = 0;
  let y = 0;

  const move = (toX: number, toY: number): void => {
    x = Math.min(columns - 1, Math.max(0, toX));
    y = Math.min(rows - 1, Math.max(0, toY));
  };
  const feedLine = (): void => {
    if (y === rows - 1) lines = [...lines.slice(1), blank()];
    else y += 1;
  };
  const put = (sign: string): void => {
    if (x === columns) {
      x = 0;
      feedLine();
    }
    lines[y]![x] = sign;
    x += 1;
  };
  const moves: Record<string, (count: number, second: number) => void> = {
    A: (count) => move(x, y - count),
    B: (count) => move(x, y + count),
    C: (count) => move(x + count, y),
    D: (count) => move(x - count, y),
    E: (count) => move(0, y + count),
    G: (column) => move(column - 1, y),
    H: (row, column) => move(column - 1, row - 1),
    J: () => {
      lines = Array.from({ length: rows }, blank);
    },
    K: () => void lines[y]!.fill(" ", x),
    "\r": () => move(0, y),
    "\n": feedLine,
  };
  const obey = ([whole, parameters = "", letter = whole]: RegExpExecArray): void => {
    const [first, second] = parameters.split(";").map((one) => Number(one) || 1);
    moves[letter]?.(first ?? 1, second ?? 1);
  };
  return {
    write: (bytes) => {
      const text = rest + bytes;
      rest = UNFINISHED.exec(text)?.[0] ?? "";
      const end = text.length - rest.length;
      let frames = 0;
      for (let at = 0; at < end; ) {
        CONTROL.lastIndex = at;
        const found = CONTROL.exec(text);
        if (found === null) put(text[at]!);
        else if (found[0] === END_OF_FRAME) frames += 1;
        else obey(found);
        at += found?.[0].length ?? 1;
      }
      return frames;
    },
    lines: () => lines.map((line) => line.join("").trimEnd()),
  };
};
